// The emulator on a real server, with sessions of many clients under way at the same moment.
#include <ingot/lab/server.hpp>

#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"
#include "tests/sdk/lab/raw_client.hpp"

namespace ingot::lab {
namespace {

constexpr int kClients = 12;

class SessionUploadSockets : public SessionUploadLab {
 protected:
  void SetUp() override {
    Expected<std::unique_ptr<Server>> opened = Server::open({});
    ASSERT_TRUE(opened) << opened.problem();
    server = std::move(*opened);
    SessionUploadOptions with = small();
    with.origin = server->origin();
    restart(with);
    server->start(*faulty);
    for (int i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<test::RawClient>(server->port()));
    }
  }
  void TearDown() override { server->stop(); }

  std::string wire(const std::string& method, const std::string& target,
                   const std::string& body) const {
    const bool is_put = method == "PUT";
    const std::string type = body.empty() ? "" : "Content-Type: application/json\r\n";
    return method + " " + target + " HTTP/1.1\r\nHost: " + server->origin().substr(7) + "\r\n" +
           (is_put ? "" : "Authorization: Bearer lab-token\r\n" + type) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  // Every client sends its request before any answer is read; answers the replies.
  std::vector<std::string> all_at_once(const std::vector<std::string>& requests) {
    for (std::size_t i = 0; i < requests.size(); ++i) clients[i]->send(requests[i]);
    std::vector<std::string> replies;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      replies.push_back(clients[i]->read_reply());
      EXPECT_NE(replies.back().find(" 200 "), std::string::npos) << replies.back();
    }
    return replies;
  }
  static Json body_of(const std::string& reply) {
    const Expected<Json> json = Json::parse(reply.substr(reply.find("\r\n\r\n") + 4));
    return json ? *json : Json();
  }
  static std::string etag_of(const std::string& reply) {
    const std::size_t at = reply.find("ETag: ") + 6;
    return reply.substr(at, reply.find("\r\n", at) - at);
  }

  std::unique_ptr<Server> server;
  std::vector<std::unique_ptr<test::RawClient>> clients;
};

TEST_F(SessionUploadSockets, many_clients_ingest_at_once) {
  std::vector<std::string> requests;
  for (int i = 0; i < kClients; ++i) {
    requests.push_back(
        wire("POST", "/api/asset/upload/start", body("dir/f" + std::to_string(i) + ".bin", 3)));
  }
  std::vector<Json> uploads;
  for (const std::string& reply : all_at_once(requests)) uploads.push_back(body_of(reply));
  requests.clear();
  for (const Json& upload : uploads) {
    requests.push_back(wire("PUT", test::target_of(text(parts_of(upload).at(1)["url"])), "abc"));
  }
  const std::vector<std::string> stored = all_at_once(requests);
  requests.clear();
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    requests.push_back(wire(
        "POST", "/api/asset/upload/part/" + text(parts_of(uploads[i]).at(1)["id"]) + "/complete",
        Json::object({{"etag", etag_of(stored[i])}}).dump()));
  }
  all_at_once(requests);
  requests.clear();
  for (const Json& upload : uploads) {
    requests.push_back(wire("POST", "/api/asset/upload/" + text(upload["id"]) + "/complete", ""));
  }
  all_at_once(requests);
  const AuditFacts facts = vendor->facts();
  EXPECT_EQ(facts.objects.size(), static_cast<std::size_t>(kClients));
  EXPECT_EQ(facts.counters.at("folders"), 3U) << "one dir for all";
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadSockets, of_many_completions_at_once_one_wins) {
  const Json upload = start("a.bin", 4);
  deliver_all(upload, "1234");
  const std::string request =
      wire("POST", "/api/asset/upload/" + text(upload["id"]) + "/complete", "");
  for (const auto& client : clients) client->send(request);
  int accepted = 0;
  for (const auto& client : clients) {
    if (client->read_reply().find(" 200 ") != std::string::npos) ++accepted;
  }
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(object("/Content/Incoming/a.bin").times_completed, 1U);
}

}  // namespace
}  // namespace ingot::lab
