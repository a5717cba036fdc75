// TRANSFER: what is sent for a file, and what becomes of it when something goes wrong on the way.
#include <gmock/gmock.h>

#include "plugins/sessionupload/upload.hpp"
#include "tests/plugins/sessionupload/upload_session.hpp"

namespace ingot::sessionupload::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGone[] = R"({"status":404,"detail":"gone"})";

TEST(SessionUploadTransfer, sends_parts_confirms_each_completes_and_waits) {
  UploadSession session({file_of("a/big.tif", 3), file_of("small.jpg", 1)});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 4);
  EXPECT_EQ(session.vendor.count("confirm"), 4);
  EXPECT_EQ(session.vendor.count("complete"), 2);
  EXPECT_EQ(session.vendor.count("list"), 0);
  EXPECT_EQ(session.host->end_of(1)->meta, R"({"upload_id":")" +
                                               session.vendor.uploads.rbegin()->first +
                                               R"(","status":"Available","size":8388603})");
}

TEST(SessionUploadTransfer, asks_for_eight_mebibytes_and_says_where_the_file_goes) {
  UploadSession session({file_with("b/x.jpg", R"("parent_id":")" + std::string(kParent) + "\"")});
  session.run();
  EXPECT_EQ(
      session.vendor.starts.at(0),
      R"({"contentLength":8388603,"chunkSize":8388608,"uploadOverwriteOption":"Replace","parentId":")" +
          std::string(kParent) + R"(","relativePath":"b/x.jpg","displayName":"x.jpg"})");
}

TEST(SessionUploadTransfer, works_with_an_answer_that_leaves_out_what_it_may) {
  UploadSession session({file_of("a.jpg", 2)});
  session.vendor.is_stingy = true;
  session.run();
  session.expect_all_done();
  EXPECT_THAT(session.host->end_of(0)->meta, Not(HasSubstr("size")));
}

TEST(SessionUploadTransfer, a_new_version_goes_into_the_asset_of_the_earlier_run) {
  UploadSession session({file_of("a.jpg", 1)});
  ModelAsset& asset = session.vendor.add_asset("incoming", "a.jpg");
  session.begin.items[0].remote_id = asset.id;
  session.run();
  session.expect_all_done();
  EXPECT_THAT(session.vendor.starts.at(0), HasSubstr(R"("existingAssetId":")" + asset.id));
  EXPECT_THAT(session.vendor.starts.at(0), Not(HasSubstr("relativePath")));
}

TEST(SessionUploadTransfer, checks_again_what_validation_should_have_found) {
  UploadSession session({file_with("a.jpg", R"("parent_id":"nonsense")")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_TRUE(session.host->sent().empty());
}

TEST(SessionUploadTransfer, a_lost_start_is_searched_for_and_never_made_twice) {
  UploadSession session({file_of("x/y/a.jpg", 2), file_of("x/z/a.jpg", 2)});
  session.vendor.fault("start", 1, {Luck::lose_after});
  session.vendor.fault("start", 2, {Luck::lose_after});
  session.run();
  EXPECT_EQ(session.vendor.count("start"), 2);
  for (const std::uint32_t item : {0u, 1u}) {
    EXPECT_EQ(session.result(item), unsigned{INGOT_IT_DONE}) << session.message(item);
    const ModelAsset& asset = session.vendor.assets.at(session.remote_id(item));
    EXPECT_EQ(session.vendor.assets.at(asset.parent_id).name, item == 0 ? "y" : "z");
  }
}

TEST(SessionUploadTransfer, a_start_that_never_arrived_is_sent_again_after_looking) {
  UploadSession session({file_of("a.jpg", 1)});
  session.vendor.fault("start", 1, {Luck::lose_before});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("start"), 2);
  EXPECT_EQ(session.vendor.count("list"), 3);
}

TEST(SessionUploadTransfer, a_start_nobody_can_tell_about_ends_unknown) {
  UploadSession session({file_of("a.jpg", 1)});
  session.vendor.fault("start", 1, {Luck::lose_after});
  session.vendor.fault("list", 0, {Luck::reject, respond(500)});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(), HasSubstr("cancel that of `a.jpg`"));
  EXPECT_EQ(session.vendor.count("start"), 1);
}

TEST(SessionUploadTransfer, the_upload_of_somebody_else_is_not_taken) {
  UploadSession session({file_of("a.jpg", 1)});
  session.vendor.fault("start", 1, {Luck::lose_before});
  // Same size, other name; same name, other size; same name and size, from yesterday.
  const std::string other = session.vendor.add_asset("incoming", "b.jpg").id;
  session.vendor.add_upload(other, 8'388'603, 8'388'608);
  const std::string same = session.vendor.add_asset("elsewhere", "a.jpg").id;
  session.vendor.add_upload(same, 8'388'602, 8'388'608);
  session.vendor.add_upload(same, 8'388'603, 8'388'608).started_ms -= 86'400'000;
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_NE(session.remote_id(), same);
  EXPECT_EQ(session.vendor.count("start"), 2);
}

TEST(SessionUploadTransfer, expired_urls_are_read_again) {
  UploadSession session({file_of("a.tif", 5)});
  session.vendor.fault("put", 2,
                       {Luck::reject, respond(403, "<Error><Code>AccessDenied</Code></Error>")});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("upload"), 1);
  EXPECT_EQ(session.vendor.count("put"), 6);
}

