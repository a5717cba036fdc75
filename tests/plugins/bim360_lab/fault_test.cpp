// The emulator behind a FaultyService, as the host's simulated runs use it.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Faults : public Bim360Lab {
 protected:
  void add(const std::string& yaml) {
    ParsedFaults parsed = parse_faults("faults: [" + yaml + "]", "test");
    ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
    for (FaultRule& rule : parsed.plan.rules) faulty->add(std::move(rule));
  }
};

TEST_F(Bim360Faults, a_create_whose_reply_is_lost_has_happened_and_can_be_found) {
  add("{match: {path: '**/assets:batch-create'}, when: {nth: 1}, do: {drop: after}}");
  EXPECT_EQ(create(asset("a", R"(,"customAttributes":{"ca9":"key-1"})")).disposition.cut,
            Cut::kAfterProcessing);
  const Json found = call("GET", kV2 + "/assets?filter[customAttributes][ca9]=key-1");
  EXPECT_EQ(found["results"].size(), 1U);
}

TEST_F(Bim360Faults, a_refresh_whose_reply_is_lost_has_used_the_token_up) {
  add("{match: {path: /authentication/v2/token}, when: {nth: 1}, do: {drop: after}}");
  const test::Asked asked{.method = "POST",
                          .target = "/authentication/v2/token",
                          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                          .body =
                              "grant_type=refresh_token&client_id=lab-client"
                              "&refresh_token=lab-refresh-token"};
  test::ask(*faulty, asked);
  EXPECT_EQ(test::ask(*faulty, asked).status, 400);
  EXPECT_EQ(counter("used_refresh_tokens_offered"), 1U);
}

TEST_F(Bim360Faults, one_bad_record_can_poison_its_batch) {
  add("{match: {path: '**:batch-create', body_contains: poison}, do: {status: 400}}");
  EXPECT_EQ(create(asset("good") + "," + asset("poison")).status, 400);
  EXPECT_EQ(create(asset("good")).status, 201);
  EXPECT_EQ(living(), 1U);
}

TEST_F(Bim360Faults, urls_expired_by_rule_are_renewed_by_their_key) {
  add("{match: {method: PUT, path: '**/a.bin'}, when: {nth: 1}, do: {expire_urls: all}}");
  const Place where = place("a.bin");
  const Json window = call("GET", where.path + "/signeds3upload");
  EXPECT_EQ(put(text(window["urls"][0]), "x").status, 403);
  const Json renewed =
      call("GET", where.path + "/signeds3upload?uploadKey=" + text(window["uploadKey"]));
  EXPECT_EQ(put(text(renewed["urls"][0]), "x").status, 200);
}

TEST_F(Bim360Faults, a_lying_store_is_found_by_the_size) {
  add("{match: {method: PUT}, do: {short_store: lying}}");
  const Place where = place("a.bin");
  const Json window = call("GET", where.path + "/signeds3upload");
  put(text(window["urls"][0]), "abcd");
  const Json body = call("POST", where.path + "/signeds3upload",
                         R"({"uploadKey":")" + text(window["uploadKey"]) + R"(","size":4})");
  EXPECT_EQ(text(body["status"]), "error");
  EXPECT_EQ(*body["size"]["detected"].integer(), 2);
}

TEST_F(Bim360Faults, parts_put_again_after_they_were_acknowledged_are_counted) {
  const Place where = place("a.bin");
  const std::string url = text(call("GET", where.path + "/signeds3upload")["urls"][0]);
  put(url, "x");
  put(url, "x");
  const AuditFacts facts = bim360->facts();
  ASSERT_EQ(facts.repeated_parts.size(), 1U);
  EXPECT_TRUE(facts.repeated_parts[0].object.ends_with("/a.bin"));
  EXPECT_EQ(facts.repeated_parts[0].times, 1U);
}

}  // namespace
}  // namespace ingot::lab
