// The emulator behind a FaultyService, as the host's simulated runs use it.
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

class TenovosFaults : public TenovosLab {
 protected:
  void add(const std::string& yaml) {
    ParsedFaults parsed = parse_faults("faults: [" + yaml + "]", "test");
    ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
    for (FaultRule& rule : parsed.plan.rules) faulty->add(std::move(rule));
  }
};

TEST_F(TenovosFaults, a_create_whose_reply_is_lost_has_happened_and_can_be_found_and_deleted) {
  add("{match: {method: POST, path: /v1/asset}, when: {nth: 1}, do: {drop: after}}");
  EXPECT_EQ(send("POST", "/asset", sized("a.jpg", 5)).disposition.cut, Cut::kAfterProcessing);
  const Json found = call("POST", "/search/keyword",
                          R"({"searchTerm":["a.jpg"],"keywordSearchField":"filename"})");
  ASSERT_EQ(*found["hitCount"].integer(), 1);
  EXPECT_EQ(send("POST", "/asset/" + text(found["result"][0]["objectId"]) + "/delete",
                 R"({"action":"delete","deleteType":"full"})")
                .status,
            200);
  ingest("a.jpg", "hello");
  EXPECT_TRUE(*audit()["clean"].truth()) << audit().dump();
}

TEST_F(TenovosFaults, a_create_that_is_sent_again_blindly_is_found_out) {
  add("{match: {method: POST, path: /v1/asset}, when: {nth: 1}, do: {drop: after}}");
  send("POST", "/asset", sized("a.jpg", 5));
  ingest("a.jpg", "hello");
  EXPECT_EQ(created_twice(tenovos->facts()), std::vector<std::string>{"a.jpg"});
  EXPECT_FALSE(*audit()["clean"].truth());
}

TEST_F(TenovosFaults, a_completion_whose_reply_is_lost_has_happened) {
  const Json created = create(sized("a.jpg", 1));
  put(text(created["urls"][0]["url"]), "x");
  add("{match: {path: /v1/asset/complete}, when: {nth: 1}, do: {status: 504, process: true}}");
  EXPECT_EQ(send("POST", "/asset/complete", finish(created, "complete", 1, {md5("x")})).status,
            504);
  EXPECT_EQ(
      *call("GET", "/assets/asset/" + text(created["fileId"]))["data"]["fileSizeInBytes"].integer(),
      1);
}

TEST_F(TenovosFaults, a_part_refused_once_may_be_put_again) {
  add("{match: {method: PUT, path: '/content-store/**', part: 1}, when: {nth: 1}, "
      "do: {status: 503, retry_after: 2}}");
  const Json created = create(sized("a.jpg", 1));
  const std::string url = text(created["urls"][0]["url"]);
  EXPECT_EQ(put(url, "x").status, 503);
  EXPECT_EQ(put(url, "x").status, 200);
  EXPECT_TRUE(tenovos->facts().repeated_parts.empty());
}

TEST_F(TenovosFaults, urls_expired_by_rule_end_the_upload_for_there_is_no_renewal) {
  add("{match: {method: PUT, path: '**/a.jpg'}, when: {nth: 1}, do: {expire_urls: all}}");
  const Json a = create(sized("a.jpg", 1));
  const Json b = create(sized("b.jpg", 1));
  EXPECT_EQ(put(text(a["urls"][0]["url"]), "x").status, 403);
  EXPECT_EQ(put(text(a["urls"][0]["url"]), "x").status, 403);
  EXPECT_EQ(put(text(b["urls"][0]["url"]), "x").status, 403) << "all means all";
  EXPECT_EQ(send("POST", "/asset/complete", finish(a, "cancel", 1, {})).status, 200);
}

TEST_F(TenovosFaults, a_store_that_lies_about_a_single_put_shows_in_the_size) {
  TenovosOptions with;
  with.one_part_reply = tenovos::OnePartReply::kUrl;
  restart(with);
  add("{match: {method: PUT}, when: {nth: 1}, do: {short_store: lying}}");
  const Json created = create(sized("a.jpg", 4));
  EXPECT_EQ(test::etag_of(put(text(created["url"]), "1234")), md5("1234"));
  EXPECT_EQ(
      *call("GET", "/assets/asset/" + text(created["fileId"]))["data"]["fileSizeInBytes"].integer(),
      2);
  EXPECT_EQ(wrong_sizes(tenovos->facts()), std::vector<std::string>{"a.jpg"});
}

TEST_F(TenovosFaults, a_presigned_put_tolerates_no_foreign_headers) {
  const std::string url = text(create(sized("a.jpg", 1))["urls"][0]["url"]);
  const auto put_with = [&](const char* name) {
    return test::ask(*faulty, {.method = "PUT",
                               .target = test::target_of(url),
                               .headers = {{"Host", "tenovos.test"}, {name, "x"}},
                               .body = "x"})
        .status;
  };
  EXPECT_EQ(put_with("Authorization"), 400);
  EXPECT_EQ(put_with("x-amz-acl"), 403);
  EXPECT_EQ(rules(), (Violated{"authorization_on_presigned", "unsigned_amz_header"}));
}

}  // namespace
}  // namespace ingot::lab