TEST(SessionUploadTransfer, urls_that_reading_does_not_renew_come_from_continue) {
  UploadSession session({file_of("a.tif", 5)});
  session.vendor.renews_urls = false;
  session.vendor.fault("put", 2,
                       {Luck::reject, respond(403, "<Error><Code>AccessDenied</Code></Error>")});
  session.run();
  session.expect_all_done();
  ASSERT_EQ(session.vendor.starts.size(), 2u);
  EXPECT_THAT(session.vendor.starts[1], HasSubstr(R"("uploadOverwriteOption":"Continue")"));
}

TEST(SessionUploadTransfer, a_store_that_refuses_every_url_is_given_up) {
  UploadSession session({file_of("a.tif", 3)});
  session.vendor.fault("put", 0,
                       {Luck::reject, respond(403, "<Error><Code>AccessDenied</Code></Error>")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.remote_id(), session.vendor.files_named("a.tif").at(0)->id);
  EXPECT_EQ(OpenUpload::read(session.meta()).upload_id, session.vendor.uploads.begin()->first);
  EXPECT_EQ(session.vendor.count("complete"), 0);
  EXPECT_LE(session.vendor.count("put"), 15);
}

TEST(SessionUploadTransfer, an_unconfirmed_part_is_never_completed) {
  UploadSession session({file_of("a.tif", 3)});
  session.vendor.fault("confirm", 2, {Luck::reject, respond(400, R"({"detail":"etag missing"})")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.vendor.count("complete"), 0);
}

TEST(SessionUploadTransfer, a_confirmation_that_was_heard_and_refused_again_counts) {
  UploadSession session({file_of("a.tif", 3)});
  session.vendor.fault("confirm", 2,
                       {Luck::lose_after, respond(400, R"({"detail":"already complete"})")});
  session.run();
  session.expect_all_done();
}

TEST(SessionUploadTransfer, a_lost_completion_is_looked_up) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    UploadSession session({file_of("a.tif", 2)});
    session.vendor.fault("complete", 1, {luck});
    session.run();
    session.expect_all_done();
    EXPECT_EQ(session.vendor.count("complete"), luck == Luck::lose_after ? 1 : 2);
  }
}

