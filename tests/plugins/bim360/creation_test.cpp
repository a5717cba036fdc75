// Rows become assets: in batches, without the bad ones, and never twice.
#include "tests/plugins/bim360/bim360_session.hpp"

namespace ingot::bim360::test {
namespace {

std::vector<Item> rows(std::size_t count) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < count; ++i) items.push_back(row("P-" + std::to_string(100 + i)));
  return items;
}

std::string config_with(const std::string& members) {
  std::string config = kConfig;
  return config.substr(0, config.size() - 1) + "," + members + "}";
}

TEST(Bim360Creation, a_hundred_rows_are_one_write) {
  Bim360Session session(rows(100));
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("create"), 1);
  EXPECT_EQ(session.cloud.count("search"), 0);
  EXPECT_EQ(session.meta(0)["category"].text(), "42");
  EXPECT_EQ(session.meta(0)["key"].text(), "BC-P-100");
}

TEST(Bim360Creation, batches_keep_to_their_size_in_rows_and_bytes) {
  Bim360Session session(rows(7));
  session.run(config_with(R"("batch_size":3)"));
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("create"), 3);
  std::vector<Item> long_ones = rows(3);
  for (Item& item : long_ones)
    item.fields =
        fields(item.key, R"(,"client_asset_id":")" + item.key + std::string(400'000, 'x') + "\"");
  Bim360Session large(long_ones);
  large.run();
  EXPECT_EQ(large.cloud.count("create"), 2);
}

TEST(Bim360Creation, one_bad_row_in_a_hundred_is_found_and_the_rest_created) {
  for (const std::size_t bad :
       {std::size_t{0}, std::size_t{49}, std::size_t{50}, std::size_t{99}}) {
    Bim360Session session(rows(100));
    const std::string name = "P-" + std::to_string(100 + bad);
    session.cloud.refused = {name};
    session.run();
    for (std::uint32_t i = 0; i < 100; ++i) {
      EXPECT_EQ(session.result(i), i == bad ? unsigned{INGOT_IT_REJECTED} : unsigned{INGOT_IT_DONE})
          << i << session.message(i);
    }
    EXPECT_NE(session.message(static_cast<std::uint32_t>(bad)).find("INVALID"), std::string::npos);
    EXPECT_LE(session.cloud.count("create"), 1 + 2 * 7);
    EXPECT_EQ(session.cloud.assets.size(), 99u);
  }
}

TEST(Bim360Creation, an_answer_that_names_the_rows_saves_the_search) {
  Bim360Session session(rows(50));
  session.cloud.refused = {"P-103", "P-140"};
  session.cloud.names_refused = true;
  session.run();
  EXPECT_EQ(session.cloud.count("create"), 3);
  EXPECT_EQ(session.message(3), "create asset: BAD_ROW: P-103 will not do");
  EXPECT_EQ(session.message(40), "create asset: BAD_ROW: P-140 will not do");
  EXPECT_EQ(session.cloud.assets.size(), 48u);
}

TEST(Bim360Creation, a_wrong_index_blames_nobody) {
  Bim360Session session(rows(8));
  session.cloud.refused = {"P-105"};
  session.start();
  session.host->run([&](const Sent& sent) {
    Answer answer = session.cloud(sent);
    // An index that counts from the end of something else.
    if (answer.status == 400) answer.body = R"({"errors":[{"index":0,"detail":"x"}]})";
    return answer;
  });
  for (std::uint32_t i = 0; i < 8; ++i)
    EXPECT_EQ(session.result(i), i == 5 ? unsigned{INGOT_IT_REJECTED} : unsigned{INGOT_IT_DONE})
        << i;
}

TEST(Bim360Creation, looking_for_bad_rows_is_bounded) {
  Bim360Session session(rows(64));
  for (const Item& item : session.begin.items) session.cloud.refused.insert(item.key);
  session.run(config_with(R"("bisect_writes":10)"));
  EXPECT_LE(session.cloud.count("create"), 11);
  EXPECT_EQ(session.result(63), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_TRUE(session.cloud.assets.empty());
}

TEST(Bim360Creation, a_lost_answer_is_searched_for_and_adopted) {
  Bim360Session session(rows(5));
  session.cloud.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("create"), 1);
}

TEST(Bim360Creation, assets_that_are_listed_late_are_not_created_again) {
  Bim360Session session(rows(2));
  session.cloud.late = {"P-100", "P-101"};
  session.cloud.fault("create", 1, {Luck::lose_after, respond(500, "<html>")});
  // One look for the barcode and one for the name in the first search, so they are late by one look
  // only.
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("create"), 1);
}

TEST(Bim360Creation, what_is_certainly_absent_is_sent_again) {
  Bim360Session session(rows(3));
  session.cloud.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("create"), 2);
}

