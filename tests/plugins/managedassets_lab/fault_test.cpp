// The emulator behind a FaultyService, as the host's simulated runs use it.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

class ManagedAssetsFaults : public ManagedAssetsLab {
 protected:
  void add(const std::string& yaml) {
    ParsedFaults parsed = parse_faults("faults: [" + yaml + "]", "test");
    ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
    for (FaultRule& rule : parsed.plan.rules) faulty->add(std::move(rule));
  }
};

TEST_F(ManagedAssetsFaults, a_create_whose_reply_is_lost_has_happened_and_can_be_found) {
  ManagedAssetsOptions with;
  with.metadata_query = MetadataQuery::kOn;
  restart(with);
  add("{match: {method: POST, path: /v1/assets}, when: {nth: 1}, do: {drop: after}}");
  const Reply lost = post_form(Form().metadata(R"({"ingestKey":"k"})").file("a", "x"));
  EXPECT_EQ(lost.disposition.cut, Cut::kAfterProcessing);
  EXPECT_EQ(*json_of(send("GET", "/v1/assets?metadata.ingestKey=k"))["total"].integer(), 1);
  post_form(Form().metadata(R"({"ingestKey":"k"})").file("a", "x"));
  EXPECT_EQ(created_twice(assets->facts()), std::vector<std::string>{"k"});
}

TEST_F(ManagedAssetsFaults, a_create_dropped_before_processing_has_not_happened) {
  add("{match: {method: POST}, when: {nth: 1}, do: {drop: before}}");
  simple();
  EXPECT_TRUE(assets->facts().objects.empty());
}

TEST_F(ManagedAssetsFaults, a_patch_whose_reply_is_lost_is_told_apart_by_its_etag) {
  const Reply made = simple("k", "P10D");
  add("{match: {method: PATCH}, when: {nth: 1}, do: {status: 503, process: true}}");
  EXPECT_EQ(patch(id_of(made), R"({"expires":"P5D"})", etag(made)).status, 503);
  EXPECT_EQ(patch(id_of(made), R"({"expires":"P5D"})", etag(made)).status, 412);
  EXPECT_EQ(text(json_of(get(id_of(made)))["expiresOn"]), iso_date(clock.now_ms() + 15 * kDayMs));
}

TEST_F(ManagedAssetsFaults, a_short_store_shows_in_the_audit_and_a_lying_one_only_there) {
  add("{match: {method: POST}, when: {nth: 1}, do: {short_store: honest}}");
  add("{match: {method: POST}, when: {nth: 2}, do: {short_store: lying}}");
  EXPECT_EQ(*json_of(post_form(Form().file("honest", "abcd")))["size"].integer(), 2);
  EXPECT_EQ(*json_of(post_form(Form().file("lying", "abcd")))["size"].integer(), 4);
  EXPECT_EQ(wrong_sizes(assets->facts()), (std::vector<std::string>{"honest", "lying"}));
}

TEST_F(ManagedAssetsFaults, etags_can_be_wrong_or_missing) {
  add("{match: {method: POST}, when: {nth: 1}, do: {wrong_etag: true}}");
  add("{match: {method: POST}, when: {nth: 2}, do: {no_etag: true}}");
  const Reply wrong = simple("a");
  EXPECT_EQ(patch(id_of(wrong), R"({"expires":"P5D"})", etag(wrong)).status, 412);
  const Reply right = get(id_of(wrong));
  EXPECT_EQ(patch(id_of(wrong), R"({"expires":"P5D"})", etag(right)).status, 200);
  EXPECT_FALSE(simple("b").headers.has("ETag"));
}

TEST_F(ManagedAssetsFaults, one_bad_item_can_be_picked_out_by_its_content) {
  add("{match: {method: POST, body_contains: poison}, do: {status: 500, html: true}}");
  EXPECT_EQ(simple("good").status, 201);
  EXPECT_EQ(simple("poison").status, 500);
  EXPECT_EQ(assets->facts().objects.size(), 1U);
}

}  // namespace
}  // namespace ingot::lab
