// What happens within a session: parts, confirmation, completion, cancel, resuming.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

using SessionUploadSession = SessionUploadLab;
using Rules = std::vector<std::string>;

TEST_F(SessionUploadSession, takes_a_file_from_start_to_available) {
  const std::string file = "twelve bytes";
  const Json upload = start("a.bin", file.size());
  const std::string id = text(upload["assetId"]);
  EXPECT_EQ(status_of(id), "Uploading");
  deliver_all(upload, file);
  const Json result = *Json::parse(complete(upload).body);
  EXPECT_EQ(number(result["totalItemCount"]), 1);
  EXPECT_EQ(result["items"].size(), 1U);
  EXPECT_EQ(status_of(id), "Assembling");
  EXPECT_EQ(status_of(id), "Available");
  const Json model = asset(id);
  EXPECT_EQ(text(model["assetType"]), "File");
  EXPECT_EQ(text(model["parentId"]), kIncoming);
  EXPECT_EQ(text(model["objectKey"]), "Content/Incoming/a.bin");
  const Json seen = call("GET", "/api/admin/asset/upload/" + text(upload["id"]));
  EXPECT_FALSE(seen["etag"].is_null());
  EXPECT_TRUE(seen["parts"][std::size_t{0}]["url"].is_null());
  const ObjectFact fact = object("/Content/Incoming/a.bin");
  EXPECT_EQ(fact.size, file.size());
  EXPECT_EQ(fact.declared_size, file.size());
  EXPECT_EQ(fact.state, "Available");
  EXPECT_EQ(fact.times_created, 1U);
  EXPECT_EQ(fact.times_completed, 1U);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadSession, knows_the_digests_of_what_it_keeps) {
  const test::TempDir folder;
  SessionUploadOptions with = small();
  with.storage = Storage::kKeep;
  with.directory = folder.path();
  restart(with);
  const std::string several = "twelve bytes", single = "four";
  ingest("several.bin", several);
  ingest("single.bin", single);
  const std::string place = "/Content/Incoming/";
  EXPECT_EQ(object(place + "several.bin").sha256, to_hex(digest_of(Algorithm::kSha256, several)));
  EXPECT_EQ(object(place + "single.bin").sha256, to_hex(digest_of(Algorithm::kSha256, single)));
  EXPECT_EQ(object(place + "single.bin").md5, to_hex(digest_of(Algorithm::kMd5, single)));
}

TEST_F(SessionUploadSession, assembling_may_take_time_as_well_as_reads) {
  SessionUploadOptions with = small();
  with.assembling_polls = 1;
  with.assembling_takes_ms = 5000;
  restart(with);
  const Json upload = start("a.bin", 4);
  deliver_all(upload, "1234");
  complete(upload);
  const std::string id = text(upload["assetId"]);
  clock.advance(4999);
  EXPECT_EQ(status_of(id), "Assembling");
  clock.advance(1);
  EXPECT_EQ(status_of(id), "Available");
}

TEST_F(SessionUploadSession, assembling_may_fail_and_the_history_says_why) {
  SessionUploadOptions with = small();
  with.error_paths = {"**/bad*"};
  with.error_times = 1;
  restart(with);
  const std::string id = ingest("bad.bin", "1234");
  EXPECT_EQ(status_of(id), "Error");
  const Json history = call("GET", "/api/admin/asset/" + id + "/job-history");
  ASSERT_EQ(history.size(), 1U);
  const Json& job = history[std::size_t{0}];
  EXPECT_TRUE(*job["isErrored"].truth());
  EXPECT_FALSE(job["errorDate"].is_null());
  EXPECT_TRUE(job["completeDate"].is_null());
  EXPECT_FALSE(text(job["displayMessage"]).empty());
  EXPECT_EQ(status_of(ingest("good.bin", "1234")), "Available");
  EXPECT_EQ(status_of(ingest("bad.bin", "1234")), "Available") << "once only";
  EXPECT_EQ(object("/Content/Incoming/bad.bin").times_completed, 2U);
}

