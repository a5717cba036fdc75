// Files of rows: windows of URLs, completion, folder and link.
#include "tests/plugins/bim360/bim360_session.hpp"

namespace ingot::bim360::test {
namespace {

TEST(Bim360Attach, a_file_is_uploaded_filed_and_linked) {
  Bim360Session session({file_row("a.pdf", 7), row("P-2")});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("urls"), 3) << "windows of three";
  EXPECT_EQ(session.meta(0)["size"].integer(), static_cast<std::int64_t>(kPart * 7 - 5));
  EXPECT_EQ(session.meta(0)["document"].text(), session.cloud.documents.begin()->first);
  EXPECT_EQ(session.meta(0)["relationship"].text(), session.cloud.links.begin()->first);
  for (const auto& [part, puts] : session.cloud.part_puts) EXPECT_EQ(puts, 1) << part;
}

TEST(Bim360Attach, urls_of_one_upload_are_bound_to_their_parts) {
  Bim360Session session({file_row("a.pdf", 5)});
  session.run();
  const ModelUpload& upload = session.cloud.uploads.begin()->second;
  for (const auto& [number, range] : upload.parts) {
    EXPECT_EQ(range.find("${file:0:" + std::to_string((number - 1) * kPart) + ":"), 0u) << range;
  }
  EXPECT_EQ(session.cloud.uploads.size(), 1u);
}

TEST(Bim360Attach, a_url_that_has_expired_is_asked_for_anew) {
  Bim360Session session({file_row("a.pdf", 4)});
  session.cloud.fault(
      "put", 2, {Luck::lose_before, respond(403, "<Error><Code>AccessDenied</Code></Error>")});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.uploads.size(), 1u) << "the same uploadKey";
}

TEST(Bim360Attach, parts_the_store_misses_are_uploaded_again) {
  Bim360Session session({file_row("a.pdf", 3)});
  session.cloud.loses_parts_once = true;
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.uploads.size(), 2u) << "a new upload of the same object";
  EXPECT_EQ(session.cloud.count("storage"), 1);
}

TEST(Bim360Attach, a_lost_completion_is_looked_up_before_it_is_repeated) {
  Bim360Session session({file_row("a.pdf", 2)});
  session.cloud.fault("complete", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("complete"), 1);
  Bim360Session other({file_row("a.pdf", 2)});
  other.cloud.fault("complete", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  other.run();
  other.expect_all_done();
  EXPECT_EQ(other.cloud.count("complete"), 2);
}

TEST(Bim360Attach, a_name_that_is_taken_gets_a_new_version) {
  Bim360Session session({file_row("a.pdf", 1)});
  session.cloud.documents["urn:adsk.wipprod:dm.lineage:old"] = {"a.pdf", {"urn:old"}};
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.documents.begin()->second.versions.size(), 2u);
}

TEST(Bim360Attach, a_lost_filing_makes_no_second_version) {
  for (const char* route : {"item", "version"}) {
    Bim360Session session({file_row("a.pdf", 1)});
    const bool is_old = std::string(route) == "version";
    if (is_old) session.cloud.documents["urn:old"] = {"a.pdf", {"urn:old-storage"}};
    session.cloud.fault(route, 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
    session.run();
    session.expect_all_done();
    EXPECT_EQ(session.cloud.documents.begin()->second.versions.size(), is_old ? 2u : 1u);
  }
}

TEST(Bim360Attach, a_document_that_is_listed_late_is_not_filed_twice) {
  for (const int blind : {1, 2, 3}) {
    Bim360Session session({file_row("a.pdf", 1)});
    session.cloud.blind_looks = blind;
    session.cloud.shows_tips = blind == 2;  // else the item itself has to be read
    session.cloud.fault("item", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
    session.run();
    session.expect_all_done();
    EXPECT_EQ(session.cloud.documents.begin()->second.versions.size(), 1u);
    EXPECT_EQ(session.cloud.count("item"), blind < 2 ? 1 : 2);
  }
}

TEST(Bim360Attach, a_lost_link_is_repeated_under_the_same_id) {
  Bim360Session session({file_row("a.pdf", 1)});
  session.cloud.fault("relate", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("relate"), 2);
}

TEST(Bim360Attach, what_stays_undone_names_the_asset_it_left) {
  Bim360Session session({file_row("a.pdf", 1)});
  session.cloud.fault("storage", 0,
                      {Luck::lose_before, respond(400, R"({"detail":"root folder"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.host->end_of(0)->remote_id, session.cloud.asset_of("a.pdf")->id);
}

TEST(Bim360Attach, an_asset_of_somebody_else_is_not_named_for_deletion) {
  Item item = file_row("a.pdf", 1);
  item.tries = 1;
  Bim360Session session({item});
  session.cloud.add_asset(R"({"clientAssetId":"a.pdf","barcode":"BC-a.pdf"})");
  session.cloud.fault("storage", 0,
                      {Luck::lose_before, respond(400, R"({"detail":"root folder"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.host->end_of(0)->remote_id, "");
}

TEST(Bim360Attach, a_replaced_file_keeps_its_link) {
  Item item = file_row("a.pdf", 1);
  Bim360Session session({item});
  const std::string id =
      session.cloud.add_asset(R"({"clientAssetId":"a.pdf","barcode":"BC-a.pdf"})");
  session.cloud.documents["urn:doc"] = {"a.pdf", {"urn:old"}};
  session.begin.items[0].remote_id = id;
  session.begin.items[0].meta = R"({"document":"urn:doc","relationship":"rel-1"})";
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE}) << session.message(0);
  EXPECT_EQ(session.cloud.count("relate"), 0);
  EXPECT_EQ(session.cloud.documents["urn:doc"].versions.size(), 2u);
  EXPECT_EQ(session.meta(0)["relationship"].text(), "rel-1");
}

TEST(Bim360Attach, one_call_brings_25_urls_and_the_26th_is_another) {
  for (const auto& [parts, calls] : {std::pair{25u, 1}, std::pair{26u, 2}}) {
    Bim360Session session({file_row("a.rvt", parts)});
    session.run(
        R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"project_id":"p","barcode":"x","custom_attributes":{"Serial":"Serial no"}})");
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE}) << session.message(0);
    EXPECT_EQ(session.cloud.count("urls"), calls) << parts;
  }
}

TEST(Bim360Attach, ten_thousand_parts_are_a_window_at_a_time) {
  Bim360Session session({file_row("huge.rvt", 10'000)});
  session.run(
      R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"project_id":"p","barcode":"x","custom_attributes":{"Serial":"Serial no"}})");
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE}) << session.message(0);
  EXPECT_EQ(session.cloud.count("urls"), 400);
}

}  // namespace
}  // namespace ingot::bim360::test
