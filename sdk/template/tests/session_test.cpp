// Whole sessions against an Acme of a few lines: what is sent, in which order, and what when an
// answer is lost, late or wrong. No network, no time: FakeHost plays the host.
#include <map>

#include <gtest/gtest.h>
#include <ingot/testkit/fake_host.hpp>

#include "src/acme.hpp"

namespace acme_plugin {
namespace {

using namespace ingot::test;

constexpr const char* kConfig =
    R"({"base_url":"https://acme.test","client_id":"c","client_secret":{"$secret":"client_secret"}})";
constexpr std::uint64_t kPart = 5'242'880;

const ingot_plugin& plugin_under_test() {
  static constexpr ingot_plugin table = ingot::plugin_table<Acme>(kPluginId, kPluginVersion);
  return table;
}

// What the vendor knows; a test puts an answer in the way of the next request to some place.
struct World {
  int created = 0, completed = 0, deleted = 0;
  std::map<std::string, Answer> next;  // by a piece of the URL; used once
  bool works_all_the_same = false;     // the vendor processes what `next` answers

  Answer operator()(const Sent& sent) {
    for (auto it = next.begin(); it != next.end(); ++it) {
      if (sent.url.find(it->first) == std::string::npos || sent.method == "GET") continue;
      const Answer answer = it->second;
      next.erase(it);
      if (works_all_the_same) work(sent);
      return answer;
    }
    return work(sent);
  }

  Answer work(const Sent& sent) {
    if (sent.url.ends_with("/oauth/token"))
      return respond(200, R"({"access_token":"${s:session.token}","expires_in":60})");
    if (sent.method == "PUT") return respond(200, "", {{"etag", "\"e\""}});
    if (sent.method == "DELETE") return ++deleted, respond(204);
    if (sent.url.ends_with("/urls"))
      return respond(200, R"({"url":"https://store.test/k?n=)" + sent.body.substr(8, 1) + "\"}");
    if (sent.url.ends_with("/complete")) return ++completed, respond(200, asset());
    if (sent.url.ends_with("/assets")) return ++created, respond(201, asset());
    if (sent.url.find("?reference=") != std::string::npos)
      return respond(200, R"({"assets":[)" + (created > 0 ? asset() : "") + "]}");
    return respond(200, asset());
  }
  std::string asset() const {
    const std::string state = completed > 0 ? "live" : "awaiting_bytes";
    return R"({"assetId":"a1","uploadId":"u1","state":")" + state + "\"}";
  }
};

class Session : public ::testing::Test {
 protected:
  void begin(ingot::Item item, std::uint32_t op = INGOT_OP_TRANSFER) {
    Begin facts;
    facts.op = op;
    if (op != INGOT_OP_LOGIN) facts.items.push_back(std::move(item));
    ASSERT_EQ(host.open(kConfig), INGOT_OK);
    ASSERT_EQ(host.begin(std::move(facts)), INGOT_OK);
  }
  void run() {
    EXPECT_EQ(host.run(std::ref(world)), INGOT_OK);
    EXPECT_TRUE(host.violations().empty()) << host.violations().front();
  }
  void expect(std::uint32_t result, const char* remote_id = "a1") {
    const Ended* end = host.end_of(0);
    ASSERT_NE(end, nullptr) << "the item is open";
    EXPECT_EQ(end->result, result) << end->message;
    EXPECT_EQ(end->remote_id, remote_id) << end->message;
  }

