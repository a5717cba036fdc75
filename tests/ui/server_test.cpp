// The server over real sockets: who is let in, what stands in the answers' heads, and that a stream ends with it.
#include "host/ui/server.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <istream>
#include <ostream>

#include "tests/ui/ui_fixture.hpp"

namespace ingot::ui::test {
namespace {

namespace net = Poco::Net;

class ServerTest : public UiTest {
 protected:
  void serve() {
    end_run();
    watch();
    auto started = Server::start({"127.0.0.1", 0}, *watch_, "s3cret");
    ASSERT_TRUE(started) << started.error().message;
    server_ = *std::move(started);
    uri_ = Poco::URI(server_->url());
  }

  struct Told {
    int status;
    net::HTTPResponse head;
    std::string body;
  };
  Told ask(const std::string& method, const std::string& path, const std::string& body = "", const char* token = "s3cret") {
    net::HTTPClientSession session(uri_.getHost(), uri_.getPort());
    net::HTTPRequest request(method, path, net::HTTPMessage::HTTP_1_1);
    if (token != nullptr) request.set("Authorization", std::string("Bearer ") + token);
    if (method == "POST") request.setContentType("application/json");
    request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    session.sendRequest(request) << body;
    Told told{};
    std::istream& in = session.receiveResponse(told.head);
    Poco::StreamCopier::copyToString(in, told.body);
    told.status = told.head.getStatus();
    return told;
  }

  std::unique_ptr<Server> server_;
  Poco::URI uri_;
};

TEST_F(ServerTest, lets_in_who_has_the_token) {
  serve();
  EXPECT_EQ(uri_.getQuery(), "token=s3cret");
  EXPECT_NE(uri_.getPort(), 0);
  EXPECT_EQ(ask("GET", "/api/run", "", nullptr).status, 401);
  EXPECT_EQ(ask("GET", "/api/run", "", "wrong").status, 401);
  const Told told = ask("GET", "/api/run");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.head.get("Cache-Control"), "no-store");
  EXPECT_EQ(told.head.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(told.head.getContentType(), "application/json");
  const Told first = ask("GET", "/?token=s3cret", "", nullptr);
  EXPECT_EQ(first.status, 200);
  EXPECT_NE(first.head.get("Set-Cookie").find("HttpOnly; SameSite=Strict"), std::string::npos);
}

TEST_F(ServerTest, decodes_what_is_asked_for) {
  serve();
  EXPECT_NE(ask("GET", "/api/items?q=%3Cimg%20src").body.find("\"seq\":61"), std::string::npos);
  EXPECT_EQ(ask("GET", "/api/items?q=%").status, 400);
  EXPECT_EQ(ask("GET", "/../etc/passwd").status, 404);
}

TEST_F(ServerTest, a_head_has_no_body_and_a_post_has_a_bound) {
  serve();
  const Told head = ask("HEAD", "/api/run");
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.body.empty());
  EXPECT_EQ(ask("POST", "/api/retry", "{\"items\":[61]}").status, 409);
  EXPECT_EQ(ask("POST", "/api/retry", std::string(2u << 20, ' ')).status, 413);
  EXPECT_EQ(ask("POST", "/api/retry", "{}", nullptr).status, 401);
}

TEST_F(ServerTest, streams_end_with_the_server) {
  serve();
  net::HTTPClientSession session(uri_.getHost(), uri_.getPort());
  net::HTTPRequest request("GET", "/api/events", net::HTTPMessage::HTTP_1_1);
  request.set("Authorization", "Bearer s3cret");
  session.sendRequest(request);
  net::HTTPResponse head;
  std::istream& in = session.receiveResponse(head);
  EXPECT_EQ(head.getContentType(), "text/event-stream");
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_EQ(line, "event: end");
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_NE(line.find("\"end\":\"finished\""), std::string::npos);
  std::getline(in, line);
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_EQ(line, "event: progress");
  server_.reset();
  while (std::getline(in, line)) {
  }
  EXPECT_FALSE(in.good());
}

TEST_F(ServerTest, a_taken_port_is_said) {
  serve();
  const auto second = Server::start({"127.0.0.1", uri_.getPort()}, *watch_, "other");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace ingot::ui::test
