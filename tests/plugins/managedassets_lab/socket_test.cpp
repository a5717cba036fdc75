// The emulator on a real server: files in one request each, of many clients at the same moment.
#include <ingot/lab/server.hpp>

#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"
#include "tests/sdk/lab/raw_client.hpp"

namespace ingot::lab {
namespace {

constexpr int kClients = 16;

class ManagedAssetsSockets : public ManagedAssetsLab {
 protected:
  void SetUp() override {
    Expected<std::unique_ptr<Server>> opened = Server::open({});
    ASSERT_TRUE(opened) << opened.problem();
    server = std::move(*opened);
    server->start(*faulty);
  }
  void TearDown() override { server->stop(); }

  static std::string head(const std::string& start, const std::string& more = "") {
    return start + " HTTP/1.1\r\nHost: lab\r\nAuthorization: Bearer lab-token\r\n" + more + "\r\n";
  }
  static std::string post_of(const std::string& form) {
    return head("POST /v1/assets",
                "Content-Type: multipart/form-data; boundary=lab-boundary\r\n"
                "Content-Length: " +
                    std::to_string(form.size()) + "\r\n") +
           form;
  }
  std::unique_ptr<Server> server;
};

TEST_F(ManagedAssetsSockets, many_clients_ingest_at_once_and_nothing_is_mixed_up) {
  std::vector<std::unique_ptr<test::RawClient>> clients;
  std::vector<std::string> requests, digests;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<test::RawClient>(server->port()));
    const std::string bytes(400'000, static_cast<char>('a' + i));
    digests.push_back(sha256(bytes));
    requests.push_back(post_of(Form()
                                   .metadata(R"({"ingestKey":")" + std::to_string(100 + i) + "\"}")
                                   .file("f", bytes)
                                   .body()));
  }
  // Half of every request is on its way before any of them is whole.
  for (int i = 0; i < kClients; ++i) clients[i]->send(requests[i].substr(0, 200'000));
  for (int i = 0; i < kClients; ++i) clients[i]->send(requests[i].substr(200'000));
  for (int i = 0; i < kClients; ++i) {
    const std::string reply = clients[i]->read_reply();
    EXPECT_TRUE(reply.starts_with("HTTP/1.1 201")) << reply.substr(0, 200);
  }
  const AuditFacts facts = assets->facts();
  ASSERT_EQ(facts.objects.size(), static_cast<std::size_t>(kClients));
  for (int i = 0; i < kClients; ++i) EXPECT_EQ(facts.objects[i].sha256, digests[i]) << i;
  EXPECT_TRUE(rules().empty());
}

TEST_F(ManagedAssetsSockets, chunked_bodies_are_refused_on_the_wire) {
  test::RawClient client(server->port());
  client.send(head("POST /v1/assets",
                   "Content-Type: multipart/form-data; boundary=b\r\n"
                   "Transfer-Encoding: chunked\r\n") +
              "1\r\nx\r\n0\r\n\r\n");
  EXPECT_TRUE(client.read_reply().starts_with("HTTP/1.1 411 "));
  EXPECT_EQ(rules(), std::vector<std::string>{"chunked_body"});
}

TEST_F(ManagedAssetsSockets, an_upload_broken_off_leaves_nothing) {
  const std::string request = post_of(Form().file("f", std::string(100'000, 'x')).body());
  {
    test::RawClient client(server->port());
    client.send(request.substr(0, request.size() / 2));
    client.finish_sending();
    EXPECT_TRUE(client.is_at_end());
  }
  EXPECT_TRUE(assets->facts().objects.empty());
  EXPECT_EQ(assets->facts().counters.at("cut_forms"), 1U);
}

TEST_F(ManagedAssetsSockets, a_connection_is_kept_after_a_refusal) {
  test::RawClient client(server->port());
  client.send(post_of(Form().field("managed", "true").file("f", "x").body()));
  EXPECT_TRUE(client.read_reply().starts_with("HTTP/1.1 400 "));
  client.send(post_of(Form().file("f", "x").body()));
  EXPECT_TRUE(client.read_reply().starts_with("HTTP/1.1 201 "));
}

}  // namespace
}  // namespace ingot::lab
