// DISCOVER, LOGIN and VALIDATE.
#include <ingot/kit/json.hpp>

#include "plugins/bim360/settings.hpp"
#include "tests/plugins/bim360/bim360_session.hpp"

namespace ingot::bim360::test {

const std::string& context() {
  static const std::string made = [] {
    Bim360Session session({}, INGOT_OP_DISCOVER);
    session.run();
    return session.host->results().empty() ? std::string() : session.host->results()[0].json;
  }();
  return made;
}

namespace {

TEST(Bim360Discover, brings_the_settings_of_the_only_category) {
  Bim360Session session({}, INGOT_OP_DISCOVER);
  session.run();
  ASSERT_EQ(session.host->results().size(), 1u);
  const Settings settings = Settings::read(session.host->results()[0].json);
  ASSERT_TRUE(settings.is_known);
  EXPECT_EQ(settings.categories.size(), 4u) << "both pages, the deactivated one too";
  EXPECT_EQ(*settings.find_status("42", "installed"), "st-2");
  EXPECT_EQ((*settings.find_attribute("42", "Maker"))->values.size(), 2u);
  EXPECT_EQ((*settings.find_attribute("42", "Critical"))->type, "boolean") << "inherited";
  EXPECT_TRUE(settings.has_locations);
  EXPECT_EQ(session.cloud.count("attributes"), 1);
}

TEST(Bim360Discover, reads_all_active_categories_when_rows_choose) {
  Bim360Session session({}, INGOT_OP_DISCOVER);
  session.run(
      R"({"base_url":"https://api.example","access_token":{"$secret":"t"},"project_id":"p","category":"${row.C}"})");
  EXPECT_EQ(session.cloud.count("attributes"), 3);
  EXPECT_EQ(session.cloud.count("locations"), 0) << "no row names one";
}

TEST(Bim360Discover, goes_on_without_locations_and_says_so) {
  Bim360Session session({}, INGOT_OP_DISCOVER);
  session.cloud.fault("locations", 0, {Luck::lose_before, respond(403, R"({"detail":"no"})")});
  session.run();
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_FALSE(session.host->results()[0].json.empty());
  ASSERT_FALSE(session.host->notes().empty());
  EXPECT_NE(session.host->notes()[0].text.find("locations"), std::string::npos);
}

TEST(Bim360Discover, a_fault_anywhere_ends_it_once) {
  for (const Answer& answer :
       {fails(INGOT_OUT_UNKNOWN), fails(INGOT_OUT_NOT_SENT), fails(INGOT_OUT_CANCELLED),
        respond(500, "<html>"), respond(200, "<html>"), respond(200, R"({"results":[)"),
        respond(429, "", {{"retry-after", "2"}}), respond(401, "{}"),
        respond(403, R"({"detail":"x"})"), respond(404, "{}")}) {
    for (const char* route : {"categories", "assignments", "sets", "attributes", "locations"}) {
      for (const int occurrence : {0, 1}) {
        SCOPED_TRACE(testing::Message() << route << " " << answer.status << "/" << answer.outcome);
        Bim360Session session({}, INGOT_OP_DISCOVER);
        session.cloud.fault(route, occurrence, {Luck::lose_before, answer});
        session.run();
        ASSERT_EQ(session.host->results().size(), 1u);
        const auto& result = session.host->results()[0];
        if (result.json.empty()) {
          EXPECT_FALSE(result.message.empty());
        } else {
          EXPECT_TRUE(Settings::read(result.json).is_known);
        }
      }
    }
  }
}

TEST(Bim360Discover, a_cursor_that_stays_the_same_is_no_endless_loop) {
  Bim360Session session({}, INGOT_OP_DISCOVER);
  session.cloud.fault(
      "sets", 0,
      {Luck::lose_before, respond(200, R"({"pagination":{"cursorState":"x"},"results":[]})")});
  session.run();
  EXPECT_EQ(session.cloud.count("sets"), 2);
}

TEST(Bim360Login, captures_the_token_that_replaces_the_refresh_token) {
  Bim360Session session({}, INGOT_OP_LOGIN);
  session.run(
      R"({"base_url":"https://api.example","project_id":"p","oauth":{"client_id":"c","refresh_token":{"$secret":"r"}}})");
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->results()[0].expires_in_ms, 3'599'000);
  ASSERT_EQ(session.host->sent().size(), 1u);
  EXPECT_EQ(session.host->sent()[0].captures[1].second, "oauth.refresh_token");
}

TEST(Bim360Validate, judges_every_row_without_sending) {
  Item bad = row("P-2");
  bad.fields = fields("P-2", R"(,"description":"d")", R"("Flow":["1,5"],"Unknown":["x"])");
  Item again = row("P-3");
  again.fields = fields("P-1");
  Bim360Session session({row("P-1"), bad, again}, INGOT_OP_VALIDATE);
  session.run();
  EXPECT_TRUE(session.host->sent().empty());
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE}) << session.message(0);
  EXPECT_EQ(session.message(1),
            "custom attribute `Flow`: `1,5` is no number with a decimal point; no custom attribute "
            "`Unknown`; there are: Serial, Flow, Due, Maker, Zones, Critical");
  EXPECT_EQ(session.message(2), "ingest_key: `BC-P-1` is the key of another row as well");
}

}  // namespace
}  // namespace ingot::bim360::test
