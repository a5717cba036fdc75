// TLS and proxies: who is trusted, what is said about those who are not, and bodies under
// encryption.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <string>

#include "host/net/client.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/raw_server.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::net {
namespace {

using namespace std::chrono_literals;
using test::Authority;
using test::Peer;
using test::RawServer;
using ::testing::HasSubstr;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class FileBody final : public BodySource {
 public:
  FileBody(const std::filesystem::path& path, std::uint64_t size)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), size_(size) {}
  ~FileBody() override { ::close(fd_); }
  std::uint64_t size() const override { return size_; }
  Status send_to(BodySink& sink) override { return sink.send_file(fd_, 0, size_); }

 private:
  const int fd_;
  const std::uint64_t size_;
};

class Tls : public ::testing::Test {
 protected:
  Tls() { authority_.save(ca_file()); }
  std::filesystem::path ca_file() const { return dir_.path() / "ca.pem"; }
  ClientOptions trusting() const {
    ClientOptions options;
    options.ca_file = ca_file();
    return options;
  }
  static Request get(const RawServer& server, const std::string& host = "127.0.0.1") {
    Request request;
    request.url = "https://" + host + ":" + std::to_string(server.port()) + "/";
    return request;
  }
  // Answers every request after a handshake with `context`.
  static RawServer::Script serving(SSL_CTX* context) {
    return [context](Peer& peer) {
      if (!peer.start_tls(context)) return;
      while (!peer.read_head().empty()) peer.write(kOk);
    };
  }
  // The answer to a client that trusts our authority.
  Answer answer_from(SSL_CTX* context, const std::string& host = "127.0.0.1") {
    RawServer server(serving(context));
    Client client(trusting());
    return client.exchange(get(server, host), nullptr, {});
  }

  test::TempDir dir_;
  Authority authority_;
};

void expect_refusal(const Answer& answer, const std::string& sentence) {
  EXPECT_EQ(answer.delivery, Delivery::not_sent);
  EXPECT_EQ(answer.error.kind, ErrorKind::unavailable);
  EXPECT_THAT(answer.error.message, HasSubstr(sentence));
  EXPECT_EQ(answer.timing.bytes_sent, 0u);
}

TEST_F(Tls, trusts_a_certificate_of_its_authority_for_the_name_and_the_address) {
  const auto context = authority_.server("DNS:localhost,IP:127.0.0.1");
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const Answer answer = answer_from(context.get(), host);
    ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
    EXPECT_EQ(answer.response.body, "ok");
  }
}

TEST_F(Tls, names_the_host_only_where_it_is_a_name) {
  const auto context = authority_.server("DNS:localhost,IP:127.0.0.1");
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    std::promise<std::string> hello;
    RawServer server([&](Peer& peer) {
      const std::string record = peer.read(5);  // type, version, length
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(record.at(i)); };
      hello.set_value(peer.read(byte(3) * 256u + byte(4)));
    });
    Client client(trusting());
    client.exchange(get(server, host), nullptr, {});
    EXPECT_EQ(hello.get_future().get().find(host) != std::string::npos, host == "localhost");
  }
}

TEST_F(Tls, refuses_a_certificate_for_another_host) {
  expect_refusal(answer_from(authority_.server("DNS:other.example").get()),
                 "is for another host than 127.0.0.1");
  expect_refusal(answer_from(authority_.server("IP:127.0.0.2").get()),
                 "is for another host than 127.0.0.1");
  expect_refusal(answer_from(authority_.server("DNS:localhost.evil").get(), "localhost"),
                 "is for another host than localhost");
}

TEST_F(Tls, refuses_an_unknown_issuer_and_names_the_cure) {
  const Authority stranger("stranger");
  const auto context = stranger.server("IP:127.0.0.1");
  expect_refusal(answer_from(context.get()), "issued by an authority unknown to ca file");
  RawServer server(serving(context.get()));
  Client client({});
  expect_refusal(client.exchange(get(server), nullptr, {}),
                 "unknown to the system's certificate store");
}

TEST_F(Tls, refuses_a_certificate_out_of_its_time) {
  expect_refusal(answer_from(authority_.server("IP:127.0.0.1", -7200, -3600).get()), "has expired");
  expect_refusal(answer_from(authority_.server("IP:127.0.0.1", 3600, 7200).get()),
                 "is not valid yet");
}

