// Exchanges that go wrong, cut at every place: what is certain afterwards, and how soon it is
// known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <string>

#include "host/base/clock.hpp"
#include "host/net/client.hpp"
#include "tests/net/raw_server.hpp"

namespace ingot::net {
namespace {

using namespace std::chrono_literals;
using test::FullServer;
using test::Peer;
using test::RawServer;
using ::testing::HasSubstr;
using ::testing::Not;

Request post(const std::string& url, std::uint64_t body_size = 0) {
  Request request;
  request.method = "POST";
  request.url = url;
  request.body_size = body_size;
  return request;
}

Answer exchange_once(Request request, BodySource* body = nullptr, std::stop_token stop = {}) {
  Client client({});
  return client.exchange(request, body, stop);
}

// What is left of the answer when the connection ends after its first `cut` bytes.
Answer cut_after(std::size_t cut, const std::string& whole, bool with_reset) {
  RawServer server([&](Peer& peer) {
    peer.read_head();
    peer.write(whole.substr(0, cut));
    with_reset ? peer.reset() : peer.close();
  });
  return exchange_once(post(server.url("/secret-path")));
}

TEST(Unreachable, is_not_sent_when_nobody_listens) {
  const Answer answer = exchange_once(
      post("http://127.0.0.1:" + std::to_string(test::unused_port()) + "/secret-path"));
  EXPECT_EQ(answer.delivery, Delivery::not_sent);
  EXPECT_EQ(answer.error.kind, ErrorKind::retryable);
  EXPECT_THAT(answer.error.message, HasSubstr("connection refused"));
  EXPECT_THAT(answer.error.message, HasSubstr("connect to http://127.0.0.1:"));
  EXPECT_THAT(answer.error.message, Not(HasSubstr("secret-path")));
  EXPECT_EQ(answer.timing.bytes_sent, 0u);
}

TEST(Unreachable, is_not_sent_when_the_host_has_no_address) {
  // A label of 64 characters is answered by the resolver itself, without a name server.
  const Answer answer = exchange_once(post("http://" + std::string(64, 'a') + ".invalid/"));
  EXPECT_EQ(answer.delivery, Delivery::not_sent);
  EXPECT_THAT(answer.error.message, HasSubstr(".invalid:80: "));
}

TEST(Unreachable, is_reached_through_the_second_address_of_a_name) {
  RawServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    peer.hold();
  });
  // "localhost" may mean ::1 first, where this server does not listen.
  const Answer answer =
      exchange_once(post("http://localhost:" + std::to_string(server.port()) + "/"));
  EXPECT_EQ(answer.response.status, 204) << answer.error.message;
}

TEST(Unreachable, is_not_sent_after_the_connect_timeout) {
  const FullServer server;
  Request request = post(server.url());
  request.connect_timeout = 100ms;
  const Answer answer = exchange_once(request);
  EXPECT_EQ(answer.delivery, Delivery::not_sent);
  EXPECT_EQ(answer.error.kind, ErrorKind::retryable);
  EXPECT_THAT(answer.error.message, HasSubstr("timed out"));
  EXPECT_GE(answer.timing.connect, 100ms);
}

TEST(LostAnswer, is_certain_about_bytes_when_the_connection_is_reset_at_once) {
  for (int i = 0; i < 10; ++i) {
    RawServer server([](Peer& peer) { peer.reset(); });
    const Answer answer = exchange_once(post(server.url()));
    const bool has_left = answer.timing.bytes_sent > 0;
    EXPECT_EQ(answer.delivery, has_left ? Delivery::unknown : Delivery::not_sent)
        << answer.error.message;
  }
}

TEST(LostAnswer, is_unknown_when_the_request_was_read) {
  for (const bool with_reset : {false, true}) {
    const Answer answer = cut_after(0, "x", with_reset);
    EXPECT_EQ(answer.delivery, Delivery::unknown);
    EXPECT_EQ(answer.error.kind, ErrorKind::unknown_outcome);
    EXPECT_THAT(answer.error.message, HasSubstr("before answering"));
    EXPECT_THAT(answer.error.message, HasSubstr("POST http://127.0.0.1:"));
    EXPECT_THAT(answer.error.message, Not(HasSubstr("secret-path")));
  }
}

TEST(LostAnswer, is_unknown_wherever_the_answer_is_cut) {
  const std::vector<std::string> answers = {
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"};
  for (const std::string& whole : answers) {
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      const Answer answer = cut_after(cut, whole, false);
      ASSERT_EQ(answer.delivery, Delivery::unknown) << whole.substr(0, cut);
      EXPECT_EQ(answer.error.kind, ErrorKind::unknown_outcome);
    }
    EXPECT_EQ(cut_after(whole.size(), whole, false).delivery, Delivery::response);
  }
}

