// The emulator on a real server, with requests of many clients under way at the same moment.
#include <ingot/lab/server.hpp>

#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"
#include "tests/sdk/lab/raw_client.hpp"

namespace ingot::lab {
namespace {

constexpr int kClients = 16;

class TenovosSockets : public TenovosLab {
 protected:
  void SetUp() override {
    Expected<std::unique_ptr<Server>> opened = Server::open({});
    ASSERT_TRUE(opened) << opened.problem();
    server = std::move(*opened);
    TenovosOptions with;
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
    const std::string entry =
        "X-API-Key: lab-api-key\r\nAuthorization: lab-authorization\r\n"
        "AccessToken: lab-access-token\r\nContent-Type: application/json\r\n";
    return method + " " + target + " HTTP/1.1\r\nHost: " + server->origin().substr(7) + "\r\n" +
           (method == "PUT" ? "" : entry) + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  // Every client sends its request before any answer is read; answers the bodies.
  std::vector<std::string> all(const std::vector<std::string>& requests) {
    for (std::size_t i = 0; i < requests.size(); ++i) clients[i]->send(requests[i]);
    std::vector<std::string> bodies;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const std::string reply = clients[i]->read_reply();
      EXPECT_TRUE(reply.starts_with("HTTP/1.1 20")) << reply.substr(0, 300);
      bodies.push_back(reply.substr(std::min(reply.size(), reply.find("\r\n\r\n") + 4)));
    }
    return bodies;
  }

  std::unique_ptr<Server> server;
  std::vector<std::unique_ptr<test::RawClient>> clients;
};

TEST_F(TenovosSockets, many_clients_ingest_at_once_and_nothing_is_mixed_up) {
  std::vector<std::string> creates;
  for (int i = 0; i < kClients; ++i) {
    // Half of them are told a single URL, half have to complete.
    const std::string name = std::to_string(i) + " é.bin";
    creates.push_back(wire("POST", "/v1/asset", i % 2 == 0 ? order(name) : sized(name, 100'000)));
  }
  std::vector<std::string> puts, completions;
  for (const std::string& body : all(creates)) {
    const std::string bytes(100'000, static_cast<char>('a' + puts.size()));
    const Json data = (*Json::parse(body))["data"];
    const bool is_single = data.find("url") != nullptr;
    const std::string url = text(is_single ? data["url"] : data["urls"][0]["url"]);
    puts.push_back(wire("PUT", test::target_of(url), bytes));
    if (is_single) continue;
    completions.push_back(
        wire("POST", "/v1/asset/complete", finish(data, "complete", bytes.size(), {md5(bytes)})));
  }
  all(puts);
  all(completions);
  const AuditFacts facts = tenovos->facts();
  ASSERT_EQ(facts.objects.size(), static_cast<std::size_t>(kClients));
  std::map<std::string, int> digests;
  for (const ObjectFact& object : facts.objects) {
    EXPECT_EQ(object.size, 100'000U);
    ++digests[object.sha256.value_or("none")];
  }
  EXPECT_EQ(digests.size(), static_cast<std::size_t>(kClients));
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(rules().empty());
}

}  // namespace
}  // namespace ingot::lab
