// The emulator on a real server, with requests of many clients under way at the same moment.
#include <ingot/lab/server.hpp>

#include "tests/plugins/dash_lab/dash_lab.hpp"
#include "tests/sdk/lab/raw_client.hpp"

namespace ingot::lab {
namespace {

constexpr int kClients = 24;

class DashSockets : public DashLab {
 protected:
  void SetUp() override {
    Expected<std::unique_ptr<Server>> opened = Server::open({});
    ASSERT_TRUE(opened) << opened.problem();
    server = std::move(*opened);
    DashOptions with;
    with.origin = server->origin();
    with.ready_after_polls = 1;
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
    return method + " " + target + " HTTP/1.1\r\nHost: " + server->origin().substr(7) + "\r\n" +
           (is_put ? "" : "Authorization: Bearer lab-token\r\nContent-Type: application/json\r\n") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  // Every client sends its request before any answer is read; answers the bodies.
  std::vector<std::string> all(const std::vector<std::string>& requests) {
    for (std::size_t i = 0; i < requests.size(); ++i) clients[i]->send(requests[i]);
    std::vector<std::string> bodies;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const std::string reply = clients[i]->read_reply();
      EXPECT_TRUE(reply.starts_with("HTTP/1.1 20")) << reply.substr(0, 200);
      bodies.push_back(reply.substr(std::min(reply.size(), reply.find("\r\n\r\n") + 4)));
    }
    return bodies;
  }
  static Json result_of(const std::string& body) {
    const Expected<Json> json = Json::parse(body);
    return json ? (*json)["result"] : Json();
  }

  std::unique_ptr<Server> server;
  std::vector<std::unique_ptr<test::RawClient>> clients;
};

TEST_F(DashSockets, many_clients_ingest_at_once_and_nothing_is_mixed_up) {
  std::vector<std::string> requests;
  for (int i = 0; i < kClients; ++i) {
    const std::string path = "/f/" + std::to_string(i) + " é.bin";
    requests.push_back(wire("POST", "/asset-and-upload-batch-jobs",
                            "{\"items\":[" + item("a", path, 100'000) + "]}"));
  }
  std::vector<std::string> polls;
  for (const std::string& body : all(requests)) {
    polls.push_back(wire("GET", "/asset-and-upload-batch-jobs/" + text(result_of(body)["id"]), ""));
  }
  std::vector<std::string> puts, completions;
  for (const std::string& body : all(polls)) {
    const std::string bytes(100'000, static_cast<char>('a' + puts.size()));
    const Json upload = result_of(body)["results"][0]["assetUpload"];
    puts.push_back(wire("PUT", test::target_of(text(upload["partUrls"][0]["url"])), bytes));
    completions.push_back(
        wire("POST", "/asset-upload-completions", completion(upload, {md5(bytes)})));
  }
  all(puts);
  all(completions);
  const AuditFacts facts = dash->facts();
  EXPECT_EQ(facts.objects.size(), static_cast<std::size_t>(kClients));
  std::map<std::string, int> digests;
  for (const ObjectFact& object : facts.objects) ++digests[object.sha256.value_or("none")];
  EXPECT_EQ(digests.size(), static_cast<std::size_t>(kClients));
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(dash->audit().violations().empty());
}

}  // namespace
}  // namespace ingot::lab
