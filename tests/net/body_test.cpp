// Bodies on their way out: files and bytes arrive unchanged, sources fail without harm, early
// answers are heard.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <string>

#include "host/net/client.hpp"
#include "tests/net/raw_server.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::net {
namespace {

using namespace std::chrono_literals;
using test::Peer;
using test::RawServer;
using ::testing::HasSubstr;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

// A source made of a function.
class Scripted final : public BodySource {
 public:
  Scripted(std::uint64_t size, std::function<Status(BodySink&)> send)
      : size_(size), send_(std::move(send)) {}
  std::uint64_t size() const override { return size_; }
  Status send_to(BodySink& sink) override { return send_(sink); }

 private:
  const std::uint64_t size_;
  const std::function<Status(BodySink&)> send_;
};

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (char& c : bytes) {
    state = state * 1664525 + 1013904223;
    c = static_cast<char>(state >> 24);
  }
  return bytes;
}

Answer put(Client& client, const std::string& url, BodySource& body,
           std::chrono::milliseconds stall = 5s) {
  Request request;
  request.method = "PUT";
  request.url = url;
  request.body_size = body.size();
  request.stall_timeout = stall;
  return client.exchange(request, &body, {});
}

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

TEST(Body, arrives_unchanged_at_every_size_around_the_block_limits) {
  for (const std::size_t size :
       {0ul, 1ul, 16383ul, 16384ul, 16385ul, 262143ul, 262144ul, 262145ul, 3000000ul}) {
    const std::string sent = pattern(size);
    std::promise<std::string> received;
    RawServer server([&](Peer& peer) {
      peer.read_head();
      received.set_value(peer.read(size));
      peer.write(kOk);
    });
    Client client({});
    BytesBody body(sent);
    const Answer answer = put(client, server.url(), body);
    ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
    EXPECT_TRUE(received.get_future().get() == sent) << size;
    EXPECT_GT(answer.timing.bytes_sent, size);
  }
}

TEST(Body, mixes_bytes_and_file_ranges_in_order) {
  test::TempDir dir;
  const std::string content = pattern(3'000'000);
  { std::ofstream(dir.path() / "f", std::ios::binary) << content; }
  const OpenFile file(dir.path() / "f");
  const std::string expected =
      "head" + content.substr(100, 2'500'000) + "middle" + content.substr(0, 1);
  Scripted body(expected.size(), [&](BodySink& sink) -> Status {
    INGOT_CHECK(sink.write(bytes_of("head")));
    INGOT_CHECK(sink.send_file(file.fd(), 100, 2'500'000));
    INGOT_CHECK(sink.write(bytes_of("middle")));
    INGOT_CHECK(sink.send_file(file.fd(), 5, 0));
    return sink.send_file(file.fd(), 0, 1);
  });
  std::promise<std::string> received;
  RawServer server([&](Peer& peer) {
    peer.read_head();
    received.set_value(peer.read(expected.size()));
    peer.write(kOk);
  });
  Client client({});
  EXPECT_EQ(put(client, server.url(), body).delivery, Delivery::response);
  EXPECT_TRUE(received.get_future().get() == expected);
  EXPECT_EQ(::lseek(file.fd(), 0, SEEK_CUR), 0) << "the file position is nobody's business";
}

TEST(FailingSource, sends_nothing_when_it_fails_first_and_leaves_the_connection_usable) {
  RawServer server([](Peer& peer) {
    while (!peer.read_head().empty()) peer.write(kOk);
  });
  Client client({});
  for (int i = 0; i < 2; ++i) {
    Scripted body(10, [](BodySink&) -> Status {
      return Error{ErrorKind::source_changed, "file: is another one now"};
    });
    const Answer answer = put(client, server.url(), body);
    EXPECT_EQ(answer.delivery, Delivery::source_failed);
    EXPECT_EQ(answer.error.kind, ErrorKind::source_changed);
    EXPECT_THAT(answer.error.message, HasSubstr("file: is another one now"));
    EXPECT_EQ(answer.timing.bytes_sent, 0u);
    EXPECT_EQ(answer.reused, i > 0);
  }
  EXPECT_EQ(client.stats()[0].opened, 1u);
}

TEST(FailingSource, is_never_a_complete_request) {
  const auto fails_late = [](BodySink& sink) -> Status {
    INGOT_CHECK(sink.write(bytes_of("12345")));
    return Error{ErrorKind::source_changed, "changed"};
  };
  const auto gives_too_little = [](BodySink& sink) -> Status {
    return sink.write(bytes_of("12345"));
  };
  const auto gives_too_much = [](BodySink& sink) -> Status {
    return sink.write(bytes_of("12345678901"));
  };
  const std::vector<std::function<Status(BodySink&)>> scripts = {fails_late, gives_too_little,
                                                                 gives_too_much};
  for (const auto& script : scripts) {
    std::promise<std::string> received;
    RawServer server([&](Peer& peer) {
      peer.read_head();
      received.set_value(peer.read_to_end());
    });
    std::optional<Client> client(std::in_place, ClientOptions());
    Scripted body(10, script);
    EXPECT_EQ(put(*client, server.url(), body).delivery, Delivery::source_failed);
    client.reset();
    EXPECT_LT(received.get_future().get().size(), 10u);
  }
}