TEST_F(Tls, refuses_protocols_before_1_2) {
  const auto context = authority_.server("IP:127.0.0.1");
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
  const Answer answer = answer_from(context.get());
  EXPECT_EQ(answer.delivery, Delivery::not_sent);
  EXPECT_EQ(answer.error.kind, ErrorKind::unavailable);
}

TEST_F(Tls, says_so_when_the_server_speaks_no_tls) {
  RawServer server([](Peer& peer) {
    peer.read(1);
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.hold();
  });
  Client client(trusting());
  const Answer answer = client.exchange(get(server), nullptr, {});
  EXPECT_EQ(answer.delivery, Delivery::not_sent);
  EXPECT_THAT(answer.error.message, HasSubstr("tls: "));
}

TEST_F(Tls, is_retryable_when_the_handshake_is_cut_or_slow) {
  RawServer server([](Peer& peer) {
    peer.read(1);
    if (peer.number() == 0) return peer.close();
    peer.hold();
  });
  Client client(trusting());
  Request request = get(server);
  request.connect_timeout = 100ms;
  for (int i = 0; i < 2; ++i) {
    const Answer answer = client.exchange(request, nullptr, {});
    EXPECT_EQ(answer.delivery, Delivery::not_sent);
    EXPECT_EQ(answer.error.kind, ErrorKind::retryable) << answer.error.message;
  }
}

TEST_F(Tls, reports_a_ca_file_it_cannot_use) {
  for (const std::string content : {"", "not a certificate"}) {
    std::ofstream(dir_.path() / "bad.pem", std::ios::trunc) << content;
    ClientOptions options;
    options.ca_file = dir_.path() / "bad.pem";
    Client client(options);
    ASSERT_FALSE(client.usable().ok());
    EXPECT_THAT(client.usable().error().message, HasSubstr("bad.pem"));
    RawServer server([](Peer& peer) { peer.hold(); });
    EXPECT_EQ(client.exchange(get(server), nullptr, {}).error.kind, ErrorKind::invalid);
    EXPECT_EQ(server.connections(), 0);
  }
  EXPECT_TRUE(Client(trusting()).usable().ok());
}

