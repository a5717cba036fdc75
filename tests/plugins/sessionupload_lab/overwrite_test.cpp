// What the four overwrite options make of a file that is there, unfinished, or not there at all.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"

namespace ingot::lab {
namespace {

constexpr const char* kPath = "/Content/Incoming/a.bin";

class SessionUploadOverwrite : public SessionUploadLab {
 protected:
  void restart_with(void (*change)(SessionUploadOptions&)) {
    SessionUploadOptions with = small();
    change(with);
    restart(with);
  }
};

TEST_F(SessionUploadOverwrite, every_option_begins_where_nothing_is) {
  for (const char* option : {"Cancel", "Continue", "Replace", "AssetReplace"}) {
    restart(small());
    EXPECT_EQ(status_of(ingest("a.bin", "12345", option)), "Available") << option;
    EXPECT_TRUE(is_clean()) << option;
  }
}

TEST_F(SessionUploadOverwrite, cancel_refuses_a_file_that_exists) {
  ingest("a.bin", "12345");
  EXPECT_EQ(start_status(body("a.bin", 5, "Cancel")), 400);
  EXPECT_EQ(start_status(body("b.bin", 5, "Cancel")), 200);
}

TEST_F(SessionUploadOverwrite, cancel_abandons_or_refuses_an_unfinished_upload) {
  const Json first = start("a.bin", 5);
  const Json second = start("a.bin", 5, "Cancel");
  EXPECT_NE(text(second["id"]), text(first["id"]));
  EXPECT_EQ(send("GET", "/api/admin/asset/upload/" + text(first["id"])).status, 404);
  EXPECT_EQ(vendor->facts().counters.at("uploads_superseded"), 1U);
  restart_with([](auto& with) { with.cancel_option = CancelOption::kRefuses; });
  start("a.bin", 5);
  EXPECT_EQ(start_status(body("a.bin", 5, "Cancel")), 400);
}

TEST_F(SessionUploadOverwrite, continue_goes_on_where_it_stopped) {
  const Json first = start("a.bin", 8);
  deliver(parts_of(first).at(1), "12345678");
  const Json second = call("POST", "/api/asset/upload/start", body("a.bin", 8, "Continue", "", 8));
  EXPECT_EQ(text(second["id"]), text(first["id"]));
  EXPECT_EQ(text(second["assetId"]), text(first["assetId"]));
  ASSERT_EQ(second["parts"].size(), 2U) << "the first plan stands, whatever the chunk size";
  EXPECT_TRUE(*parts_of(second).at(1)["isCompleted"].truth());
  deliver(parts_of(second).at(2), "12345678");
  EXPECT_EQ(complete(second).status, 200);
  EXPECT_EQ(object(kPath).times_created, 1U);
  EXPECT_EQ(vendor->facts().counters.at("uploads_continued"), 1U);
}

TEST_F(SessionUploadOverwrite, continue_with_another_length_is_refused_or_ignored) {
  start("a.bin", 8);
  EXPECT_EQ(start_status(body("a.bin", 9, "Continue")), 400);
  restart_with([](auto& with) { with.continued_length = ContinuedLength::kOriginalWins; });
  start("a.bin", 8);
  EXPECT_EQ(number(start("a.bin", 9, "Continue")["contentLength"]), 8);
}

TEST_F(SessionUploadOverwrite, continue_of_a_whole_file_shows_it_complete) {
  const std::string id = ingest("a.bin", "12345");
  const Json upload = start("a.bin", 5, "Continue");
  EXPECT_EQ(text(upload["assetId"]), id);
  for (const auto& [number, part] : parts_of(upload)) {
    EXPECT_TRUE(*part["isCompleted"].truth());
    EXPECT_TRUE(part["url"].is_null());
  }
  EXPECT_FALSE(upload["etag"].is_null());
  EXPECT_EQ(start_status(body("a.bin", 6, "Continue")), 400);
}

TEST_F(SessionUploadOverwrite, continue_starts_a_broken_file_anew) {
  restart_with([](auto& with) {
    with.error_paths = {"**/a.bin"};
    with.error_times = 1;
  });
  EXPECT_EQ(status_of(ingest("a.bin", "12345")), "Error");
  EXPECT_EQ(status_of(ingest("a.bin", "12345", "Continue")), "Available");
}

TEST_F(SessionUploadOverwrite, replace_takes_the_place_and_keeps_the_old_bytes_until_then) {
  const std::string id = ingest("a.bin", "12345");
  const Json upload = start("a.bin", 4);
  EXPECT_EQ(text(upload["assetId"]), id);
  EXPECT_EQ(status_of(id), "Replacing");
  EXPECT_EQ(object(kPath).size, 5U);
  deliver_all(upload, "1234");
  complete(upload);
  EXPECT_EQ(object(kPath).size, 4U);
  EXPECT_EQ(object(kPath).times_created, 1U);
  EXPECT_EQ(object(kPath).times_completed, 2U);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadOverwrite, a_cancelled_replacement_leaves_the_file_as_it_was) {
  const std::string id = ingest("a.bin", "12345");
  const Json upload = start("a.bin", 4);
  send("POST", "/api/asset/upload/" + text(upload["id"]) + "/cancel?message=no");
  EXPECT_EQ(status_of(id), "Available");
  EXPECT_EQ(object(kPath).size, 5U);
  EXPECT_NE(send("GET", "/api/admin/asset/" + id + "/job-history").body.find("CancelUpload"),
            std::string::npos);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadOverwrite, replace_may_give_a_new_id_and_asset_replace_never_does) {
  restart_with([](auto& with) { with.replaced_id = ReplacedId::kNew; });
  const std::string first = ingest("a.bin", "12345");
  const std::string second = ingest("a.bin", "12345");
  EXPECT_NE(second, first);
  EXPECT_EQ(send("GET", "/api/admin/asset/" + first).status, 404);
  EXPECT_EQ(ingest("a.bin", "12345", "AssetReplace"), second);
  EXPECT_EQ(ingest("x.bin", "12345", "Replace", R"(,"existingAssetId":")" + second + "\""), second);
  EXPECT_EQ(object(kPath).times_completed, 4U);
  EXPECT_EQ(object(kPath).times_created, 1U);
}

TEST_F(SessionUploadOverwrite, replace_erases_or_leaves_an_unfinished_twin) {
  start("a.bin", 5);
  ingest("a.bin", "12345");
  EXPECT_TRUE(is_clean());
  EXPECT_EQ(vendor->facts().counters.at("uploads_superseded"), 1U);
  restart_with([](auto& with) { with.unfinished_on_replace = UnfinishedOnReplace::kLeft; });
  const Json lost = start("a.bin", 5);
  ingest("a.bin", "12345");
  EXPECT_EQ(created_twice(vendor->facts()), std::vector<std::string>{kPath});
  send("POST", "/api/asset/upload/" + text(lost["id"]) + "/cancel");
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadOverwrite, replace_options_say_what_changes_with_the_bytes) {
  const std::string id = ingest("a.bin", "12345");
  clock.advance(60'000);
  const std::string names =
      std::string(R"(,"displayName":"New.bin","languageId":")") + kRoot + "\"";
  const Json before = asset(id);
  ingest("a.bin", "12345", "Replace", names);
  EXPECT_EQ(asset(id).dump(), before.dump()) << "without options nothing changes";
  ingest("a.bin", "12345", "AssetReplace",
         names + R"(,"uploadReplaceOptions":["ReplaceDisplayName","ReplaceDisplayDate",)" +
             R"("ReplaceLanguage","RecreateThumbnail","RecreatePreview"])");
  const Json after = asset(id);
  EXPECT_EQ(text(after["displayName"]), "New.bin");
  EXPECT_EQ(text(after["languageId"]), kRoot);
  EXPECT_NE(text(after["displayDate"]), text(before["displayDate"]));
  const std::string history = send("GET", "/api/admin/asset/" + id + "/job-history").body;
  EXPECT_NE(history.find("RecreateThumbnail"), std::string::npos);
  EXPECT_NE(history.find("RecreatePreview"), std::string::npos);
  EXPECT_EQ(history.find("RecreateSubtitles"), std::string::npos);
}

TEST_F(SessionUploadOverwrite, a_placeholder_is_filled_by_its_id) {
  const Json slot =
      call("POST", std::string("/api/admin/asset/") + kIncoming + "/create-placeholder",
           R"({"assetName":"slot.bin"})");
  const std::string id = text(slot["id"]);
  EXPECT_EQ(text(slot["assetStatus"]), "Placeholder");
  ASSERT_EQ(vendor->facts().open.size(), 1U) << "a placeholder nobody fills";
  const std::string existing = R"(,"existingAssetId":")" + id + "\"";
  EXPECT_EQ(start_status(body("x", 5, "Cancel", existing)), 400);
  const Json lost = start("x", 5, "Replace", existing);
  const Json again = start("x", 5, "Continue", existing);
  EXPECT_EQ(text(again["id"]), text(lost["id"]));
  EXPECT_EQ(ingest("x", "12345", "Replace", existing), id);
  EXPECT_EQ(object("/Content/Incoming/slot.bin").size, 5U);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadOverwrite, an_unfinished_asset_keeps_its_id_when_it_is_named) {
  const Json first = start("a.bin", 5);
  const std::string existing = R"(,"existingAssetId":")" + text(first["assetId"]) + "\"";
  const Json second = start("x", 5, "Replace", existing);
  EXPECT_EQ(text(second["assetId"]), text(first["assetId"]));
  EXPECT_NE(text(second["id"]), text(first["id"]));
  deliver_all(second, "12345");
  EXPECT_EQ(complete(second).status, 200);
  EXPECT_EQ(object(kPath).size, 5U);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadOverwrite, what_is_archived_is_out_of_reach) {
  const std::string id = ingest("a.bin", "12345");
  EXPECT_EQ(send("POST", "/api/admin/asset/" + id + "/archive").status, 200);
  EXPECT_EQ(start_status(body("a.bin", 5)), 400);
}

}  // namespace
}  // namespace ingot::lab
