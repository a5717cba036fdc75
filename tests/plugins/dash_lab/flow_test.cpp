// The documented life of an asset from create to live, and what the audit says of it.
#include "tests/plugins/dash_lab/dash_lab.hpp"

#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

constexpr std::size_t kPart = 5'242'881;

TEST_F(DashLab, takes_a_file_from_create_to_live) {
  const Reply created = send("POST", "/asset-and-upload-batch-jobs",
                             R"({"items":[)" + item("a", "/Folder A/ü b.jpg", 5) + "]}");
  EXPECT_EQ(created.status, 201);
  const Json job = (*Json::parse(created.body))["result"];
  EXPECT_EQ(text(job["progress"]), "IN_PROGRESS");
  const std::string poll = "/asset-and-upload-batch-jobs/" + text(job["id"]);
  EXPECT_EQ(text(call("GET", poll)["result"]["progress"]), "IN_PROGRESS");
  const Json done = call("GET", poll)["result"];
  EXPECT_EQ(text(done["progress"]), "COMPLETED");
  EXPECT_FALSE(text(done["dateCompleted"]).empty());

  const Json& entry = entry_of(done, "a");
  EXPECT_EQ(text(entry["asset"]["lifecycleStatus"]["state"]), "STAGED");
  EXPECT_EQ(text(entry["asset"]["currentAssetFile"]["filename"]), "ü b.jpg");
  const Json& upload = entry["assetUpload"];
  const std::string url = text(upload["partUrls"][0]["url"]);
  EXPECT_TRUE(url.starts_with("http://dash.test/object-store/")) << url;
  const Reply stored = put(url, "hello");
  EXPECT_EQ(test::etag_of(stored), md5("hello"));

  const Json whole = call("POST", "/asset-upload-completions", completion(upload, {md5("hello")}));
  EXPECT_EQ(text(whole["result"]["lifecycleStatus"]["state"]), "STAGED");
  EXPECT_GT(whole["permittedActions"].size(), 0U);
  const std::string asset = "/assets/" + text(upload["assetId"]);
  const Json files = call("GET", asset + "/files");
  EXPECT_EQ(*files["totalResults"].integer(), 1);
  EXPECT_EQ(*files["results"][0]["result"]["size"].integer(), 5);
  EXPECT_EQ(text(call("POST", asset + "/lifecycle",
                      R"({"state":"LIVE"})")["result"]["lifecycleStatus"]["state"]),
            "LIVE");

  const Json facts = audit();
  EXPECT_TRUE(*facts["clean"].truth()) << facts.dump();
  EXPECT_EQ(text(facts["objects"][0]["path"]), "/Folder A/ü b.jpg");
  EXPECT_EQ(text(facts["objects"][0]["state"]), "LIVE");
  EXPECT_EQ(text(facts["objects"][0]["sha256"]), to_hex(digest_of(Algorithm::kSha256, "hello")));
  EXPECT_EQ(*facts["requests"]["routes"]["PUT /object-store/dash-lab/{object}"].integer(), 1);
}

TEST_F(DashLab, joins_parts_asked_for_in_windows_and_renewed_after_expiry) {
  test::TempDir folder;
  DashOptions kept;
  kept.storage = Storage::kKeep;
  kept.directory = folder.path();
  restart(kept);
  const std::string one(kPart, '1'), two(kPart, '2'), three = "3";
  const std::string common =
      R"("path":"/big.mov","size":10485763,"partSize":5242881,"partUrlsRequest":)";
  const Json job =
      batch(R"({"batchItemId":"b",)" + common + R"({"urlRequests":[{"partNumber":1}]}})");
  const Json upload = entry_of(job, "b")["assetUpload"];
  EXPECT_EQ(put(text(upload["partUrls"][0]["url"]), one).status, 200);
  const auto more = [&](const std::string& parts) {
    return call("POST", "/asset-uploads",
                R"({"assetId":")" + text(upload["assetId"]) + R"(",)" + common +
                    R"({"uploadId":")" + text(upload["id"]) + R"(","urlRequests":[)" + parts +
                    "]}}")["result"];
  };
  const Json window = more(R"({"partNumber":2},{"partNumber":3})");
  EXPECT_EQ(text(window["id"]), text(upload["id"]));
  clock.advance(options.url_ttl_ms);
  const std::string late = text(window["partUrls"][0]["url"]);
  EXPECT_EQ(put(late, two).status, 403);
  const Json renewed = more(R"({"partNumber":2},{"partNumber":3})");
  EXPECT_EQ(put(text(renewed["partUrls"][0]["url"]), two).status, 200);
  EXPECT_EQ(put(text(renewed["partUrls"][1]["url"]), three).status, 200);
  EXPECT_EQ(send("POST", "/asset-upload-completions",
                 completion(upload, {md5(one), md5(two), md5(three)}))
                .status,
            200);
  const AuditFacts facts = dash->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].sha256, to_hex(digest_of(Algorithm::kSha256, one + two + three)));
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(dash->audit().violations().empty());
}

