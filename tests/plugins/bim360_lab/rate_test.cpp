// The account's rates: so many calls a minute over all clients, 429 with seconds to wait.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Rates : public Bim360Lab {
 protected:
  Reply read() { return send("GET", kV1 + "/categories/30/custom-attributes"); }
};

TEST_F(Bim360Rates, writes_end_at_a_hundred_and_reads_at_a_thousand) {
  for (int i = 0; i < 100; ++i) ASSERT_EQ(create(asset("a" + std::to_string(i))).status, 201);
  const Reply over = create(asset("b"));
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(over.headers.find("Retry-After"), "60");
  EXPECT_EQ(over.body, R"({"developerMessage":"Quota limit exceeded."})");
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(read().status, 200) << i;
  EXPECT_EQ(read().status, 429) << "a bucket of its own";
  EXPECT_EQ(living(), 100U);
  EXPECT_EQ(counter("calls_over_the_rate"), 2U);
}

TEST_F(Bim360Rates, tell_how_long_to_wait_and_keep_their_word) {
  Bim360Options with;
  with.writes_per_minute = 2;
  restart(with);
  create(asset("a"));
  clock.advance(20'500);
  create(asset("b"));
  const Reply over = create(asset("c"));
  EXPECT_EQ(over.headers.find("Retry-After"), "40") << "39.5 s, rounded up";
  clock.advance(39'499);
  EXPECT_EQ(create(asset("c")).status, 429);
  EXPECT_EQ(counter("calls_while_throttled"), 1U);
  clock.advance(1);
  EXPECT_EQ(create(asset("c")).status, 201);
}

TEST_F(Bim360Rates, count_what_was_wrong_but_not_what_had_no_token) {
  Bim360Options with;
  with.writes_per_minute = 1;
  restart(with);
  token = "other";
  EXPECT_EQ(create(asset("a")).status, 401);
  token = "lab-token";
  EXPECT_EQ(create(asset("")).status, 400);
  EXPECT_EQ(create(asset("a")).status, 429);
  EXPECT_EQ(send("PATCH", kV2 + "/assets:batch-patch", "{}").status, 429) << "one bucket";
}

TEST_F(Bim360Rates, batch_get_reads_and_both_prefixes_share) {
  Bim360Options with;
  with.reads_per_minute = 2;
  with.writes_per_minute = 1;
  restart(with);
  EXPECT_EQ(send("POST", kV2 + "/assets:batch-get", R"({"ids":["x"]})").status, 200);
  EXPECT_EQ(create(asset("a")).status, 201);
  EXPECT_EQ(send("GET", "/construction/assets/v1/projects/b." + kProject + "/categories").status,
            200);
  EXPECT_EQ(read().status, 429);
}

TEST_F(Bim360Rates, tokens_and_storage_places_have_their_own) {
  Bim360Options with;
  with.tokens_per_minute = 1;
  with.storage_per_minute = 1;
  restart(with);
  EXPECT_EQ(send("POST", "/authentication/v2/token", "x").status, 415);
  EXPECT_EQ(send("POST", "/authentication/v2/token", "x").status, 429);
  EXPECT_EQ(send("POST", kData + "/storage", storage_body("a")).status, 201);
  EXPECT_EQ(send("POST", kData + "/storage", storage_body("b")).status, 429);
}

TEST_F(Bim360Rates, nought_is_no_limit_and_a_reset_forgets) {
  Bim360Options with;
  with.writes_per_minute = 0;
  restart(with);
  for (int i = 0; i < 300; ++i) ASSERT_EQ(create(asset("a")).status, 201);
  with.writes_per_minute = 1;
  restart(with);
  create(asset("a"));
  EXPECT_EQ(create(asset("a")).status, 429);
  EXPECT_EQ(send("POST", "/__reset").status, 204);
  EXPECT_EQ(create(asset("a")).status, 201);
  EXPECT_EQ(counter("calls_over_the_rate"), 0U);
}

}  // namespace
}  // namespace ingot::lab