TEST_F(SessionUploadSession, status_may_come_as_a_number) {
  SessionUploadOptions with = small();
  with.status_form = StatusForm::kNumber;
  with.assembling_polls = 2;
  restart(with);
  const Json upload = start("a.bin", 4);
  const std::string id = text(upload["assetId"]);
  EXPECT_EQ(number(asset(id)["assetStatus"]), 6);
  deliver_all(upload, "1234");
  complete(upload);
  EXPECT_EQ(number(asset(id)["assetStatus"]), 18);
  EXPECT_EQ(number(asset(id)["assetStatus"]), 1);
}

TEST_F(SessionUploadSession, parts_are_confirmed_by_their_own_id_after_their_bytes) {
  const Json upload = start("a.bin", 8);
  const Json part = parts_of(upload).at(1);
  EXPECT_EQ(confirm(part, "\"x\""), 400) << "before its PUT";
  const std::string target = "/api/asset/upload/part/";
  EXPECT_EQ(send("POST", target + "1/complete", R"({"etag":"\"x\""})").status, 400);
  EXPECT_EQ(send("POST", target + kNobody + "/complete", R"({"etag":"\"x\""})").status, 404);
  EXPECT_EQ(send("POST", target + text(upload["id"]) + "/complete", R"({"etag":"\"x\""})").status,
            404)
      << "the upload's id is not a part's";
  EXPECT_EQ(rules(), (Rules{"part_confirmed_before_upload", "part_id_not_uuid"}));
}

TEST_F(SessionUploadSession, a_confirmation_needs_the_etag_of_the_store) {
  const Json upload = start("a.bin", 4);
  const Json part = parts_of(upload).at(1);
  const std::string etag(*put(text(part["url"]), "1234").headers.find("ETag"));
  EXPECT_EQ(etag.front(), '"');
  const std::string target = "/api/asset/upload/part/" + text(part["id"]) + "/complete";
  for (const char* wrong : {"{}", R"({"etag":null})", R"({"etag":""})", R"({"eTag":"x"})"}) {
    EXPECT_EQ(send("POST", target, wrong).status, 400) << wrong;
  }
  EXPECT_EQ(send("POST", target, R"({"etag":"x","partNumber":1})").status, 400);
  EXPECT_EQ(confirm(part, "\"00\""), 400);
  EXPECT_EQ(send("POST", target, Json::object({{"etag", etag}}).dump()).body, "");
  EXPECT_EQ(confirm(part, etag), 200) << "may be repeated";
  EXPECT_EQ(vendor->facts().counters.at("parts_confirmed_again"), 1U);
  EXPECT_TRUE(rules().empty());
  EXPECT_EQ(confirm(part, etag.substr(1, 32)), 200);
  EXPECT_EQ(rules(), Rules{"etag_altered"});
}

TEST_F(SessionUploadSession, a_wrong_etag_may_show_only_when_assembling) {
  SessionUploadOptions with = small();
  with.etag_check = EtagCheck::kAtCompletion;
  restart(with);
  const Json upload = start("a.bin", 4);
  const Json part = parts_of(upload).at(1);
  put(text(part["url"]), "1234");
  EXPECT_EQ(confirm(part, "\"00\""), 200);
  EXPECT_EQ(complete(upload).status, 200);
  const std::string id = text(upload["assetId"]);
  asset(id);
  EXPECT_EQ(status_of(id), "Error");
  ASSERT_EQ(vendor->facts().open.size(), 1U);
  EXPECT_EQ(vendor->facts().open[0].kind, "asset");
  EXPECT_EQ(ingest("a.bin", "1234"), id) << "and can be mended";
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadSession, completing_needs_every_part_confirmed) {
  const Json upload = start("a.bin", 8);
  EXPECT_EQ(deliver(parts_of(upload).at(1), "12345678"), 200);
  EXPECT_EQ(complete(upload).status, 400);
  EXPECT_EQ(rules(), Rules{"completed_with_unconfirmed_parts"});
  EXPECT_EQ(deliver(parts_of(upload).at(2), "12345678"), 200);
  EXPECT_EQ(complete(upload).status, 200);
}