TEST(FailingSource, is_what_a_file_is_that_ends_early) {
  test::TempDir dir;
  { std::ofstream(dir.path() / "f") << "12345"; }
  const OpenFile file(dir.path() / "f");
  RawServer server([](Peer& peer) { peer.hold(); });
  Client client({});
  Scripted body(10, [&](BodySink& sink) { return sink.send_file(file.fd(), 0, 10); });
  const Answer answer = put(client, server.url(), body);
  EXPECT_EQ(answer.delivery, Delivery::source_failed);
  EXPECT_EQ(answer.error.kind, ErrorKind::source_changed);
  EXPECT_THAT(answer.error.message, HasSubstr("ended after 5 of 10 bytes"));
}

TEST(FailingSource, is_what_a_bad_descriptor_is) {
  RawServer server([](Peer& peer) { peer.hold(); });
  Client client({});
  Scripted body(10, [](BodySink& sink) { return sink.send_file(-1, 0, 10); });
  const Answer answer = put(client, server.url(), body);
  EXPECT_EQ(answer.delivery, Delivery::source_failed);
  EXPECT_THAT(answer.error.message, HasSubstr("file: read"));
}

constexpr char kForbidden[] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\nexpired";
constexpr std::uint64_t kHuge = 256u << 20;

// Never ends by itself: only the sink can end it.
Status pour(BodySink& sink) {
  const std::string block = pattern(256 * 1024);
  for (std::uint64_t sent = 0; sent < kHuge; sent += block.size())
    INGOT_CHECK(sink.write(bytes_of(block)));
  return {};
}

TEST(EarlyAnswer, is_delivered_when_the_server_closes_while_we_send) {
  RawServer server([](Peer& peer) {
    peer.read_head();
    peer.read(100'000);
    peer.write(kForbidden);
    peer.close();
  });
  Client client({});
  Scripted body(kHuge, pour);
  const Answer answer = put(client, server.url(), body);
  ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(answer.response.body, "expired");
  EXPECT_LT(answer.timing.bytes_sent, kHuge);
  EXPECT_EQ(client.stats()[0].idle, 0u);
}

TEST(EarlyAnswer, is_delivered_when_the_server_stops_reading_and_stays) {
  std::promise<void> done;
  RawServer server([&](Peer& peer) {
    peer.read_head();
    peer.write(kForbidden);
    done.get_future()
        .wait();  // neither reads nor closes: only the answer itself can tell the client
  });
  Client client({});
  test::TempDir dir;
  { std::ofstream(dir.path() / "f") << ""; }
  std::filesystem::resize_file(dir.path() / "f", kHuge);
  const OpenFile file(dir.path() / "f");
  Scripted body(kHuge, [&](BodySink& sink) { return sink.send_file(file.fd(), 0, kHuge); });
  const Answer answer = put(client, server.url(), body);
  done.set_value();
  ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
  EXPECT_EQ(answer.response.status, 403);
}

TEST(LostConnection, does_not_kill_the_process_in_the_middle_of_a_file) {
  test::TempDir dir;
  { std::ofstream(dir.path() / "f") << ""; }
  std::filesystem::resize_file(dir.path() / "f", kHuge);
  const OpenFile file(dir.path() / "f");
  RawServer server([](Peer& peer) {
    peer.read_head();
    peer.reset();
  });
  Client client({});
  Scripted body(kHuge, [&](BodySink& sink) -> Status {
    // A source that goes on after a failure gets the same failure again.
    const Status first = sink.send_file(file.fd(), 0, kHuge / 2);
    const Status second = sink.send_file(file.fd(), 0, kHuge / 2);
    EXPECT_FALSE(second.ok());
    return first.ok() ? second : first;
  });
  const Answer answer = put(client, server.url(), body);
  EXPECT_EQ(answer.delivery, Delivery::unknown);
  EXPECT_GT(answer.timing.bytes_sent, 0u);
}

TEST(EarlyAnswer, does_not_cut_the_body_short_when_it_is_interim_or_a_success) {
  for (const std::string early : {"HTTP/1.1 100 Continue\r\n\r\n", ""}) {
    const std::string sent = pattern(4'000'000);
    std::promise<std::string> received;
    RawServer server([&](Peer& peer) {
      peer.read_head();
      peer.write(early.empty() ? kOk : early);
      received.set_value(peer.read(sent.size()));
      if (!early.empty()) peer.write(kOk);
      peer.hold();
    });
    Client client({});
    BytesBody body(sent);
    const Answer answer = put(client, server.url(), body);
    EXPECT_EQ(answer.response.status, 200) << answer.error.message;
    EXPECT_TRUE(received.get_future().get() == sent);
  }
}

TEST(EarlyAnswer, is_unknown_when_it_is_cut_off) {
  RawServer server([](Peer& peer) {
    peer.read_head();
    peer.read(1000);
    peer.write("HTTP/1.1 403 Forb");
    peer.close();
  });
  Client client({});
  Scripted body(kHuge, pour);
  const Answer answer = put(client, server.url(), body);
  EXPECT_EQ(answer.delivery, Delivery::unknown);
  EXPECT_EQ(answer.error.kind, ErrorKind::unknown_outcome);
}

}  // namespace
}  // namespace ingot::net