TEST(SessionUploadTransfer, a_completion_nobody_can_tell_about_ends_unknown) {
  UploadSession session({file_of("a.tif", 2)});
  session.vendor.fault("complete", 1, {Luck::lose_after});
  session.vendor.fault("list", 0, {Luck::reject, respond(200, "<html>")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(), HasSubstr("look whether asset"));
}

TEST(SessionUploadTransfer, an_asset_in_error_is_rejected_with_its_job_history) {
  UploadSession session({file_of("a.mov", 1)});
  session.vendor.fault("asset", 2,
                       {Luck::reject, respond(200, R"({"id":"asset-1","assetStatus":"Error"})")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_THAT(session.message(), HasSubstr("Transcode: bad codec"));
  EXPECT_EQ(session.remote_id(), session.vendor.files_named("a.mov").at(0)->id);
  EXPECT_EQ(session.meta(), "") << "nothing is open any more";
}

TEST(SessionUploadTransfer, an_asset_that_never_becomes_available_ends_unknown) {
  UploadSession session({file_of("a.mov", 1)});
  session.vendor.looks_until_available = 1'000'000;
  session.run(config(R"(,"poll":{"every":1000,"timeout":60000})"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(), HasSubstr("Assembling"));
}

TEST(SessionUploadTransfer, who_may_not_read_the_asset_does_not_send_it_again) {
  UploadSession session({file_of("a.mov", 1)});
  session.vendor.fault("asset", 0, {Luck::reject, respond(403, R"({"detail":"no"})")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
}

TEST(SessionUploadTransfer, create_only_says_that_the_asset_exists) {
  UploadSession session({file_of("a.jpg", 1)});
  session.vendor.refused_option = "Cancel";
  session.run(config(R"(,"overwrite":"cancel")"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_CONFLICT});
  EXPECT_EQ(session.remote_id(), "");
}

TEST(SessionUploadTransfer, if_exists_asks_the_vendor_and_passes_over_or_refuses) {
  for (const auto& [way, result] :
       {std::pair{"skip", INGOT_IT_SKIPPED}, std::pair{"fail", INGOT_IT_REJECTED}}) {
    UploadSession session({file_of("a.jpg", 1)});
    session.vendor.refused_option = "Cancel";
    session.run(config(R"(,"if_exists":")" + std::string(way) + "\""));
    EXPECT_EQ(session.result(), unsigned(result)) << way;
    EXPECT_THAT(session.message(), HasSubstr("the vendor has it already"));
    EXPECT_EQ(session.vendor.count("put"), 0);
  }
}

TEST(SessionUploadTransfer, what_may_be_our_own_debris_is_never_passed_over) {
  UploadSession session({file_of("a.jpg", 1)});
  session.vendor.refused_option = "Cancel";
  session.begin.items[0].tries = 1;
  session.run(config(R"(,"if_exists":"skip")"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_CONFLICT});
}

TEST(SessionUploadTransfer, a_session_that_does_not_fit_the_file_is_refused) {
  for (
      const char* parts :
      {R"([{"id":"p","partNumber":1,"startingPosition":0,"endingPosition":8388601,"url":"https://store.example/"}])",
       R"([{"id":"p","partNumber":1,"startingPosition":1,"endingPosition":8388602,"url":"https://store.example/"}])",
       "[]"}) {
    UploadSession session({file_of("a.jpg", 1)});
    session.vendor.fault("start", 1,
                         {Luck::reject, respond(200, R"({"id":"u","assetId":"a","parts":)" +
                                                         std::string(parts) + "}")});
    session.run();
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED}) << parts;
    EXPECT_EQ(session.remote_id(), "a");
    EXPECT_EQ(session.meta(), R"({"open_upload":{"upload_id":"u","asset_id":"a"}})");
    EXPECT_EQ(session.vendor.count("put"), 0);
  }
}

TEST(SessionUploadTransfer, an_upload_that_vanished_is_left_to_a_later_session) {
  for (const char* route : {"confirm", "complete"}) {
    UploadSession session({file_of("a.tif", 2)});
    session.vendor.fault(route, 1, {Luck::reject, respond(404, kGone)});
    session.run();
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE}) << route;
    EXPECT_EQ(session.code(), "upload_gone");
  }
}

}  // namespace
}  // namespace ingot::sessionupload::test
