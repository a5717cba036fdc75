// Bodies of requests, and the flags they travel with.
#include <gtest/gtest.h>

#include "plugins/sessionupload/requests.hpp"

namespace ingot::sessionupload {
namespace {

Config with(const std::string& more) {
  return *parse_config(R"({"base_url":"https://x","token":{"$secret":"token"})" + more + "}");
}

std::string url_of(const Request& request) {
  return request.fields().url.segments().at(0).text;
}

TEST(SessionUploadRequests, a_start_holds_what_is_set_and_nothing_else) {
  Target target;
  target.relative_path = "a/b.jpg";
  target.display_name = "b.jpg";
  EXPECT_EQ(start_body(target, with(""), Overwrite::replace, 5),
            R"({"contentLength":5,"chunkSize":8388608,"uploadOverwriteOption":"Replace",)"
            R"("relativePath":"a/b.jpg","displayName":"b.jpg"})");
  target.existing_asset_id = "e";
  target.related_content_id = "r";
  target.parent_id = "p";
  target.language_id = "l";
  const Config config = with(
      R"(,"chunk_size":5242880,"overwrite_words":"lower","replace_options":["ReplaceLanguage","RecreatePreview"])");
  EXPECT_EQ(
      start_body(target, config, Overwrite::resume, 5),
      R"({"contentLength":5,"chunkSize":5242880,"uploadOverwriteOption":"continue",)"
      R"("uploadReplaceOptions":["ReplaceLanguage","RecreatePreview"],"existingAssetId":"e",)"
      R"("relatedContentId":"r","parentId":"p","relativePath":"a/b.jpg","displayName":"b.jpg","languageId":"l"})");
}

TEST(SessionUploadRequests, an_etag_goes_back_as_it_came_unless_the_job_says_otherwise) {
  EXPECT_EQ(confirm_body(with(""), "\"abc\""), R"({"etag":"\"abc\""})");
  EXPECT_EQ(confirm_body(with(R"(,"part_etag":"bare")"), "\"abc\""), R"({"etag":"abc"})");
}

TEST(SessionUploadRequests, routes_follow_the_prefixes) {
  const Config usual = with(""), older = with(R"(,"route_prefix":"/admin/asset","api_path":"")");
  EXPECT_EQ(url_of(Api(usual).upload_call("u/complete")), "https://x/api/asset/upload/u/complete");
  EXPECT_EQ(url_of(Api(older).upload_call("u/complete")),
            "https://x/admin/asset/upload/u/complete");
  EXPECT_EQ(url_of(Api(usual).upload("a b")), "https://x/api/admin/asset/upload/a%20b");
  EXPECT_EQ(url_of(Api(usual).asset("a", "/job-history")),
            "https://x/api/admin/asset/a/job-history");
}

TEST(SessionUploadRequests, answers_with_urls_are_never_kept) {
  const Config config = with("");
  const Api api(config);
  for (const Request& request :
       {api.start(Target(), Overwrite::replace, 1), api.upload("u"), api.open_uploads()}) {
    EXPECT_NE(request.fields().flags & INGOT_F_SENSITIVE, 0);
  }
  EXPECT_EQ(api.start(Target(), Overwrite::replace, 1).fields().flags & INGOT_F_IDEMPOTENT, 0);
  EXPECT_EQ(api.upload_call("u/complete").fields().flags & INGOT_F_IDEMPOTENT, 0);
}

}  // namespace
}  // namespace ingot::sessionupload