  World world;
  FakeHost host{plugin_under_test()};
};

TEST_F(Session, sends_the_parts_and_completes_with_their_etags) {
  begin(make_item("a.tif", 2 * kPart + 1, kPart));
  run();
  expect(INGOT_IT_DONE);
  std::vector<std::string> bodies;
  for (const Sent& sent : host.sent()) {
    if (sent.method != "PUT") continue;
    bodies.push_back(sent.body);
    EXPECT_TRUE(sent.has(INGOT_F_EXACT_HEADERS) && sent.headers.empty()) << "it is pre-signed";
  }
  EXPECT_EQ(bodies, (std::vector<std::string>{"${file:0:0:5242880}", "${file:0:5242880:5242880}",
                                              "${file:0:10485760:1}"}));
  EXPECT_EQ(host.sent().back().body, R"({"etags":["e","e","e"]})");
}

TEST_F(Session, looks_for_an_asset_before_it_is_created_again) {
  for (const bool was_processed : {false, true}) {
    World lost;
    lost.next["/assets"] = fails(INGOT_OUT_UNKNOWN, "connection lost");
    lost.works_all_the_same = was_processed;
    FakeHost alone(plugin_under_test());
    Begin facts;
    facts.items.push_back(make_item("a.tif", 10));
    ASSERT_EQ(alone.open(kConfig), INGOT_OK);
    ASSERT_EQ(alone.begin(std::move(facts)), INGOT_OK);
    ASSERT_EQ(alone.run(std::ref(lost)), INGOT_OK);
    EXPECT_EQ(alone.end_of(0)->result, std::uint32_t{INGOT_IT_DONE});
    EXPECT_EQ(lost.created, 1) << "processed: " << was_processed;
  }
}

TEST_F(Session, does_not_complete_twice_what_was_completed) {
  world.next["/complete"] = fails(INGOT_OUT_UNKNOWN, "connection lost");
  world.works_all_the_same = true;
  begin(make_item("a.tif", 10));
  run();
  expect(INGOT_IT_DONE);
  EXPECT_EQ(world.completed, 1);
}

TEST_F(Session, gets_another_url_when_the_store_says_it_has_expired) {
  world.next["store.test"] = respond(
      403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
  begin(make_item("a.tif", 10));
  run();
  expect(INGOT_IT_DONE);
  int urls = 0;
  for (const Sent& sent : host.sent()) urls += sent.url.ends_with("/urls") ? 1 : 0;
  EXPECT_EQ(urls, 2);
}

TEST_F(Session, ends_items_by_what_the_vendor_says) {
  const struct {
    const char* at;
    Answer answer;
    std::uint32_t result;
    const char* remote_id;
  } table[] = {
      {"/assets", respond(400, R"({"message":"no such folder"})"), INGOT_IT_REJECTED, ""},
      {"/assets", respond(409, R"({"message":"is there"})"), INGOT_IT_CONFLICT, ""},
      {"/assets", respond(401), INGOT_IT_AUTH, ""},
      {"/assets", fails(INGOT_OUT_DENIED, "not this host"), INGOT_IT_AUTH, ""},
      {"/urls", respond(404), INGOT_IT_RETRYABLE, "a1"},
      {"store.test", fails(INGOT_OUT_SOURCE_CHANGED), INGOT_IT_SOURCE_CHANGED, "a1"},
      {"/complete", respond(400, R"({"message":"part 1"})"), INGOT_IT_RETRYABLE, "a1"},
  };
  for (const auto& row : table) {
    World world_of_row;
    world_of_row.next[row.at] = row.answer;
    FakeHost alone(plugin_under_test());
    Begin facts;
    facts.items.push_back(make_item("a.tif", 10));
    ASSERT_EQ(alone.open(kConfig), INGOT_OK);
    ASSERT_EQ(alone.begin(std::move(facts)), INGOT_OK);
    ASSERT_EQ(alone.run(std::ref(world_of_row)), INGOT_OK);
    const Ended* end = alone.end_of(0);
    ASSERT_NE(end, nullptr) << row.at;
    EXPECT_EQ(end->result, row.result) << row.at << ": " << end->message;
    EXPECT_EQ(end->remote_id, row.remote_id) << row.at;
  }
}

// The host dies after each request in turn; the next life must not do anything twice.
TEST_F(Session, goes_on_after_a_restart_wherever_it_was) {
  for (std::size_t dies_after = 1;; ++dies_after) {
    World vendor;
    FakeHost first(plugin_under_test());
    Begin facts;
    facts.items.push_back(make_item("a.tif", kPart + 1, kPart));
    ASSERT_EQ(first.open(kConfig), INGOT_OK);
    ASSERT_EQ(first.begin(std::move(facts)), INGOT_OK);
    while (first.n_outstanding() > 0 && first.sent().size() < dies_after) {
      const Sent sent = first.nth_outstanding(0);
      ASSERT_EQ(first.answer(sent.id, vendor(sent)), INGOT_OK);
    }
    if (first.n_outstanding() == 0) break;
    vendor(first.nth_outstanding(0));  // it arrives, and its answer meets nobody
    FakeHost second(plugin_under_test());
    ASSERT_EQ(second.open(kConfig), INGOT_OK);
    ASSERT_EQ(second.begin(first.next_life()), INGOT_OK);
    ASSERT_EQ(second.run(std::ref(vendor)), INGOT_OK);
    ASSERT_NE(second.end_of(0), nullptr) << dies_after;
    EXPECT_EQ(second.end_of(0)->result, std::uint32_t{INGOT_IT_DONE}) << dies_after;
    EXPECT_EQ(vendor.created, 1) << dies_after;
    EXPECT_EQ(vendor.completed, 1) << dies_after;
    EXPECT_TRUE(second.violations().empty()) << second.violations().front();
  }
}

TEST_F(Session, ends_when_the_run_stops) {
  begin(make_item("a.tif", 10));
  ASSERT_EQ(host.cancel(), INGOT_OK);
  ASSERT_EQ(host.cancel_outstanding(), INGOT_OK);
  ASSERT_NE(host.end_of(0), nullptr);
  EXPECT_EQ(host.end_of(0)->result, std::uint32_t{INGOT_IT_UNKNOWN}) << "the create was under way";
  EXPECT_TRUE(host.violations().empty()) << host.violations().front();
}

TEST_F(Session, logs_in_with_the_secret_by_its_name) {
  begin({}, INGOT_OP_LOGIN);
  run();
  ASSERT_EQ(host.results().size(), 1u);
  EXPECT_EQ(host.results()[0].result, std::uint32_t{INGOT_IT_DONE});
  EXPECT_EQ(host.results()[0].expires_in_ms, 60'000);
  const Sent& sent = host.sent().at(0);
  EXPECT_NE(sent.body.find("${s:client_secret|form}"), std::string::npos) << sent.body;
  EXPECT_TRUE(sent.has(INGOT_F_SENSITIVE));
}

TEST_F(Session, removes_what_a_failed_item_left) {
  ingot::Item item = make_item("a.tif", 10);
  item.remote_id = "a1";
  begin(std::move(item), INGOT_OP_ABORT);
  run();
  expect(INGOT_IT_DONE);
  EXPECT_EQ(world.deleted, 1);
}

TEST_F(Session, refuses_a_path_that_no_store_takes) {
  begin(make_item("a/../b.tif", 10), INGOT_OP_VALIDATE);
  run();
  expect(INGOT_IT_REJECTED, "");
}

}  // namespace
}  // namespace acme_plugin