TEST(Bim360Creation, an_answer_lost_for_ever_ends_unknown) {
  Bim360Session session(rows(1));
  session.cloud.fault("create", 0, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_NE(session.message(0).find("BC-P-100"), std::string::npos) << session.message(0);
  EXPECT_EQ(session.cloud.count("create"), 3);
}

TEST(Bim360Creation, only_the_whole_key_counts) {
  Bim360Session session(rows(1));
  session.cloud.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  // Both contain the key, as a search for a part of a text finds them.
  session.cloud.add_asset(R"({"clientAssetId":"other","barcode":"BC-P-1000"})");
  session.cloud.add_asset(R"({"clientAssetId":"P-100 spare","barcode":"xBC-P-100"})");
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("create"), 2);
}

TEST(Bim360Creation, two_assets_of_one_key_are_a_conflict) {
  std::vector<Item> items = rows(1);
  items[0].tries = 1;
  Bim360Session session(items);
  for (int i = 0; i < 2; ++i)
    session.cloud.add_asset(R"({"clientAssetId":"P-100","barcode":"BC-P-100"})");
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_CONFLICT});
  EXPECT_EQ(session.cloud.count("create"), 0);
}

TEST(Bim360Creation, a_later_session_searches_before_it_sends) {
  std::vector<Item> items = rows(2);
  items[0].tries = 1;
  Bim360Session session(items);
  const std::string id =
      session.cloud.add_asset(R"({"clientAssetId":"P-100","barcode":"BC-P-100"})");
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.host->end_of(0)->remote_id, id);
  EXPECT_EQ(session.cloud.count("create"), 1);
}

TEST(Bim360Creation, search_first_looks_for_every_row) {
  Bim360Session session(rows(2));
  session.cloud.add_asset(R"({"clientAssetId":"P-101","barcode":"BC-P-101"})");
  session.run(config_with(R"("search_first":true)"));
  session.expect_all_done();
}

TEST(Bim360Creation, a_name_as_key_needs_category_and_age_to_fit) {
  const std::string config = config_with(R"("ingest_key":"client_asset_id")");
  Bim360Session session(rows(1));
  session.cloud.add_asset(R"({"clientAssetId":"P-100","categoryId":"7"})");
  session.cloud.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run(config);
  EXPECT_EQ(session.cloud.count("create"), 2);
  Bim360Session old(rows(1));
  const std::string id = old.cloud.add_asset(R"({"clientAssetId":"P-100","categoryId":"42"})");
  old.cloud.assets[id].born_ms -= 10 * 60'000;
  old.cloud.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  old.run(config);
  EXPECT_EQ(old.cloud.count("create"), 2);
}

TEST(Bim360Creation, an_attribute_as_key_is_searched_by_name) {
  Bim360Session session(rows(1));
  session.cloud.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run(config_with(R"("ingest_key":"Serial")"));
  session.expect_all_done();
  bool is_by_name = false;
  for (const Sent& sent : session.host->sent())
    is_by_name |= query_value(sent.url, "filter[customAttributes][ca1]") == "S-1";
  EXPECT_TRUE(is_by_name);
}

TEST(Bim360Creation, waits_as_long_as_it_is_told_when_busy) {
  Bim360Session session(rows(2));
  session.cloud.fault("create", 1,
                      {Luck::lose_before, respond(429, "{}", {{"retry-after", "17"}})});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.host->now_ms() - ingot::test::FakeHost::kStartMs, 17'000);
}

TEST(Bim360Creation, a_conflict_is_read_again_before_it_is_told) {
  Bim360Session session(rows(2));
  session.cloud.add_asset(R"({"clientAssetId":"P-100","barcode":"BC-P-100"})");
  session.cloud.fault("create", 1, {Luck::lose_before, respond(409, R"({"detail":"exists"})")});
  session.run();
  session.expect_all_done();
  Bim360Session other(rows(1));
  other.cloud.fault("create", 0, {Luck::lose_before, respond(409, R"({"detail":"exists"})")});
  other.run();
  EXPECT_EQ(other.result(0), unsigned{INGOT_IT_CONFLICT});
}

TEST(Bim360Creation, a_row_of_an_earlier_run_is_updated_in_place) {
  std::vector<Item> items = rows(2);
  Bim360Session session(items);
  const std::string id = session.cloud.add_asset(
      R"({"clientAssetId":"P-100","barcode":"BC-P-100","statusId":"st-2"})");
  session.begin.items[0].remote_id = id;
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.assets[id].status, "st-1");
  EXPECT_EQ(session.cloud.count("patch"), 1);
}

TEST(Bim360Creation, nothing_is_sent_for_what_validate_would_refuse) {
  Item bad = row("P-1");
  bad.fields = fields("P-1", "", R"("Due":["yesterday"])");
  Bim360Session session({bad});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_TRUE(session.host->sent().empty());
}

TEST(Bim360Creation, a_user_without_permission_stops_the_run) {
  Bim360Session session(rows(2));
  session.cloud.fault("create", 0, {Luck::lose_before, respond(403, R"({"detail":"no"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_AUTH});
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_AUTH});
}

}  // namespace
}  // namespace ingot::bim360::test