TEST_F(SessionUploadSession, completing_without_every_part_may_look_like_success) {
  SessionUploadOptions with = small();
  with.unconfirmed_parts = UnconfirmedParts::kEmptyResult;
  restart(with);
  const Json upload = start("a.bin", 8);
  const Reply reply = complete(upload);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"items":[],"totalItemCount":0})");
  EXPECT_EQ(status_of(text(upload["assetId"])), "Uploading");
}

TEST_F(SessionUploadSession, completing_twice_is_refused_or_tolerated_and_never_done) {
  for (const auto& [answer, status] :
       {std::pair{SecondCompletion::kRefused, 400}, {SecondCompletion::kAccepted, 200}}) {
    SessionUploadOptions with = small();
    with.second_completion = answer;
    restart(with);
    const Json upload = start("a.bin", 4);
    deliver_all(upload, "1234");
    EXPECT_EQ(complete(upload).status, 200);
    EXPECT_EQ(complete(upload).status, status);
    EXPECT_EQ(object("/Content/Incoming/a.bin").times_completed, 1U);
    EXPECT_EQ(rules().empty(), status == 200);
  }
}

TEST_F(SessionUploadSession, a_part_of_the_wrong_length_is_noted_and_shows_in_the_size) {
  const Json upload = start("a.bin", 4);
  const Json part = parts_of(upload).at(1);
  const Reply reply = put(text(part["url"]), "123");
  EXPECT_EQ(confirm(part, std::string(*reply.headers.find("ETag"))), 200);
  EXPECT_EQ(complete(upload).status, 200);
  EXPECT_EQ(rules(), Rules{"part_length_wrong"});
  EXPECT_EQ(wrong_sizes(vendor->facts()), Rules{"/Content/Incoming/a.bin"});
}

TEST_F(SessionUploadSession, part_urls_take_no_credentials) {
  const Json upload = start("a.bin", 4);
  const std::string url = text(parts_of(upload).at(1)["url"]);
  const Reply refused = test::ask(
      *faulty, {.method = "PUT",
                .target = test::target_of(url),
                .headers = {{"Host", "nomad.test"}, {"Authorization", "Bearer lab-token"}},
                .body = "1234"});
  EXPECT_GE(refused.status, 400);
  EXPECT_EQ(rules(), Rules{"authorization_on_presigned"});
}

TEST_F(SessionUploadSession, a_session_is_resumed_with_fresh_urls) {
  const std::string file = "12345678";
  const Json upload = start("a.bin", 8);
  EXPECT_EQ(deliver(parts_of(upload).at(2), file), 200);
  clock.advance(options.url_ttl_ms);
  const Reply late = put(text(parts_of(upload).at(1)["url"]), "1234");
  EXPECT_EQ(late.status, 403);
  EXPECT_NE(late.body.find("Request has expired"), std::string::npos) << "S3's XML";
  const Json seen = call("GET", "/api/admin/asset/upload/" + text(upload["id"]));
  EXPECT_TRUE(*parts_of(seen).at(2)["isCompleted"].truth());
  EXPECT_FALSE(*parts_of(seen).at(1)["isCompleted"].truth());
  EXPECT_EQ(text(seen["startDate"]), text(upload["startDate"]));
  EXPECT_EQ(deliver(parts_of(seen).at(1), file), 200);
  EXPECT_EQ(complete(seen).status, 200);
  EXPECT_TRUE(rules().empty());
}

TEST_F(SessionUploadSession, where_urls_stay_the_same_only_continue_renews_them) {
  SessionUploadOptions with = small();
  with.resume_urls = ResumeUrls::kSame;
  restart(with);
  const Json upload = start("a.bin", 4);
  const std::string first = text(parts_of(upload).at(1)["url"]);
  clock.advance(options.url_ttl_ms);
  const Json seen = call("GET", "/api/admin/asset/upload/" + text(upload["id"]));
  EXPECT_EQ(text(parts_of(seen).at(1)["url"]), first);
  EXPECT_EQ(put(first, "1234").status, 403);
  const Json again = start("a.bin", 4, "Continue");
  EXPECT_EQ(text(again["id"]), text(upload["id"]));
  EXPECT_NE(text(parts_of(again).at(1)["url"]), first);
  EXPECT_EQ(deliver(parts_of(again).at(1), "1234"), 200);
}

