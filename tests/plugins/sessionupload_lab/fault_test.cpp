// The emulator behind a FaultyService, as simulated runs use it.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"

namespace ingot::lab {
namespace {

class SessionUploadFaults : public SessionUploadLab {
 protected:
  void add(const std::string& yaml) {
    ParsedFaults parsed = parse_faults("faults: [" + yaml + "]", "test");
    ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
    for (FaultRule& rule : parsed.plan.rules) faulty->add(std::move(rule));
  }
};

TEST_F(SessionUploadFaults, a_start_whose_reply_is_lost_is_found_in_the_list) {
  add("{match: {path: '**/start'}, when: {nth: 1}, do: {drop: after}}");
  EXPECT_EQ(send("POST", "/api/asset/upload/start", body("a.bin", 5)).disposition.cut,
            Cut::kAfterProcessing);
  const Json listed = call("GET", "/api/admin/asset/upload");
  ASSERT_EQ(listed.size(), 1U);
  const Json resumed = start("a.bin", 5, "Continue");
  EXPECT_EQ(text(resumed["id"]), text(listed[std::size_t{0}]["id"]));
  deliver_all(resumed, "12345");
  EXPECT_EQ(complete(resumed).status, 200);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadFaults, a_completion_whose_reply_is_lost_has_happened) {
  add("{match: {path: '/api/asset/upload/*/complete'}, when: {nth: 1}, do: {drop: after}}");
  const Json upload = start("a.bin", 5);
  deliver_all(upload, "12345");
  complete(upload);
  EXPECT_EQ(status_of(text(upload["assetId"])), "Assembling");
  EXPECT_EQ(object("/Content/Incoming/a.bin").times_completed, 1U);
}

TEST_F(SessionUploadFaults, urls_expired_by_rule_are_renewed_by_reading_the_session) {
  add("{match: {method: PUT, part: 2}, when: {nth: 1}, do: {expire_urls: all}}");
  const Json upload = start("a.bin", 8);
  EXPECT_EQ(put(text(parts_of(upload).at(2)["url"]), "5678").status, 403);
  EXPECT_EQ(put(text(parts_of(upload).at(1)["url"]), "1234").status, 403) << "all means all";
  const Json seen = call("GET", "/api/admin/asset/upload/" + text(upload["id"]));
  deliver_all(seen, "12345678");
  EXPECT_EQ(complete(seen).status, 200);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadFaults, any_route_may_expire_urls) {
  add("{match: {path: '/api/admin/asset/upload'}, do: {expire_urls: all}}");
  const Json upload = start("a.bin", 4);
  send("GET", "/api/admin/asset/upload");
  EXPECT_EQ(put(text(parts_of(upload).at(1)["url"]), "1234").status, 403);
}

TEST_F(SessionUploadFaults, a_wrong_etag_of_the_store_is_refused_and_blames_nobody) {
  add("{match: {method: PUT}, when: {nth: 1}, do: {wrong_etag: true}}");
  const Json upload = start("a.bin", 4);
  const Json part = parts_of(upload).at(1);
  EXPECT_EQ(deliver(part, "1234"), 400);
  EXPECT_EQ(deliver(part, "1234"), 200);
  EXPECT_EQ(complete(upload).status, 200);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadFaults, a_lying_store_shows_only_in_size_and_audit) {
  add("{match: {method: PUT}, do: {short_store: lying}}");
  const std::string id = ingest("a.bin", "1234");
  EXPECT_EQ(status_of(id), "Available");
  EXPECT_EQ(wrong_sizes(vendor->facts()), std::vector<std::string>{"/Content/Incoming/a.bin"});
  EXPECT_TRUE(rules().empty());
}

TEST_F(SessionUploadFaults, parts_put_again_are_counted_and_no_fault) {
  const Json upload = start("a.bin", 4);
  put(text(parts_of(upload).at(1)["url"]), "4321");
  deliver_all(upload, "1234");
  complete(upload);
  ASSERT_EQ(vendor->facts().repeated_parts.size(), 1U);
  EXPECT_EQ(vendor->facts().repeated_parts[0].times, 1U);
  EXPECT_TRUE(is_clean());
}

}  // namespace
}  // namespace ingot::lab