TEST_F(Tls, reuses_connections_although_tickets_arrive_between_requests) {
  const auto context = authority_.server("IP:127.0.0.1");
  RawServer server(serving(context.get()));
  Client client(trusting());
  for (int i = 0; i < 4; ++i) {
    const Answer answer = client.exchange(get(server), nullptr, {});
    EXPECT_EQ(answer.delivery, Delivery::response) << answer.error.message;
    EXPECT_EQ(answer.reused, i > 0);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Tls, sends_files_and_bytes_unchanged) {
  std::string content(5'000'001, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 251);
  { std::ofstream(dir_.path() / "f", std::ios::binary) << content; }
  const auto context = authority_.server("IP:127.0.0.1");
  FileBody file(dir_.path() / "f", content.size());
  BytesBody bytes(content);
  for (BodySource* const body :
       {static_cast<BodySource*>(&file), static_cast<BodySource*>(&bytes)}) {
    std::promise<std::string> received;
    RawServer server([&](Peer& peer) {
      if (!peer.start_tls(context.get())) return;
      peer.read_head();
      received.set_value(peer.read(content.size()));
      peer.write(kOk);
    });
    Client client(trusting());
    Request request = get(server);
    request.method = "PUT";
    request.body_size = body->size();
    const Answer answer = client.exchange(request, body, {});
    ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
    EXPECT_TRUE(received.get_future().get() == content);
  }
}

TEST_F(Tls, hears_an_early_answer_while_sending) {
  const auto context = authority_.server("IP:127.0.0.1");
  RawServer server([&](Peer& peer) {
    if (!peer.start_tls(context.get())) return;
    peer.read_head();
    peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
    peer.close();
  });
  { std::ofstream(dir_.path() / "f") << ""; }
  std::filesystem::resize_file(dir_.path() / "f", 256 << 20);
  FileBody body(dir_.path() / "f", 256 << 20);
  Client client(trusting());
  Request request = get(server);
  request.method = "PUT";
  request.body_size = body.size();
  const Answer answer = client.exchange(request, &body, {});
  ASSERT_EQ(answer.delivery, Delivery::response) << answer.error.message;
  EXPECT_EQ(answer.response.status, 413);
}

TEST_F(Tls, does_not_take_a_torn_stream_for_the_end_of_a_body) {
  const auto context = authority_.server("IP:127.0.0.1");
  for (const bool is_torn : {true, false}) {
    RawServer server([&](Peer& peer) {
      if (!peer.start_tls(context.get())) return;
      peer.read_head();
      peer.write("HTTP/1.1 200 OK\r\n\r\nhalf of");
      is_torn ? peer.tear() : peer.close();
    });
    Client client(trusting());
    const Answer answer = client.exchange(get(server), nullptr, {});
    EXPECT_EQ(answer.delivery, is_torn ? Delivery::unknown : Delivery::response)
        << answer.error.message;
  }
}

TEST_F(Tls, goes_through_a_proxy_with_connect) {
  const auto context = authority_.server("DNS:origin.example");
  std::promise<std::string> asked, sent;
  RawServer proxy([&](Peer& peer) {
    asked.set_value(peer.read_head());
    peer.write("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n");
    if (!peer.start_tls(context.get())) return;
    sent.set_value(peer.read_head());
    peer.write(kOk);
    peer.hold();
  });
  ClientOptions options = trusting();
  options.proxy.https_proxy = "http://user:pass@" + proxy.authority();
  options.user_agent = "ingot/1";
  Client client(options);
  Request request;
  request.url = "https://origin.example/x";
  const Answer answer = client.exchange(request, nullptr, {});
  ASSERT_EQ(answer.response.body, "ok") << answer.error.message;
  EXPECT_EQ(
      asked.get_future().get(),
      "CONNECT origin.example:443 HTTP/1.1\r\nHost: origin.example:443\r\nUser-Agent: ingot/1\r\n"
      "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
  EXPECT_EQ(sent.get_future().get(),
            "GET /x HTTP/1.1\r\nHost: origin.example\r\nUser-Agent: ingot/1\r\n\r\n");
  EXPECT_EQ(client.stats()[0].origin, "https://origin.example:443 via http://" + proxy.authority());
}

TEST_F(Tls, is_not_sent_when_the_proxy_refuses) {
  const std::vector<std::pair<std::string, ErrorKind>> refusals = {
      {"HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n", ErrorKind::auth},
      {"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", ErrorKind::unavailable},
      {"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n", ErrorKind::retryable},
      {"", ErrorKind::retryable},
      {"HTTP/1.1 200 OK\r\n\r\nunexpected", ErrorKind::unavailable}};
  for (const auto& [bytes, kind] : refusals) {
    RawServer proxy([&](Peer& peer) {
      peer.read_head();
      peer.write(bytes);
      peer.close();
    });
    ClientOptions options = trusting();
    options.proxy.https_proxy = proxy.authority();
    Client client(options);
    Request request;
    request.url = "https://origin.example/x";
    const Answer answer = client.exchange(request, nullptr, {});
    EXPECT_EQ(answer.delivery, Delivery::not_sent);
    EXPECT_EQ(answer.error.kind, kind) << answer.error.message;
    EXPECT_THAT(answer.error.message, HasSubstr("proxy"));
  }
}

TEST(PlainProxy, is_asked_for_the_whole_url) {
  std::promise<std::string> asked;
  RawServer proxy([&](Peer& peer) {
    asked.set_value(peer.read_head());
    peer.write(kOk);
    peer.hold();
  });
  ClientOptions options;
  options.proxy.http_proxy = "user:pass@" + proxy.authority();
  Client client(options);
  Request request;
  request.url = "http://Origin.example:81/a%3Ab?c";
  request.exact_headers = true;
  EXPECT_EQ(client.exchange(request, nullptr, {}).response.body, "ok");
  EXPECT_EQ(asked.get_future().get(),
            "GET http://Origin.example:81/a%3Ab?c HTTP/1.1\r\nHost: Origin.example:81\r\n"
            "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
}

TEST(PlainProxy, makes_the_client_unusable_when_its_url_is_bad) {
  ClientOptions options;
  options.proxy.http_proxy = "socks5://proxy:1080";
  options.proxy.no_proxy = "*";
  Client client(options);
  ASSERT_FALSE(client.usable().ok());
  EXPECT_THAT(client.usable().error().message, HasSubstr("http_proxy: only http:// proxies"));
}

}  // namespace
}  // namespace ingot::net
