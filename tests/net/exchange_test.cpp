// Whole exchanges over plain connections that go well: what is on the wire, what is read, what is
// reused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "host/net/client.hpp"
#include "tests/net/raw_server.hpp"

namespace ingot::net {
namespace {

using namespace std::chrono_literals;
using test::Peer;
using test::RawServer;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

Request get(const std::string& url) {
  Request request;
  request.url = url;
  return request;
}

// Reads one request's head, answers `answer`, and closes.
std::string head_of(Request request, const std::string& body = {}, ClientOptions options = {}) {
  std::promise<std::string> seen;
  RawServer server([&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.read(body.size());
    peer.write(kOk);
    seen.set_value(head);
  });
  request.url = server.url(request.url);
  request.body_size = body.size();
  BytesBody source(body);
  Client client(options);
  const Answer answer = client.exchange(request, &source, {});
  EXPECT_EQ(answer.delivery, Delivery::response) << answer.error.message;
  std::string head = seen.get_future().get();
  const auto at = head.find(server.authority());
  if (at != std::string::npos) head.replace(at, server.authority().size(), "HOST");
  return head;
}

Answer answered(const std::string& bytes, Request request = {}) {
  RawServer server([&](Peer& peer) {
    peer.read_head();
    peer.write(bytes);
    peer.close();
  });
  request.url = server.url();
  Client client({});
  return client.exchange(request, nullptr, {});
}

TEST(RequestOnTheWire, keeps_the_bytes_of_the_url) {
  EXPECT_EQ(head_of(get("/a%3Ab%2f//../c?x=%20&y=a+b&z='\"")),
            "GET /a%3Ab%2f//../c?x=%20&y=a+b&z='\" HTTP/1.1\r\nHost: HOST\r\n\r\n");
}

TEST(RequestOnTheWire, has_nothing_extra_when_exact) {
  Request request;
  request.method = "PUT";
  request.url = "/k?X-Amz-Signature=ab";
  request.headers = {{"x-amz-meta-a", "1"}, {"Content-Type", "image/tiff"}};
  request.exact_headers = true;
  ClientOptions options;
  options.user_agent = "ingot/1";
  EXPECT_EQ(head_of(request, "12345", options),
            "PUT /k?X-Amz-Signature=ab HTTP/1.1\r\nHost: HOST\r\nx-amz-meta-a: 1\r\nContent-Type: "
            "image/tiff\r\n"
            "Content-Length: 5\r\n\r\n");
}

TEST(RequestOnTheWire, names_the_user_agent_unless_the_request_does) {
  ClientOptions options;
  options.user_agent = "ingot/1";
  EXPECT_THAT(head_of(get("/"), "", options), HasSubstr("\r\nUser-Agent: ingot/1\r\n"));
  Request own = get("/");
  own.headers = {{"user-agent", "mine"}};
  EXPECT_THAT(head_of(own, "", options), Not(HasSubstr("ingot/1")));
}

TEST(RequestOnTheWire, announces_the_length_of_every_kind_of_upload_also_when_empty) {
  for (const std::string method : {"POST", "PUT", "PATCH"}) {
    Request request = get("/");
    request.method = method;
    EXPECT_THAT(head_of(request), HasSubstr("\r\nContent-Length: 0\r\n"));
  }
  for (const std::string method : {"GET", "DELETE", "OPTIONS"}) {
    Request request = get("/");
    request.method = method;
    EXPECT_THAT(head_of(request), Not(HasSubstr("Content-Length")));
    EXPECT_THAT(head_of(request, "x"), HasSubstr("\r\nContent-Length: 1\r\n"));
  }
}

TEST(RequestOnTheWire, drops_headers_that_say_what_is_sent_anyway) {
  RawServer server([](Peer& peer) {
    peer.write(peer.read_head().find("Host") == std::string::npos ? "" : kOk);
    peer.hold();
  });
  Request request = get(server.url());
  request.headers = {{"Host", server.authority()}, {"content-length", "0"}};
  Client client({});
  EXPECT_EQ(client.exchange(request, nullptr, {}).response.status, 200);
}

TEST(RefusedRequest, never_reaches_the_network) {
  RawServer server([](Peer& peer) { peer.hold(); });
  Client client({});
  std::vector<Request> bad(14, get(server.url()));
  bad[0].headers = {{"a\r\nb", "x"}};
  bad[1].headers = {{"a", "x\r\nb: c"}};
  bad[2].headers = {{"a", "x\nb: c"}};
  bad[3].headers = {{"a", std::string("x\0y", 3)}};
  bad[4].headers = {{"", "x"}};
  bad[5].headers = {{"a b", "x"}};
  bad[6].headers = {{"Transfer-Encoding", "chunked"}};
  bad[7].headers = {{"Expect", "100-continue"}};
  bad[8].headers = {{"Host", "evil.example"}};
  bad[9].headers = {{"Content-Length", "7"}};
  bad[10].method = "GET / HTTP/1.1\r\nX: y\r\n\r\nGET";
  bad[11].method = "";
  bad[12].url = server.url("/a b");
  bad[13].headers = {{"connection", "close"}};
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const Answer answer = client.exchange(bad[i], nullptr, {});
    EXPECT_EQ(answer.delivery, Delivery::not_sent) << i;
    EXPECT_EQ(answer.error.kind, ErrorKind::invalid) << i;
  }
  Request mismatch = get(server.url());
  mismatch.body_size = 5;
  EXPECT_EQ(client.exchange(mismatch, nullptr, {}).delivery, Delivery::not_sent);
  EXPECT_EQ(server.connections(), 0);
}

TEST(AnswerRead, has_status_headers_and_body) {
  const Answer answer =
      answered("HTTP/1.1 418 Teapot\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\nhello");
  ASSERT_EQ(answer.delivery, Delivery::response);
  EXPECT_EQ(answer.response.status, 418);
  EXPECT_EQ(answer.response.header("etag"), "\"x\"");
  EXPECT_EQ(answer.response.header("missing"), std::nullopt);
  EXPECT_EQ(answer.response.body, "hello");
  EXPECT_EQ(answer.response.body_total, 5u);
  EXPECT_GT(answer.timing.bytes_sent, 0u);
  EXPECT_GE(answer.timing.total, answer.timing.first_byte);
  EXPECT_GT(answer.timing.first_byte.count(), 0);
}

TEST(AnswerRead, may_be_chunked_with_extensions_and_trailers) {
  const Answer answer = answered(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3;a=b\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n");
  ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
  EXPECT_EQ(answer.response.body, "abc0123456789");
  EXPECT_EQ(answer.response.body_total, 13u);
}

TEST(AnswerRead, may_end_with_the_connection) {
  EXPECT_EQ(answered("HTTP/1.0 200 OK\r\n\r\nuntil the end").response.body, "until the end");
}

TEST(AnswerRead, skips_interim_answers) {
  const Answer answer = answered(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 "
      "Created\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(answer.response.status, 201);
  EXPECT_EQ(answer.response.headers.size(), 1u);
}

TEST(AnswerRead, delivers_redirects_as_they_are) {
  const Answer answer = answered(
      "HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(answer.delivery, Delivery::response);
  EXPECT_EQ(answer.response.status, 307);
  EXPECT_EQ(answer.response.header("location"), "http://127.0.0.1:1/");
}

TEST(AnswerRead, is_cut_at_the_largest_body_wanted) {
  for (const std::string framing :
       {"Content-Length: 10\r\n\r\n0123456789",
        "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n", "\r\n0123456789"}) {
    Request request;
    request.max_response = 10;
    const Answer whole = answered("HTTP/1.1 200 OK\r\n" + framing, request);
    EXPECT_EQ(whole.delivery, Delivery::response) << framing << whole.error.message;
    EXPECT_EQ(whole.response.body, "0123456789");
    request.max_response = 9;
    const Answer cut = answered("HTTP/1.1 200 OK\r\n" + framing, request);
    EXPECT_EQ(cut.delivery, Delivery::too_large) << framing;
    EXPECT_EQ(cut.response.status, 200);
    EXPECT_EQ(cut.response.body, "012345678");
    EXPECT_EQ(cut.response.body_total, 10u);
    EXPECT_THAT(cut.error.message, HasSubstr("larger than 9 B"));
  }
}

TEST(AnswerRead, has_no_body_for_head_204_and_304) {
  Request head;
  head.method = "HEAD";
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", head).delivery,
            Delivery::response);
  EXPECT_EQ(answered("HTTP/1.1 204 No Content\r\n\r\n").delivery, Delivery::response);
  EXPECT_EQ(answered("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").delivery,
            Delivery::response);
}

// Answers every request on every connection with "ok".
void serve_all(Peer& peer) {
  while (!peer.read_head().empty()) peer.write(kOk);
}

TEST(ConnectionReuse, carries_many_requests_over_one_connection) {
  RawServer server(serve_all);
  Client client({});
  for (int i = 0; i < 5; ++i) {
    const Answer answer = client.exchange(get(server.url()), nullptr, {});
    EXPECT_EQ(answer.delivery, Delivery::response);
    EXPECT_EQ(answer.reused, i > 0);
  }
  EXPECT_EQ(server.connections(), 1);
  const auto stats = client.stats();
  ASSERT_EQ(stats.size(), 1u);
  EXPECT_EQ(stats[0].origin, "http://" + server.authority());
  EXPECT_EQ(stats[0].opened, 1u);
  EXPECT_EQ(stats[0].reused, 4u);
  EXPECT_EQ(stats[0].idle, 1u);
}

TEST(ConnectionReuse, serves_all_but_the_first_of_what_each_thread_sends) {
  const std::string body(40'000, 'x');
  RawServer server([&](Peer& peer) {
    while (!peer.read_head().empty()) {
      if (peer.read(body.size()).size() == body.size()) peer.write(kOk);
    }
  });
  Client client({});
  constexpr std::uint64_t kThreads = 4, kEach = 100;
  std::vector<std::future<void>> threads;
  for (std::uint64_t i = 0; i < kThreads; ++i) {
    threads.push_back(std::async(std::launch::async, [&] {
      Request request = get(server.url());
      request.method = "PUT";
      request.body_size = body.size();
      for (std::uint64_t k = 0; k < kEach; ++k) {
        BytesBody source(body);
        EXPECT_EQ(client.exchange(request, &source, {}).delivery, Delivery::response);
      }
    }));
  }
  threads.clear();  // waits for them
  EXPECT_LE(client.stats().at(0).opened, kThreads);
  EXPECT_GE(client.stats().at(0).reused, kThreads * (kEach - 1));
}

TEST(ConnectionReuse, replaces_a_connection_the_server_has_closed) {
  for (const Reuse reuse : {Reuse::any, Reuse::fresh_only}) {
    std::promise<void> closed;
    RawServer server([&](Peer& peer) {
      peer.read_head();
      peer.write(kOk);
      if (peer.number() > 0) return peer.hold();
      peer.close();
      closed.set_value();
    });
    Client client({});
    EXPECT_FALSE(client.exchange(get(server.url()), nullptr, {}).reused);
    closed.get_future().wait();
    Request request = get(server.url());
    request.reuse = reuse;
    const Answer answer = client.exchange(request, nullptr, {});
    EXPECT_EQ(answer.delivery, Delivery::response) << answer.error.message;
    EXPECT_FALSE(answer.reused);
    EXPECT_EQ(client.stats()[0].opened, 2u);
  }
}

TEST(ConnectionReuse, lets_a_request_that_must_not_be_repeated_ride_only_right_after_another) {
  RawServer server(serve_all);
  Client client({});
  Request request = get(server.url());
  request.reuse = Reuse::fresh_only;
  EXPECT_FALSE(client.exchange(request, nullptr, {}).reused);
  EXPECT_TRUE(client.exchange(request, nullptr, {}).reused);
}

TEST(ConnectionReuse, does_not_trust_a_connection_that_speaks_unasked) {
  std::promise<void> spoken;
  RawServer server([&](Peer& peer) {
    peer.read_head();
    peer.write(kOk);
    if (peer.number() > 0) return peer.hold();
    peer.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    spoken.set_value();
    peer.hold();
  });
  Client client({});
  client.exchange(get(server.url()), nullptr, {});
  spoken.get_future().wait();
  const Answer second = client.exchange(get(server.url()), nullptr, {});
  EXPECT_EQ(second.response.status, 200);
  EXPECT_FALSE(second.reused);
}

TEST(ConnectionReuse, honours_connection_close) {
  RawServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    peer.hold();
  });
  Client client({});
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(client.exchange(get(server.url()), nullptr, {}).reused);
  EXPECT_EQ(server.connections(), 2);
}

TEST(ConnectionReuse, keeps_no_more_idle_connections_than_wanted_and_none_too_long) {
  RawServer server(serve_all);
  ClientOptions none;
  none.max_idle_per_origin = 0;
  ClientOptions never;
  never.idle_timeout = 0ms;
  for (const ClientOptions& options : {none, never}) {
    Client client(options);
    for (int i = 0; i < 2; ++i)
      EXPECT_FALSE(client.exchange(get(server.url()), nullptr, {}).reused);
    EXPECT_LE(client.stats()[0].idle, 1u);
  }
}

TEST(ConnectionReuse, serves_many_threads_at_once) {
  RawServer server(serve_all);
  Client client({});
  TaskGroup group;
  for (int thread = 0; thread < 4; ++thread) {
    group.spawn("user", [&](const std::stop_token& stop) -> Status {
      for (int i = 0; i < 50; ++i) {
        const Answer answer = client.exchange(get(server.url()), nullptr, stop);
        if (answer.response.body != "ok") return answer.error;
      }
      return {};
    });
  }
  const Status joined = group.join();
  EXPECT_TRUE(joined.ok()) << joined.error().message;
  EXPECT_LE(server.connections(), 4);
  EXPECT_EQ(client.stats()[0].opened + client.stats()[0].reused, 200u);
}

}  // namespace
}  // namespace ingot::net
