#include <ingot/lab/server.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "tests/sdk/lab/raw_client.hpp"

namespace ingot::lab {
namespace {

using test::RawClient;

// Does what the test says.
class Scripted final : public Service {
 public:
  Reply handle(Request& request) override {
    ++handled;
    return answer(request);
  }
  std::function<Reply(Request&)> answer = [](Request& request) {
    Reply reply;
    reply.body = request.method + " " + request.target + " [" +
                 read_all(request.body, 1 << 26).value_or("cut") + "]";
    return reply;
  };
  std::atomic<int> handled = 0;
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    Expected<std::unique_ptr<Server>> opened = Server::open({});
    ASSERT_TRUE(opened) << opened.problem();
    server = std::move(*opened);
    server->start(service);
  }
  Scripted service;
  std::unique_ptr<Server> server;
};

std::string body_of(const std::string& reply) {
  const std::size_t head = reply.find("\r\n\r\n");
  return head == reply.npos ? "" : reply.substr(head + 4);
}

constexpr const char* kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(ServerTest, passes_the_target_on_byte_for_byte) {
  RawClient client(server->port());
  client.send("PUT /a%2fb%20c?q=%C3%A9+&z HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
  const std::string reply = client.read_reply();
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 OK\r\n")) << reply;
  EXPECT_EQ(body_of(reply), "PUT /a%2fb%20c?q=%C3%A9+&z [abc]");
}

TEST_F(ServerTest, keeps_the_connection_and_takes_pipelined_requests) {
  RawClient client(server->port());
  client.send(
      "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\nHost: "
      "h\r\n\r\n");
  EXPECT_EQ(body_of(client.read_reply()), "POST /1 [hi]");
  EXPECT_EQ(body_of(client.read_reply()), "GET /2 []");
  client.send(kGet);
  EXPECT_EQ(body_of(client.read_reply()), "GET /x []");
  EXPECT_EQ(service.handled, 3);
}

TEST_F(ServerTest, closes_when_asked_and_for_http_1_0) {
  for (const char* request :
       {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client(server->port());
    client.send(request);
    EXPECT_NE(client.read_reply().find("Connection: close"), std::string::npos);
    EXPECT_TRUE(client.is_at_end());
  }
}

TEST_F(ServerTest, a_drop_before_processing_answers_nothing) {
  service.answer = [](Request&) { return Reply{.disposition = {0, Cut::kBeforeProcessing, 0}}; };
  RawClient client(server->port());
  client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde");
  EXPECT_EQ(client.read_reply(), "");
  EXPECT_TRUE(client.is_at_end());
}

TEST_F(ServerTest, a_drop_after_processing_answers_nothing_either) {
  std::string seen;
  service.answer = [&](Request& request) {
    seen = read_all(request.body, 100).value_or("");
    return Reply{.body = "lost", .disposition = {0, Cut::kAfterProcessing, 0}};
  };
  RawClient client(server->port());
  client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde");
  EXPECT_EQ(client.read_reply(), "");
  server->stop();  // joins the thread that wrote `seen`
  EXPECT_EQ(seen, "abcde");
}

TEST_F(ServerTest, a_cut_reply_announces_more_than_it_sends) {
  service.answer = [](Request&) {
    return Reply{.body = "0123456789", .disposition = {0, Cut::kMidReply, 4}};
  };
  RawClient client(server->port());
  client.send(kGet);
  const std::string reply = client.read_reply();
  EXPECT_NE(reply.find("Content-Length: 10\r\n"), std::string::npos);
  EXPECT_EQ(body_of(reply), "0123");
  EXPECT_TRUE(client.is_at_end());
}

TEST_F(ServerTest, a_client_that_goes_away_leaves_a_truncated_body) {
  std::atomic<bool> was_truncated = false;
  service.answer = [&](Request& request) {
    read_all(request.body, 100);
    was_truncated = request.body.is_truncated();
    return Reply{};
  };
  RawClient client(server->port());
  client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  client.finish_sending();
  EXPECT_TRUE(client.is_at_end());
  EXPECT_TRUE(was_truncated);
}

TEST_F(ServerTest, an_unread_body_is_taken_away_so_that_the_reply_arrives) {
  service.answer = [](Request&) { return Reply{.status = 503, .body = "later"}; };
  RawClient client(server->port());
  const std::string big(3 << 20, 'x');
  for (int i = 0; i < 2; ++i) {
    client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(big.size()) +
                "\r\n\r\n" + big);
    EXPECT_EQ(body_of(client.read_reply()), "later");
  }
}

TEST_F(ServerTest, says_continue_only_when_the_body_is_wanted) {
  RawClient client(server->port());
  client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_reply(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_EQ(body_of(client.read_reply()), "PUT / [ok]");
  service.answer = [](Request&) { return Reply{.status = 403}; };
  client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(client.read_reply().starts_with("HTTP/1.1 403 "));
}

TEST_F(ServerTest, shows_chunked_requests_to_the_service_and_closes) {
  service.answer = [](Request& request) {
    return Reply{
        .status = request.content_length || !request.headers.has("Transfer-Encoding") ? 200 : 501};
  };
  RawClient client(server->port());
  client.send(
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n");
  EXPECT_TRUE(client.read_reply().starts_with("HTTP/1.1 501 "));
  client.finish_sending();
  EXPECT_TRUE(client.is_at_end());
}

TEST_F(ServerTest, refuses_heads_that_are_not_http) {
  struct Case {
    std::string head;
    const char* status;
  };
  const Case cases[] = {
      {"GET /\r\n\r\n", "400"},
      {"G(T / HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET /\xC3\xA9 HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "505"},
      {"GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: h\r\nA: b\x01\r\n\r\n", "400"},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", "400"},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
      {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400"},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n", "431"}};
  for (const Case& wrong : cases) {
    RawClient client(server->port());
    client.send(wrong.head);
    client.finish_sending();
    EXPECT_TRUE(client.read_reply().starts_with(std::string("HTTP/1.1 ") + wrong.status))
        << wrong.head.substr(0, 80);
  }
  EXPECT_EQ(service.handled, 0);
}

TEST_F(ServerTest, stops_at_once_although_replies_are_delayed_and_connections_idle) {
  service.answer = [](Request&) { return Reply{.disposition = {60'000, Cut::kNone, 0}}; };
  RawClient idle(server->port()), waiting(server->port());
  ASSERT_TRUE(idle.is_connected());
  waiting.send(kGet);
  while (service.handled == 0) std::this_thread::yield();
  server->stop();
  server->stop();
  EXPECT_TRUE(idle.is_at_end());
}

TEST_F(ServerTest, names_the_port_it_cannot_have) {
  const Expected<std::unique_ptr<Server>> second = Server::open({.port = server->port()});
  ASSERT_FALSE(second);
  EXPECT_TRUE(
      second.problem().starts_with("listen on 127.0.0.1:" + std::to_string(server->port()) + ": "))
      << second.problem();
}

TEST_F(ServerTest, serves_many_clients_side_by_side) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 80; ++i) clients.push_back(std::make_unique<RawClient>(server->port()));
  for (int round = 0; round < 3; ++round) {
    for (const auto& client : clients) client->send(kGet);
    for (const auto& client : clients) EXPECT_EQ(body_of(client->read_reply()), "GET /x []");
  }
  EXPECT_EQ(service.handled, 240);
}

TEST(Server, takes_further_clients_as_others_leave) {
  Scripted service;
  Expected<std::unique_ptr<Server>> server = Server::open({.max_connections = 1});
  ASSERT_TRUE(server);
  (*server)->start(service);
  auto first = std::make_unique<RawClient>((*server)->port());
  first->send(kGet);
  EXPECT_NE(first->read_reply(), "");
  RawClient second((*server)->port());
  second.send(kGet);
  first.reset();
  EXPECT_EQ(body_of(second.read_reply()), "GET /x []");
}

TEST(Server, waits_its_latency_before_every_reply) {
  Scripted service;
  Expected<std::unique_ptr<Server>> server = Server::open({.latency_ms = 30});
  ASSERT_TRUE(server);
  (*server)->start(service);
  RawClient client((*server)->port());
  const auto start = std::chrono::steady_clock::now();
  client.send(kGet);
  EXPECT_NE(client.read_reply(), "");
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(30));
}

}  // namespace
}  // namespace ingot::lab
