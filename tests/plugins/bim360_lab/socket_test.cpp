// The emulator on a real server, with requests of many clients under way at the same moment.
#include <ingot/lab/server.hpp>

#include "tests/plugins/bim360_lab/bim360_lab.hpp"
#include "tests/sdk/lab/raw_client.hpp"

namespace ingot::lab {
namespace {

constexpr int kClients = 16;

class Bim360Sockets : public Bim360Lab {
 protected:
  void SetUp() override {
    Expected<std::unique_ptr<Server>> opened = Server::open({});
    ASSERT_TRUE(opened) << opened.problem();
    server = std::move(*opened);
    Bim360Options with;
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
    const bool is_store = target.starts_with("/object-store");
    const char* type =
        target.starts_with("/data/") ? "application/vnd.api+json" : "application/json";
    return method + " " + target + " HTTP/1.1\r\nHost: " + server->origin().substr(7) + "\r\n" +
           (is_store ? ""
                     : "Authorization: Bearer lab-token\r\nContent-Type: " + std::string(type) +
                           "\r\n") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  // Every client sends its request before any answer is read; answers the bodies.
  std::vector<Json> all(const std::vector<std::string>& requests) {
    for (std::size_t i = 0; i < requests.size(); ++i) clients[i]->send(requests[i]);
    std::vector<Json> bodies;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const std::string reply = clients[i]->read_reply();
      EXPECT_TRUE(reply.starts_with("HTTP/1.1 20")) << reply.substr(0, 200);
      const Expected<Json> json =
          Json::parse(reply.substr(std::min(reply.size(), reply.find("\r\n\r\n") + 4)));
      bodies.push_back(json ? *json : Json());
    }
    return bodies;
  }

  std::unique_ptr<Server> server;
  std::vector<std::unique_ptr<test::RawClient>> clients;
};

TEST_F(Bim360Sockets, many_clients_create_and_attach_at_once_and_nothing_is_mixed_up) {
  std::vector<std::string> creates, places;
  for (int i = 0; i < kClients; ++i) {
    creates.push_back(wire("POST", kV2 + "/assets:batch-create",
                           "[" + asset("record " + std::to_string(i)) + "]"));
    places.push_back(wire("POST", kData + "/storage", storage_body(std::to_string(i) + ".bin")));
  }
  all(creates);
  std::vector<std::string> paths, urns, signs;
  for (const Json& body : all(places)) {
    urns.push_back(text(body["data"]["id"]));
    paths.push_back("/oss/v2/buckets/wip.dm.prod/objects/" +
                    urns.back().substr(urns.back().rfind('/') + 1) + "/signeds3upload");
    signs.push_back(wire("GET", paths.back(), ""));
  }
  std::vector<std::string> puts, completions, items;
  for (const Json& body : all(signs)) {
    const std::size_t i = puts.size();
    puts.push_back(wire("PUT", test::target_of(text(body["urls"][0])),
                        std::string(100'000, static_cast<char>('a' + i))));
    completions.push_back(wire(
        "POST", paths[i], R"({"uploadKey":")" + text(body["uploadKey"]) + R"(","size":100000})"));
    items.push_back(wire("POST", kData + "/items", item_body(std::to_string(i) + ".bin", urns[i])));
  }
  all(puts);
  all(completions);
  all(items);
  const AuditFacts facts = bim360->facts();
  EXPECT_EQ(facts.objects.size(), static_cast<std::size_t>(2 * kClients));
  std::map<std::string, int> digests;
  for (const ObjectFact& object : facts.objects) ++digests[object.sha256.value_or("record")];
  EXPECT_EQ(digests.size(), static_cast<std::size_t>(kClients + 1));
  EXPECT_EQ(digests["record"], kClients);
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(rules().empty());
}

}  // namespace
}  // namespace ingot::lab
