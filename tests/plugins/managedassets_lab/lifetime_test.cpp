// Durations, expiry by the clock, and restoring.
#include "plugins/managedassets/lab/iso_duration.hpp"
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

using managedassets::add;
using managedassets::parse_iso_duration;

TEST(IsoDuration, reads_what_the_standard_allows) {
  struct Case {
    const char* text;
    std::int64_t months, ms;
  };
  const Case cases[] = {{"P30D", 0, 30 * kDayMs},
                        {"P1Y", 12, 0},
                        {"P1Y2M3D", 14, 3 * kDayMs},
                        {"P2W", 0, 14 * kDayMs},
                        {"PT1H", 0, 3'600'000},
                        {"PT1M", 0, 60'000},
                        {"P1M", 1, 0},
                        {"PT0.5S", 0, 500},
                        {"PT1,25S", 0, 1250},
                        {"P1DT2H3M4S", 0, kDayMs + 7'384'000},
                        {"P0Y1D", 0, kDayMs}};
  for (const Case& good : cases) {
    const auto duration = parse_iso_duration(good.text);
    ASSERT_TRUE(duration.has_value()) << good.text;
    EXPECT_EQ(duration->months, good.months) << good.text;
    EXPECT_EQ(duration->ms, good.ms) << good.text;
  }
}

TEST(IsoDuration, refuses_everything_else) {
  for (const char* wrong :
       {"",          "P",     "PT",   "P1",    "1D",           "P1DT",    "p30d",
        "P30d",      "-P1D",  "P-1D", "P+1D",  "P0D",          "PT0S",    "P1D1Y",
        "P1D1D",     "P1H",   "PT1D", "P1W1D", "P1Y1W",        "P0.5D",   "PT0.5H",
        "PT0.1234S", "PT.5S", "P 1D", "P1D ",  "P1234567890D", "P1DT1H ", "never",
        "P1DW",      "T1H",   "PT1.S"}) {
    EXPECT_FALSE(parse_iso_duration(wrong).has_value()) << wrong;
  }
}

TEST(IsoDuration, counts_months_on_the_calendar) {
  const std::int64_t start = 1'801'353'600'000;  // 2027-01-31T00:00:00Z
  EXPECT_EQ(iso_date(start), "2027-01-31T00:00:00.000+00:00");
  EXPECT_EQ(iso_date(*add(start, {1, 0})), "2027-02-28T00:00:00.000+00:00");
  EXPECT_EQ(iso_date(*add(start, {13, 0})), "2028-02-29T00:00:00.000+00:00");
  EXPECT_EQ(iso_date(*add(start, {11, 1})), "2027-12-31T00:00:00.001+00:00");
  EXPECT_TRUE(add(start, {12 * (9999 - 2027), 0}).has_value());
  EXPECT_FALSE(add(start, {12 * (10'000 - 2027), 0}).has_value());
  EXPECT_FALSE(add(start, {0, 999'999'999LL * kDayMs}).has_value());
}

TEST_F(ManagedAssetsLab, an_asset_ends_at_the_very_millisecond) {
  const std::string id = id_of(simple("k", "PT10S"));
  clock.advance(9999);
  EXPECT_EQ(get(id).status, 200);
  clock.advance(1);
  EXPECT_EQ(get(id).status, 404);
  const Reply shown = get(id, "?showDeleted=true");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(assets->facts().objects.at(0).state, "expired");
}

TEST_F(ManagedAssetsLab, an_expired_asset_is_seen_but_not_changed) {
  const Reply made = simple("k", "P1D");
  clock.advance(kDayMs);
  const std::string path = "/v1/assets/" + id_of(made);
  EXPECT_EQ(patch(id_of(made), R"({"expires":"P1D"})", etag(made)).status, 409);
  EXPECT_EQ(send_form("PUT", path, Form().file("a", "x"), {{"If-Match", etag(made)}}).status, 409);
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 409);
  EXPECT_EQ(remove(id_of(made), etag(made), "?purge=true").status, 204);
  EXPECT_EQ(get(id_of(made), "?showDeleted=true").status, 404);
}

TEST_F(ManagedAssetsLab, an_expired_twin_does_not_count_as_created_twice) {
  simple("same", "P1D");
  clock.advance(kDayMs);
  simple("same", "P30D");
  const AuditFacts facts = assets->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].times_created, 1U);
  EXPECT_EQ(facts.objects[0].state, "metadata_only");
}

TEST_F(ManagedAssetsLab, restoring_brings_an_expired_asset_back_from_now_on) {
  const Reply made = simple("k", "P1D");
  clock.advance(5 * kDayMs);
  const std::string restore = "/v1/assets/" + id_of(made) + ":restore";
  const Reply back = send("POST", restore, R"({"expires":"P2D"})");
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(text(json_of(back)["expiresOn"]), iso_date(clock.now_ms() + 2 * kDayMs));
  EXPECT_NE(etag(back), etag(made));
  clock.advance(2 * kDayMs);
  const Reply again = send("POST", restore, "{}");
  EXPECT_EQ(text(json_of(again)["expiresOn"]), iso_date(clock.now_ms() + 30 * kDayMs));
  EXPECT_EQ(get(id_of(made)).status, 200);
}

TEST_F(ManagedAssetsLab, restoring_extends_a_living_asset) {
  const Reply made = simple("k", "P1D");
  const std::string restore = "/v1/assets/" + id_of(made) + ":restore";
  EXPECT_EQ(text(json_of(send("POST", restore, R"({"expires":"P2D"})"))["expiresOn"]),
            iso_date(clock.now_ms() + 3 * kDayMs));
  const Reply for_ever = send("POST", restore, R"({"expires":"never"})");
  EXPECT_TRUE(json_of(for_ever)["expiresOn"].is_null());
  EXPECT_TRUE(json_of(send("POST", restore, "{}"))["expiresOn"].is_null());
}

TEST_F(ManagedAssetsLab, restoring_has_rules_too) {
  const Reply made = simple();
  const std::string restore = "/v1/assets/" + id_of(made) + ":restore";
  EXPECT_EQ(send("POST", restore, R"({"metadata":{}})").status, 400);
  EXPECT_EQ(send("POST", restore, R"({"expires":"soon"})").status, 400);
  EXPECT_EQ(send("POST", restore).status, 415);
  EXPECT_EQ(send("POST", restore, "{}", {{"If-Match", "\"old\""}}).status, 412);
  EXPECT_EQ(send("POST", restore, "{}", {{"If-Match", "old"}}).status, 400);
  EXPECT_EQ(send("POST", "/v1/assets/none:restore", "{}").status, 404);
  EXPECT_EQ(etag(get(id_of(made))), etag(made));
}

TEST_F(ManagedAssetsLab, after_ninety_days_an_ended_asset_is_gone_for_good) {
  const std::string id = id_of(simple("k", "P1D"));
  clock.advance(91 * kDayMs - 1);
  EXPECT_EQ(get(id, "?showDeleted=true").status, 200);
  clock.advance(1);
  EXPECT_TRUE(assets->facts().objects.empty());
  EXPECT_EQ(get(id, "?showDeleted=true").status, 404);
  EXPECT_EQ(send("POST", "/v1/assets/" + id + ":restore", "{}").status, 404);
}

}  // namespace
}  // namespace ingot::lab