TEST_F(SessionUploadSession, lists_what_is_under_way_and_on_request_what_is_done) {
  const std::string route = "/api/admin/asset/upload";
  ingest("done.bin", "1234");
  const Json open = start("open.bin", 4);
  const Json gone = start("gone.bin", 4);
  EXPECT_EQ(send("POST", "/api/asset/upload/" + text(gone["id"]) + "/cancel").status, 200);
  const Json listed = call("GET", route);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text(listed[std::size_t{0}]["id"]), text(open["id"]));
  EXPECT_EQ(call("GET", route + "?includeCompletedUploads=true").size(), 2U);
  EXPECT_EQ(call("GET", route + "?includeCompletedUploads=false").size(), 1U);
  EXPECT_EQ(send("GET", route + "?includeCompletedUploads=1").status, 400);
}

TEST_F(SessionUploadSession, a_cancelled_upload_leaves_nothing) {
  const Json upload = start("a.bin", 8);
  deliver(parts_of(upload).at(1), "12345678");
  EXPECT_EQ(vendor->facts().open.size(), 1U);
  EXPECT_EQ(vendor->facts().open[0].kind, "upload");
  const std::string route = "/api/asset/upload/" + text(upload["id"]) + "/cancel?message=enough";
  EXPECT_EQ(send("POST", route).status, 200);
  EXPECT_EQ(send("POST", route).status, 200) << "may be repeated";
  EXPECT_EQ(send("GET", "/api/admin/asset/" + text(upload["assetId"])).status, 404);
  EXPECT_EQ(send("GET", "/api/admin/asset/upload/" + text(upload["id"])).status, 404);
  EXPECT_EQ(put(text(parts_of(upload).at(2)["url"]), "5678").status, 404);
  EXPECT_EQ(confirm(parts_of(upload).at(2), "\"x\""), 404);
  EXPECT_EQ(complete(upload).status, 404);
  EXPECT_TRUE(vendor->facts().objects.empty());
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadSession, what_is_completed_cannot_be_cancelled_or_confirmed) {
  const Json upload = start("a.bin", 4);
  deliver_all(upload, "1234");
  complete(upload);
  EXPECT_EQ(send("POST", "/api/asset/upload/" + text(upload["id"]) + "/cancel").status, 400);
  EXPECT_EQ(confirm(parts_of(upload).at(1), "\"x\""), 400);
  EXPECT_EQ(send("POST", std::string("/api/asset/upload/") + kNobody + "/cancel").status, 404);
  EXPECT_EQ(send("POST", std::string("/api/asset/upload/") + kNobody + "/complete").status, 404);
}

TEST_F(SessionUploadSession, a_completion_has_no_body) {
  const Json upload = start("a.bin", 4);
  deliver_all(upload, "1234");
  EXPECT_EQ(send("POST", "/api/asset/upload/" + text(upload["id"]) + "/complete", "{}").status,
            200);
  EXPECT_EQ(rules(), Rules{"unexpected_body"});
}

TEST_F(SessionUploadSession, is_the_same_twice_with_the_same_seed) {
  const auto run = [&] {
    restart(small());
    return start("a.bin", 40).dump();
  };
  EXPECT_EQ(run(), run());
}

TEST_F(SessionUploadSession, a_reset_forgets_all_but_the_folders_and_tokens) {
  ingest("a.bin", "1234");
  start("b.bin", 4);
  EXPECT_EQ(send("POST", "/__reset").status, 204);
  EXPECT_TRUE(vendor->facts().objects.empty());
  EXPECT_EQ(vendor->facts().counters.at("folders"), 2U);
  EXPECT_TRUE(is_clean());
  EXPECT_EQ(status_of(ingest("a.bin", "1234")), "Available");
}

}  // namespace
}  // namespace ingot::lab