TEST_F(DashLab, never_answers_a_batch_in_the_order_of_the_request) {
  for (int count : {2, 3, 10}) {
    std::string items, asked, answered;
    for (int i = 0; i < count; ++i) {
      const std::string id = "n" + std::to_string(i);
      items += (i > 0 ? "," : "") + item(id, "/" + id, 1);
      asked += id;
    }
    const Json job = batch(items);
    ASSERT_EQ(job["results"].size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      answered += text(job["results"][static_cast<std::size_t>(i)]["batchItemId"]);
    EXPECT_NE(answered, asked);
  }
}

TEST_F(DashLab, fails_items_of_read_only_folders_one_by_one) {
  DashOptions with;
  with.read_only_folders = {"/Archive"};
  restart(with);
  const Json job = batch(item("bad", "/Archive/a.jpg", 1) + "," + item("good", "/Archived.jpg", 1));
  EXPECT_EQ(text(job["progress"]), "COMPLETED");
  EXPECT_EQ(*entry_of(job, "bad")["error"]["status"].integer(), 403);
  EXPECT_TRUE(entry_of(job, "bad")["assetUpload"].is_null());
  EXPECT_FALSE(entry_of(job, "good")["assetUpload"].is_null());
  EXPECT_EQ(dash->facts().objects.size(), 1U);
}

TEST_F(DashLab, a_failed_job_creates_nothing) {
  DashOptions with;
  with.fail_job_every = 2;
  restart(with);
  EXPECT_EQ(text(batch(item("a", "/a", 1))["progress"]), "COMPLETED");
  const Json failed = batch(item("b", "/b", 1));
  EXPECT_EQ(text(failed["progress"]), "FAILED");
  EXPECT_TRUE(failed["results"].is_null());
  EXPECT_EQ(dash->facts().objects.size(), 1U);
}

TEST_F(DashLab, a_job_may_need_time_as_well_as_polls) {
  DashOptions with;
  with.ready_after_polls = 1;
  with.job_takes_ms = 5000;
  restart(with);
  const Json job = call("POST", "/asset-and-upload-batch-jobs",
                        R"({"items":[)" + item("a", "/a", 1) + "]}")["result"];
  const std::string poll = "/asset-and-upload-batch-jobs/" + text(job["id"]);
  clock.advance(4999);
  EXPECT_EQ(text(call("GET", poll)["result"]["progress"]), "IN_PROGRESS");
  clock.advance(1);
  EXPECT_EQ(text(call("GET", poll)["result"]["progress"]), "COMPLETED");
}

TEST_F(DashLab, a_finished_job_keeps_its_first_answer) {
  const Json job = batch(item("a", "/a", 1));
  clock.advance(60'000);
  const Json again = call("GET", "/asset-and-upload-batch-jobs/" + text(job["id"]))["result"];
  EXPECT_EQ(again.dump(), job.dump());
  EXPECT_EQ(send("GET", "/asset-upload-batch-jobs/" + text(job["id"])).status, 404);
}

TEST_F(DashLab, sees_a_path_created_twice_and_forgives_once_the_twin_is_deleted) {
  const std::string first = ingest("/a.txt", "x");
  const std::string second = ingest("/a.txt", "x");
  EXPECT_EQ(created_twice(dash->facts()), std::vector<std::string>{"/a.txt"});
  EXPECT_EQ(send("DELETE", "/assets/" + second).status, 204);
  EXPECT_TRUE(created_twice(dash->facts()).empty());
  EXPECT_EQ(dash->facts().objects.at(0).asset_id, first);
}

TEST_F(DashLab, lists_what_was_left_open_until_it_is_deleted) {
  const Json job = batch(item("a", "/a", 1));
  const std::string id = text(entry_of(job, "a")["asset"]["id"]);
  ASSERT_EQ(dash->facts().open.size(), 1U);
  EXPECT_EQ(dash->facts().open[0].kind, "asset");
  EXPECT_EQ(dash->facts().open[0].id, id);
  EXPECT_EQ(send("DELETE", "/assets/" + id).status, 204);
  EXPECT_TRUE(*audit()["clean"].truth());
  EXPECT_EQ(put(text(entry_of(job, "a")["assetUpload"]["partUrls"][0]["url"]), "x").status, 404);
}

TEST_F(DashLab, a_new_version_is_a_new_file_of_the_same_asset) {
  const std::string id = ingest("/v.txt", "one");
  const Json upload =
      call("POST", "/asset-uploads",
           R"({"assetId":")" + id +
               R"(","assetFileId":null,"path":"/v.txt","size":5,)"
               R"("partUrlsRequest":{"urlRequests":[{"partNumber":1}]}})")["result"];
  EXPECT_EQ(dash->facts().open.at(0).kind, "upload");
  put(text(upload["partUrls"][0]["url"]), "three");
  EXPECT_EQ(send("POST", "/asset-upload-completions", completion(upload, {md5("three")})).status,
            200);
  EXPECT_EQ(*call("GET", "/assets/" + id + "/files")["totalResults"].integer(), 2);
  EXPECT_EQ(*call("GET", "/assets/" + id)["result"]["currentAssetFile"]["size"].integer(), 5);
  EXPECT_EQ(dash->facts().objects.at(0).times_created, 1U);
  EXPECT_EQ(dash->facts().objects.at(0).times_completed, 2U);
}

