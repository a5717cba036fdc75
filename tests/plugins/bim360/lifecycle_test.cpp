// LIFECYCLE and ABORT.
#include "tests/plugins/bim360/bim360_session.hpp"

namespace ingot::bim360::test {
namespace {

std::string lifecycle_config(const std::string& to, const std::string& if_not = "leave") {
  std::string config = kConfig;
  return config.substr(0, config.size() - 1) +
         R"(,"final_status":"Installed","lifecycle":{"to":")" + to + R"(","if_not_permitted":")" +
         if_not + "\"}}";
}

Bim360Session made(std::size_t count, std::uint32_t op) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < count; ++i) {
    Item item = row("P-" + std::to_string(i));
    item.fields = fields(item.key, R"(,"final_status":"Installed")");
    item.meta = R"({"category":"42","status":"st-1","size":12})";
    items.push_back(item);
  }
  Bim360Session session(items, op);
  for (Item& item : session.begin.items)
    item.remote_id =
        session.cloud.add_asset(R"({"clientAssetId":")" + item.key + R"(","statusId":"st-1"})");
  return session;
}

TEST(Bim360Lifecycle, sets_the_status_of_all_in_one_write) {
  Bim360Session session = made(5, INGOT_OP_LIFECYCLE);
  session.cloud.serve(*session.host);
  session.run(lifecycle_config("status"));
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(session.result(i), unsigned{INGOT_IT_DONE}) << session.message(i);
    EXPECT_EQ(session.meta(i)["status"].text(), "st-2");
    EXPECT_EQ(session.meta(i)["size"].integer(), 12) << "what was attached stays";
  }
  EXPECT_EQ(session.cloud.count("patch"), 1);
}

TEST(Bim360Lifecycle, created_is_the_state_they_are_in) {
  Bim360Session session = made(2, INGOT_OP_LIFECYCLE);
  session.run(lifecycle_config("created"));
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_DONE});
  EXPECT_TRUE(session.host->sent().empty());
}

TEST(Bim360Lifecycle, one_asset_that_is_gone_does_not_stop_the_others) {
  Bim360Session session = made(4, INGOT_OP_LIFECYCLE);
  session.cloud.refused = {"P-2"};
  session.run(lifecycle_config("status"));
  for (std::uint32_t i = 0; i < 4; ++i)
    EXPECT_EQ(session.result(i), i == 2 ? unsigned{INGOT_IT_REJECTED} : unsigned{INGOT_IT_DONE});
}

TEST(Bim360Lifecycle, a_user_who_may_not_leaves_it_or_fails_as_told) {
  for (const bool leaves : {true, false}) {
    Bim360Session session = made(1, INGOT_OP_LIFECYCLE);
    session.cloud.fault("patch", 0, {Luck::lose_before, respond(403, R"({"detail":"no"})")});
    session.run(lifecycle_config("status", leaves ? "leave" : "fail"));
    EXPECT_EQ(session.result(0), leaves ? unsigned{INGOT_IT_DONE} : unsigned{INGOT_IT_REJECTED});
    if (leaves) {
      EXPECT_EQ(session.meta(0)["status"].text(), "st-1");
      EXPECT_FALSE(session.meta(0)["reason"].text().empty());
    }
  }
}

TEST(Bim360Lifecycle, an_answer_that_does_not_show_the_status_is_no_success) {
  for (const char* body : {"<html>", "{}", "[]", "{", R"({"asset-1":{"statusId":"st-1"}})"}) {
    Bim360Session session = made(1, INGOT_OP_LIFECYCLE);
    session.cloud.fault("patch", 0, {Luck::lose_before, respond(200, body)});
    session.run(lifecycle_config("status"));
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_RETRYABLE}) << body;
  }
}

TEST(Bim360Lifecycle, a_status_of_another_set_is_refused) {
  Bim360Session session = made(1, INGOT_OP_LIFECYCLE);
  session.begin.items[0].fields = fields("P-0", R"(,"final_status":"Sold")");
  session.run(lifecycle_config("status"));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_TRUE(session.host->sent().empty());
}

TEST(Bim360Abort, deletes_what_is_there_and_takes_the_rest_for_clean) {
  Bim360Session session = made(4, INGOT_OP_ABORT);
  session.begin.items[1].remote_id = "never-was";
  session.begin.items[2].remote_id = "";
  session.run();
  for (const std::uint32_t i : {0u, 1u, 3u})
    EXPECT_EQ(session.result(i), unsigned{INGOT_IT_DONE}) << session.message(i);
  EXPECT_EQ(session.result(2), unsigned{INGOT_IT_SKIPPED});
  EXPECT_EQ(session.cloud.assets_named("P-0"), 0u);
  EXPECT_EQ(session.cloud.count("delete"), 1);
}

TEST(Bim360Abort, a_fault_anywhere_ends_every_item_and_claims_nothing) {
  for (const char* route : {"get", "delete"}) {
    for (const Answer& answer :
         {fails(INGOT_OUT_UNKNOWN), fails(INGOT_OUT_NOT_SENT), fails(INGOT_OUT_CANCELLED),
          respond(500, "<html>"), respond(200, "<html>"), respond(200, R"({"results":[)"),
          respond(429, "", {{"retry-after", "2"}}), respond(401, "{}"),
          respond(403, R"({"detail":"x"})")}) {
      Bim360Session session = made(2, INGOT_OP_ABORT);
      session.cloud.fault(route, 0, {Luck::lose_before, answer});
      session.run();
      for (std::uint32_t i = 0; i < 2; ++i) {
        ASSERT_NE(session.host->end_of(i), nullptr);
        EXPECT_NE(session.result(i), unsigned{INGOT_IT_DONE}) << route << answer.status;
      }
    }
  }
}

}  // namespace
}  // namespace ingot::bim360::test