TEST(LostAnswer, is_unknown_when_malformed) {
  for (const std::string bytes :
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n"}) {
    const Answer answer = cut_after(bytes.size(), bytes, false);
    EXPECT_EQ(answer.delivery, Delivery::unknown) << bytes;
    EXPECT_THAT(answer.error.message, HasSubstr("malformed answer")) << bytes;
  }
  const std::string endless = "HTTP/1.1 200 OK\r\n" + std::string(70'000, 'a');
  EXPECT_THAT(cut_after(endless.size(), endless, false).error.message,
              HasSubstr("head is longer than"));
}

TEST(SilentServer, is_given_up_after_the_reply_timeout) {
  RawServer server([](Peer& peer) { peer.hold(); });
  Request request = post(server.url());
  request.reply_timeout = 100ms;
  const Answer answer = exchange_once(request);
  EXPECT_EQ(answer.delivery, Delivery::unknown);
  EXPECT_THAT(answer.error.message, HasSubstr("went silent before answering"));
  EXPECT_GE(answer.timing.total, 100ms);
}

TEST(SilentServer, is_given_up_when_the_answer_stalls) {
  RawServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n123");
    peer.hold();
  });
  Request request = post(server.url());
  request.stall_timeout = 100ms;
  const Answer answer = exchange_once(request);
  EXPECT_EQ(answer.delivery, Delivery::unknown);
  EXPECT_THAT(answer.error.message, HasSubstr("went silent after 3 of 5 bytes"));
}

TEST(SilentServer, is_given_up_when_it_takes_no_more_of_the_body) {
  std::promise<void> done;
  RawServer server([&](Peer&) { done.get_future().wait(); });
  const std::string content(32 << 20, 'x');
  BytesBody body(content);
  Request request = post(server.url(), content.size());
  request.stall_timeout = 100ms;
  const Answer answer = exchange_once(request, &body);
  done.set_value();
  EXPECT_EQ(answer.delivery, Delivery::unknown);
  EXPECT_THAT(answer.error.message, HasSubstr("no byte was accepted for 0.1s"));
  EXPECT_GT(answer.timing.bytes_sent, 0u);
  EXPECT_LT(answer.timing.bytes_sent, content.size());
}

// Stops an exchange once `wait_until_begun` returns; the answer, which must have come within a
// second of the stop.
Answer stopped_when(const std::function<void()>& wait_until_begun, const Request& request,
                    BodySource* body = nullptr) {
  const SystemClock clock;
  std::stop_source stop;
  std::chrono::nanoseconds stopped_at{0};
  Answer answer;
  {
    TaskGroup group;
    group.spawn("stopper", [&](const std::stop_token&) -> Status {
      wait_until_begun();
      stopped_at = clock.monotonic();
      stop.request_stop();
      return {};
    });
    answer = exchange_once(request, body, stop.get_token());
  }
  EXPECT_LT(clock.monotonic() - stopped_at, 1s);
  EXPECT_EQ(answer.delivery, Delivery::cancelled) << answer.error.message;
  EXPECT_EQ(answer.error.kind, ErrorKind::cancelled);
  return answer;
}

TEST(Stop, ends_an_exchange_before_it_begins) {
  RawServer server([](Peer& peer) { peer.hold(); });
  std::stop_source stop;
  stop.request_stop();
  const Answer answer = exchange_once(post(server.url()), nullptr, stop.get_token());
  EXPECT_EQ(answer.delivery, Delivery::cancelled);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Stop, ends_connecting) {
  const FullServer server;
  const Answer answer = stopped_when([&] { server.wait_for_client(); }, post(server.url()));
  EXPECT_EQ(answer.timing.bytes_sent, 0u);
}

TEST(Stop, ends_a_handshake) {
  std::promise<void> begun;
  RawServer server([&](Peer& peer) {
    peer.read(1);
    begun.set_value();
    peer.hold();
  });
  const Answer answer =
      stopped_when([&] { begun.get_future().wait(); }, post("https://" + server.authority() + "/"));
  EXPECT_EQ(answer.timing.bytes_sent, 0u);
}

TEST(Stop, ends_sending) {
  std::promise<void> begun, done;
  RawServer server([&](Peer& peer) {
    peer.read_head();
    begun.set_value();
    done.get_future().wait();
  });
  const std::string content(64 << 20, 'x');
  BytesBody body(content);
  const Answer answer =
      stopped_when([&] { begun.get_future().wait(); }, post(server.url(), content.size()), &body);
  done.set_value();
  EXPECT_GT(answer.timing.bytes_sent, 0u);
  EXPECT_LT(answer.timing.bytes_sent, content.size());
}

TEST(Stop, ends_waiting_for_the_answer) {
  std::promise<void> begun;
  RawServer server([&](Peer& peer) {
    peer.read_head();
    begun.set_value();
    peer.hold();
  });
  EXPECT_GT(stopped_when([&] { begun.get_future().wait(); }, post(server.url())).timing.bytes_sent,
            0u);
}

TEST(Stop, ends_reading_the_answer) {
  std::promise<void> begun;
  RawServer server([&](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n123");
    begun.set_value();
    peer.hold();
  });
  stopped_when([&] { begun.get_future().wait(); }, post(server.url()));
}

}  // namespace
}  // namespace ingot::net
