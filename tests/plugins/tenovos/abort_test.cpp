// ABORT: cancels, deletes softly, and never touches the asset a version belongs to.
#include "tests/plugins/tenovos/tenovos_session.hpp"

namespace ingot::tenovos::test {
namespace {

using ::testing::HasSubstr;

// `unfinished`: members of what TRANSFER has attached, all but the object id.
TenovosSession abort_session(const std::string& object_id, const std::string& unfinished = {}) {
  TenovosSession session({a_file("a.tif", 3500)}, INGOT_OP_ABORT);
  session.begin.items[0].remote_id = object_id;
  if (!unfinished.empty()) session.begin.items[0].meta = R"({"unfinished":{)" + unfinished + "}}";
  return session;
}
constexpr char kVersion[] = R"("file_id":"file-2","version_of":"file-1")";
constexpr char kOpenVersion[] =
    R"("file_id":"file-2","original_file_id":"file-1","version_of":"file-1","upload_id":"upload-2")";

TEST(TenovosAbort, cancels_the_upload_and_deletes_the_asset) {
  TenovosSession session =
      abort_session("object-1", R"("file_id":"file-1","upload_id":"upload-1")");
  session.tenovos.add("a.tif").upload_id = "upload-1";
  session.run();
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_DONE}) << session.end().message;
  EXPECT_TRUE(session.tenovos.assets[0].is_in_bin && session.tenovos.assets[0].is_cancelled);
}

TEST(TenovosAbort, what_is_gone_needs_no_more) {
  for (const char* unfinished : {"", R"("upload_id":"u")", R"("version_of":"file-0")"}) {
    TenovosSession session = abort_session("object-1", unfinished);
    session.run();
    EXPECT_EQ(session.end().result, unsigned{INGOT_IT_DONE}) << unfinished;
  }
  TenovosSession nothing = abort_session("");
  nothing.run();
  EXPECT_EQ(nothing.end().result, unsigned{INGOT_IT_SKIPPED});
}

TEST(TenovosAbort, tells_what_it_could_not_remove) {
  for (const auto& [answer, result] :
       {std::pair{respond(403, R"({"message":"no permission"})"), unsigned{INGOT_IT_REJECTED}},
        std::pair{respond(401, "{}"), unsigned{INGOT_IT_AUTH}},
        std::pair{respond(500, "{}"), unsigned{INGOT_IT_RETRYABLE}}}) {
    TenovosSession session = abort_session("object-1");
    session.tenovos.add("a.tif");
    session.tenovos.fault("delete", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.end().result, result);
    EXPECT_THAT(session.end().message, HasSubstr("delete asset object-1"));
  }
}

TEST(TenovosAbort, a_failed_version_goes_and_its_original_stays) {
  TenovosSession session = abort_session("object-2", kOpenVersion);
  session.tenovos.add("a.tif");
  session.tenovos.add("a.tif", "file-1").upload_id = "upload-2";
  session.run();
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_DONE}) << session.end().message;
  EXPECT_FALSE(session.tenovos.assets[0].is_in_bin);
  EXPECT_TRUE(session.tenovos.assets[1].is_in_bin);
}

TEST(TenovosAbort, never_deletes_an_original) {
  // A tenant that answered a version's creation with the ids of the original.
  TenovosSession session = abort_session("object-1", R"("file_id":"file-1","version_of":"file-1")");
  session.tenovos.add("a.tif");
  session.run();
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.tenovos.count("delete"), 0);
  TenovosSession unreadable = abort_session("object-2", kVersion);
  unreadable.tenovos.fault("look", 0, {Luck::reject, respond(200, "<html>")});
  unreadable.run();
  EXPECT_NE(unreadable.end().result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(unreadable.tenovos.count("delete"), 0);
}

TEST(TenovosAbort, a_finished_version_that_the_host_refused_is_known_as_one) {
  TenovosSession session = abort_session("object-1");
  session.begin.items[0].meta =
      R"({"file_id":"file-1","original_file_id":"file-1","version_of":"file-1","size":7})";
  session.tenovos.add("a.tif");
  session.run();
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.tenovos.count("delete"), 0);
}

TEST(TenovosAbort, an_original_that_went_along_comes_back) {
  TenovosSession session = abort_session("object-2", kVersion);
  session.tenovos.takes_original_along = true;
  session.tenovos.add("a.tif");
  session.tenovos.add("a.tif", "file-1");
  session.run();
  EXPECT_FALSE(session.tenovos.assets[0].is_in_bin);
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_REJECTED});
  EXPECT_THAT(session.end().message, HasSubstr("it was restored"));
}

TEST(TenovosAbort, leaves_versions_when_the_job_says_so) {
  TenovosSession session = abort_session("object-2", kOpenVersion);
  session.tenovos.add("a.tif");
  session.tenovos.add("a.tif", "file-1").upload_id = "upload-2";
  session.run(config_with(R"(,"failed_version":"leave")"));
  EXPECT_TRUE(session.tenovos.assets[1].is_cancelled);
  EXPECT_FALSE(session.tenovos.assets[1].is_in_bin);
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_REJECTED});
}

}  // namespace
}  // namespace ingot::tenovos::test
