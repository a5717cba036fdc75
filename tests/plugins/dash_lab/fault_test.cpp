// The emulator behind a FaultyService, as the host's simulated runs use it.
#include "tests/plugins/dash_lab/dash_lab.hpp"

namespace ingot::lab {
namespace {

class DashFaults : public DashLab {
 protected:
  void add(const std::string& yaml) {
    ParsedFaults parsed = parse_faults("faults: [" + yaml + "]", "test");
    ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
    for (FaultRule& rule : parsed.plan.rules) faulty->add(std::move(rule));
  }
};

TEST_F(DashFaults, a_create_whose_reply_is_lost_has_happened_and_can_be_found) {
  add("{match: {path: /asset-and-upload-batch-jobs}, when: {nth: 1}, do: {drop: after}}");
  const Reply lost =
      send("POST", "/asset-and-upload-batch-jobs", R"({"items":[)" + item("a", "/a.jpg", 1) + "]}");
  EXPECT_EQ(lost.disposition.cut, Cut::kAfterProcessing);
  const Json found =
      call("POST", "/asset-searches",
           R"({"from":0,"pageSize":10,"sorts":[],"criterion":{"type":"FIELD_EQUALS",)"
           R"("field":{"type":"FIXED","fieldName":"FILENAME"},"value":"a.jpg"}})");
  EXPECT_EQ(*found["totalResults"].integer(), 1);
}

TEST_F(DashFaults, a_create_dropped_before_processing_has_not_happened) {
  add("{match: {path: /asset-and-upload-batch-jobs}, when: {nth: 1}, do: {drop: before}}");
  send("POST", "/asset-and-upload-batch-jobs", R"({"items":[)" + item("a", "/a.jpg", 1) + "]}");
  EXPECT_TRUE(dash->facts().objects.empty());
}

TEST_F(DashFaults, urls_expired_by_rule_can_be_renewed) {
  add("{match: {method: PUT, path: '**/a.jpg'}, when: {nth: 1}, do: {expire_urls: all}}");
  const Json job = batch(item("a", "/F/a.jpg", 1) + "," + item("b", "/F/b.jpg", 1));
  const Json a = entry_of(job, "a")["assetUpload"];
  const Json b = entry_of(job, "b")["assetUpload"];
  EXPECT_EQ(put(text(a["partUrls"][0]["url"]), "x").status, 403);
  EXPECT_EQ(put(text(b["partUrls"][0]["url"]), "x").status, 403) << "all means all";
  const Json renewed =
      call("POST", "/asset-uploads",
           R"({"assetId":")" + text(a["assetId"]) + R"(","path":"/F/a.jpg","size":1,)" +
               R"("partUrlsRequest":{"uploadId":")" + text(a["id"]) +
               R"(","urlRequests":[{"partNumber":1}]}})")["result"];
  EXPECT_EQ(put(text(renewed["partUrls"][0]["url"]), "x").status, 200);
}

TEST_F(DashFaults, any_route_may_expire_urls_and_only_its_own_request_fails_for_this) {
  add("{match: {path: /fields}, do: {expire_urls: all}}");
  add("{match: {method: PUT}, when: {nth: 2}, do: {expire_urls: this}}");
  const std::string url =
      text(entry_of(batch(item("a", "/a", 1)), "a")["assetUpload"]["partUrls"][0]["url"]);
  EXPECT_EQ(put(url, "x").status, 200);
  EXPECT_EQ(put(url, "x").status, 403);
  EXPECT_EQ(put(url, "x").status, 200);
  EXPECT_EQ(send("GET", "/fields").status, 200);
  EXPECT_EQ(put(url, "x").status, 403);
}

TEST_F(DashFaults, a_lying_store_shows_only_in_size_and_audit) {
  add("{match: {method: PUT}, do: {short_store: lying}}");
  const std::string id = ingest("/a", "abcd");
  EXPECT_EQ(*call("GET", "/assets/" + id + "/files")["results"][0]["result"]["size"].integer(), 2);
  EXPECT_EQ(wrong_sizes(dash->facts()), std::vector<std::string>{"/a"});
}

TEST_F(DashFaults, a_wrong_etag_is_refused_at_completion) {
  add("{match: {method: PUT}, do: {wrong_etag: true}}");
  const Json upload = entry_of(batch(item("a", "/a", 1)), "a")["assetUpload"];
  const std::string told = test::etag_of(put(text(upload["partUrls"][0]["url"]), "x"));
  EXPECT_NE(told, md5("x"));
  EXPECT_EQ(send("POST", "/asset-upload-completions", completion(upload, {told})).status, 400);
  EXPECT_EQ(send("POST", "/asset-upload-completions", completion(upload, {md5("x")})).status, 200);
}

TEST_F(DashFaults, one_bad_item_can_poison_its_batch) {
  add("{match: {path: /asset-and-upload-batch-jobs, body_contains: poison}, do: {status: 400}}");
  const auto status = [&](const std::string& items) {
    return send("POST", "/asset-and-upload-batch-jobs", R"({"items":[)" + items + "]}").status;
  };
  EXPECT_EQ(status(item("a", "/good", 1) + "," + item("b", "/poison", 1)), 400);
  EXPECT_EQ(status(item("a", "/good", 1)), 201);
  EXPECT_EQ(dash->facts().objects.size(), 1U);
}

}  // namespace
}  // namespace ingot::lab