TEST_F(DashLab, batches_of_uploads_for_existing_assets_fail_item_by_item) {
  const std::string id = ingest("/v.txt", "one");
  const std::string rest =
      R"(","path":"/v.txt","size":1,"partUrlsRequest":{"urlRequests":[{"partNumber":1}]}})";
  const Json job = batch(R"({"batchItemId":"a","assetId":")" + id + rest +
                             R"(,{"batchItemId":"b","assetId":"none)" + rest,
                         "/asset-upload-batch-jobs");
  EXPECT_EQ(text(entry_of(job, "a")["assetUpload"]["assetId"]), id);
  EXPECT_EQ(*entry_of(job, "b")["error"]["status"].integer(), 404);
}

TEST_F(DashLab, refuses_to_go_live_where_approval_is_required) {
  DashOptions with;
  with.approval = Approval::kRequired;
  restart(with);
  const std::string asset = "/assets/" + ingest("/a", "x");
  const Reply refused = send("POST", asset + "/lifecycle", R"({"state":"LIVE"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body.find("PUT_ASSET_LIVE"), std::string::npos);
  EXPECT_NE(refused.body.find("SEND_ASSET_FOR_APPROVAL"), std::string::npos);
  EXPECT_EQ(send("POST", asset + "/lifecycle", R"({"state":"PENDING_APPROVAL"})").status, 200);
  EXPECT_TRUE(*call("GET", "/current-user")["result"]["uploadsMustBeApproved"].truth());
}

TEST_F(DashLab, lifecycle_needs_a_whole_file_and_a_known_state) {
  const Json job = batch(item("a", "/a", 1));
  const std::string open = "/assets/" + text(entry_of(job, "a")["asset"]["id"]) + "/lifecycle";
  EXPECT_EQ(send("POST", open, R"({"state":"LIVE"})").status, 409);
  const std::string whole = "/assets/" + ingest("/b", "x") + "/lifecycle";
  EXPECT_EQ(send("POST", whole, R"({"state":"DONE"})").status, 400);
  EXPECT_EQ(send("POST", whole, R"({"state":"LIVE","x":1})").status, 400);
  EXPECT_EQ(send("POST", whole, R"({"state":"LIVE"})").status, 200);
  EXPECT_EQ(send("POST", whole, R"({"state":"LIVE"})").status, 200);
  EXPECT_EQ(send("POST", whole, R"({"state":"PENDING_APPROVAL"})").status, 409);
  EXPECT_EQ(send("POST", "/assets/none/lifecycle", R"({"state":"LIVE"})").status, 404);
}

TEST_F(DashLab, edits_metadata_by_field_id) {
  const std::string asset = "/assets/" + ingest("/a", "x");
  const Json fields = call("GET", "/fields");
  ASSERT_NE(fields.items(), nullptr) << "a bare array";
  const std::string folder = text(call("GET", "/folder-settings")["result"]["fieldId"]);
  EXPECT_EQ(text(fields[0]["result"]["id"]), folder);
  const std::string title = text(fields[1]["result"]["id"]);
  EXPECT_EQ(text(fields[1]["result"]["name"]), "Title");
  const auto values = [&](const std::string& json) {
    return R"({"metadata":{"values":)" + json + "}}";
  };
  const Json edited = call("PATCH", asset, values("{\"" + title + "\":[\"Spring\"]}"))["result"];
  EXPECT_EQ(text(edited["metadata"]["values"][title][0]), "Spring");
  for (const std::string& wrong :
       {values(R"({"none":["x"]})"), values("{\"" + title + "\":\"x\"}"),
        values("{\"" + title + "\":[1]}"), values("{\"" + folder + "\":[\"x\"]}"), values("[]"),
        std::string(R"({"metadata":{}})"), std::string("{}")}) {
    EXPECT_EQ(send("PATCH", asset, wrong).status, 400) << wrong;
  }
  EXPECT_TRUE(call("PATCH", asset,
                   values("{\"" + title + "\":null}"))["result"]["metadata"]["values"][title]
                  .is_null());
}

TEST_F(DashLab, is_the_same_twice_with_the_same_seed) {
  const auto run = [&] {
    restart({});
    return batch(item("a", "/a", 1) + "," + item("b", "/b", 1)).dump();
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace ingot::lab
