// The start body: every field, its form, its precedence; and the parts the server plans.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"

namespace ingot::lab {
namespace {

using SessionUploadStart = SessionUploadLab;

TEST_F(SessionUploadStart, plans_inclusive_ranges_in_no_useful_order) {
  const Json upload = start("a.bin", 10);
  ASSERT_EQ(upload["parts"].size(), 3U);
  EXPECT_EQ(number(upload["contentLength"]), 10);
  EXPECT_TRUE(upload["etag"].is_null());
  EXPECT_FALSE(upload["startDate"].is_null());
  const std::map<std::int64_t, Json> parts = parts_of(upload);
  const std::pair<int, int> ranges[] = {{0, 3}, {4, 7}, {8, 9}};
  for (int i = 0; i < 3; ++i) {
    const Json& part = parts.at(i + 1);
    EXPECT_EQ(number(part["startingPosition"]), ranges[i].first);
    EXPECT_EQ(number(part["endingPosition"]), ranges[i].second);
    EXPECT_EQ(text(part["id"]).size(), 36U);
    EXPECT_FALSE(*part["isCompleted"].truth());
  }
  EXPECT_NE(number(upload["parts"][0]["partNumber"]), 1);
}

TEST_F(SessionUploadStart, never_lists_several_parts_by_number) {
  for (const std::size_t size : {8U, 12U, 16U, 40U}) {
    const Json upload = start("n.bin", size);
    bool is_sorted = true;
    for (std::size_t i = 1; i < upload["parts"].size(); ++i) {
      is_sorted &=
          number(upload["parts"][i - 1]["partNumber"]) < number(upload["parts"][i]["partNumber"]);
    }
    EXPECT_FALSE(is_sorted) << size;
  }
}

TEST_F(SessionUploadStart, keeps_the_limits_to_the_byte) {
  SessionUploadOptions with;
  restart(with);
  constexpr std::int64_t kChunk = 8'388'608;
  struct Case {
    std::int64_t size, chunk;
    int status;
  };
  const Case cases[] = {{0, kChunk, 400},
                        {1, kChunk, 200},
                        {1, 5'242'879, 400},
                        {1, 5'242'880, 200},
                        {1, 5'242'881, 200},
                        {1, 5'368'709'120, 200},
                        {1, 5'368'709'121, 400},
                        {10'000 * kChunk, kChunk, 200},
                        {10'000 * kChunk + 1, kChunk, 400},
                        {-1, kChunk, 400}};
  for (const Case& c : cases) {
    const std::string body = R"({"relativePath":"plan.bin","contentLength":)" +
                             std::to_string(c.size) + R"(,"chunkSize":)" + std::to_string(c.chunk) +
                             R"(,"uploadOverwriteOption":"Replace"})";
    EXPECT_EQ(start_status(body), c.status) << c.size << " in " << c.chunk;
  }
  EXPECT_EQ(rules(), std::vector<std::string>{"chunk_too_small"});
}

TEST_F(SessionUploadStart, one_byte_more_than_a_chunk_is_a_part_more) {
  const std::pair<std::size_t, std::size_t> cases[] = {{1, 1}, {3, 1}, {4, 1},
                                                       {5, 2}, {8, 2}, {9, 3}};
  for (const auto& [size, parts] : cases) {
    EXPECT_EQ(start("a.bin", size)["parts"].size(), parts) << size;
  }
}

TEST_F(SessionUploadStart, without_a_chunk_size_parts_have_8_mib) {
  const Json upload = call("POST", "/api/asset/upload/start",
                           R"({"relativePath":"a.bin","contentLength":8388609,)"
                           R"("uploadOverwriteOption":"Replace"})");
  EXPECT_EQ(number(parts_of(upload).at(1)["endingPosition"]), 8'388'607);
  EXPECT_EQ(upload["parts"].size(), 2U);
}

TEST_F(SessionUploadStart, an_empty_file_is_let_in_by_option_only) {
  EXPECT_EQ(start_status(body("e.bin", 0)), 400);
  SessionUploadOptions with = small();
  with.smallest_file = 0;
  restart(with);
  const Json upload = start("e.bin", 0);
  ASSERT_EQ(upload["parts"].size(), 1U);
  const Json part = upload["parts"][std::size_t{0}];
  EXPECT_EQ(confirm(part, std::string(*put(text(part["url"]), "").headers.find("ETag"))), 200);
  EXPECT_EQ(complete(upload).status, 200);
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadStart, refuses_what_is_missing_misspelt_or_malformed) {
  const std::string whole =
      R"("contentLength":4,"chunkSize":4,"uploadOverwriteOption":"Replace","relativePath":"a.b")";
  const std::string wrong[] = {
      R"({"chunkSize":4,"uploadOverwriteOption":"Replace","relativePath":"a.b"})",
      R"({"contentLength":"4","uploadOverwriteOption":"Replace","relativePath":"a.b"})",
      R"({"contentLength":4.0,"uploadOverwriteOption":"Replace","relativePath":"a.b"})",
      R"({"contentLength":4,"chunkSize":"4","uploadOverwriteOption":"Replace","relativePath":"a.b"})",
      R"({"contentLength":4,"chunkSize":4,"relativePath":"a.b"})",
      R"({"contentLength":4,"chunkSize":4,"uploadOverwriteOption":null,"relativePath":"a.b"})",
      R"({"contentLength":4,"chunkSize":4,"uploadOverwriteOption":"replace","relativePath":"a.b"})",
      R"({"contentLength":4,"chunkSize":4,"uploadOverwriteOption":"Overwrite","relativePath":"a.b"})",
      R"({"contentLength":4,"chunkSize":4,"uploadOverwriteOption":"Replace"})",
      "{" + whole + R"(,"name":"a.b"})",
      "{" + whole + R"(,"properties":{}})",
      "{" + whole + R"(,"relatedAssetId":null})",
      "{" + whole + R"(,"parentId":"incoming"})",
      "{" + whole + R"(,"parentId":7})",
      "{" + whole + R"(,"languageId":"en"})",
      "{" + whole + R"(,"existingAssetId":"1"})",
      "{" + whole + R"(,"relatedContentId":"1"})",
      "{" + whole + R"(,"displayName":"noextension"})",
      "{" + whole + R"(,"displayName":"dir/a.b"})",
      "{" + whole + R"(,"displayName":"a."})",
      "{" + whole + R"(,"displayName":1})",
      "{" + whole + R"(,"uploadReplaceOptions":"ReplaceDisplayName"})",
      "{" + whole + R"(,"uploadReplaceOptions":["replaceDisplayName"]})",
      "{" + whole + R"(,"uploadReplaceOptions":[1]})",
      "{" + whole + R"(,"parentId":")" + kNobody + "\"}",
      "{" + whole + R"(,"existingAssetId":")" + kNobody + "\"}",
      "{" + whole + R"(,"existingAssetId":")" + kIncoming + "\"}",
      body("", 4),
      body("a/", 4),
      body("a//b", 4),
      body("../a", 4),
      body("a\\\\b", 4)};
  for (const std::string& bad : wrong) EXPECT_EQ(start_status(bad), 400) << bad;
  EXPECT_TRUE(vendor->facts().objects.empty());
  EXPECT_EQ(start_status("{" + whole + R"(,"parentId":null,"languageId":null,"displayName":null,)" +
                         R"("existingAssetId":null,"relatedContentId":null,)" +
                         R"("uploadReplaceOptions":null})"),
            200);
}

TEST_F(SessionUploadStart, refusals_are_problem_details) {
  const Reply reply = send("POST", "/api/asset/upload/start", "{}");
  EXPECT_EQ(reply.headers.find("Content-Type"), "application/problem+json; charset=utf-8");
  const Json problem = *Json::parse(reply.body);
  EXPECT_EQ(number(problem["status"]), 400);
  EXPECT_EQ(text(problem["title"]), "Bad Request");
  EXPECT_EQ(text(problem["instance"]), "/api/asset/upload/start");
  EXPECT_NE(text(problem["detail"]).find("contentLength"), std::string::npos);
  EXPECT_FALSE(problem["type"].is_null());
}

TEST_F(SessionUploadStart, a_full_path_is_appended_to_its_parent) {
  start("a.bin", 4);
  start("sub/deep/a.bin", 4);
  start("/sub/b.bin", 4, "Replace", std::string(R"(,"parentId":")") + kRoot + "\"");
  const AuditFacts facts = vendor->facts();
  ASSERT_EQ(facts.objects.size(), 3U);
  EXPECT_EQ(facts.objects[0].path, "/Content/Incoming/a.bin");
  EXPECT_EQ(facts.objects[1].path, "/Content/Incoming/sub/deep/a.bin");
  EXPECT_EQ(facts.objects[2].path, "/Content/sub/b.bin");
  EXPECT_EQ(facts.counters.at("folders"), 5U);
  EXPECT_EQ(start_status(body("a.bin/b.bin", 4)), 400) << "a file is no folder";
  EXPECT_EQ(start_status(body("sub", 4)), 400) << "a folder is no file";
}

TEST_F(SessionUploadStart, the_display_name_is_not_the_place) {
  const Json upload = start("a.bin", 4, "Replace", R"(,"displayName":"Nice name.bin")");
  EXPECT_EQ(text(asset(text(upload["assetId"]))["displayName"]), "Nice name.bin");
  EXPECT_EQ(object("/Content/Incoming/a.bin").asset_id, text(upload["assetId"]));
}

TEST_F(SessionUploadStart, an_existing_asset_voids_parent_path_and_display_name) {
  const std::string id = ingest("a.bin", "12345");
  const Json upload = start("else.bin", 4, "Replace",
                            R"(,"existingAssetId":")" + id + R"(","parentId":")" + kNobody +
                                R"(","displayName":"Else.bin")");
  EXPECT_EQ(text(upload["assetId"]), id);
  EXPECT_EQ(vendor->facts().objects.size(), 1U);
  EXPECT_EQ(vendor->facts().counters.at("ignored_fields"), 3U);
  EXPECT_EQ(text(asset(id)["displayName"]), "a.bin");
}

TEST_F(SessionUploadStart, related_content_voids_the_folders) {
  const std::string content = std::string(R"(,"relatedContentId":")") + kNobody + "\"";
  start("dir/a.bin", 4, "Replace", content);
  start("dir/a.bin", 4, "Replace", content + R"(,"displayName":"b.bin")");
  const std::string folder = std::string("/related-content/") + kNobody;
  EXPECT_FALSE(object(folder + "/a.bin").asset_id.empty());
  EXPECT_FALSE(object(folder + "/b.bin").asset_id.empty());
  SessionUploadOptions with = small();
  with.content_ids = {kRoot};
  restart(with);
  EXPECT_EQ(start_status(body("a.bin", 4, "Replace", content)), 400);
  EXPECT_EQ(start_status(body("a.bin", 4, "Replace",
                              std::string(R"(,"relatedContentId":")") + kRoot + "\"")),
            200);
}

TEST_F(SessionUploadStart, languages_can_be_named) {
  const std::string german = std::string(R"(,"languageId":")") + kRoot + "\"";
  const Json plain = start("a.bin", 4);
  const Json other = start("b.bin", 4, "Replace", german);
  EXPECT_EQ(text(asset(text(other["assetId"]))["languageId"]), kRoot);
  EXPECT_NE(text(asset(text(plain["assetId"]))["languageId"]), kRoot);
  SessionUploadOptions with = small();
  with.language_ids = {kNobody};
  restart(with);
  EXPECT_EQ(start_status(body("a.bin", 4, "Replace", german)), 400);
}

TEST_F(SessionUploadStart, sidecars_hang_on_their_asset) {
  const std::string id = ingest("film.mp4", "12345");
  const auto sidecar = [&](const std::string& more) {
    return send("POST", "/api/asset/upload/start-related-asset",
                R"({"relativePath":"film.srt","contentLength":4,"chunkSize":4,)"
                R"("uploadOverwriteOption":"Replace")" +
                    more + "}");
  };
  const std::string of_film = R"(,"existingAssetId":")" + id + "\"";
  const std::string type = std::string(R"(,"newRelatedAssetMetadataType":")") + kNobody + "\"";
  EXPECT_EQ(sidecar("").status, 400);
  EXPECT_EQ(sidecar(of_film).status, 400) << "of what type?";
  EXPECT_EQ(sidecar(of_film + type + R"(,"displayName":"x.srt")").status, 400);
  EXPECT_EQ(sidecar(type + R"(,"existingAssetId":")" + kNobody + "\"").status, 400);
  const Json upload = *Json::parse(sidecar(of_film + type).body);
  deliver_all(upload, "text");
  EXPECT_EQ(complete(upload).status, 200);
  EXPECT_EQ(object("/related-asset/" + id + "/film.srt").size, 4U);
}

TEST_F(SessionUploadStart, read_only_folders_are_forbidden) {
  SessionUploadOptions with = small();
  with.read_only_folders = {"/Content/Incoming/Archive"};
  restart(with);
  EXPECT_EQ(start_status(body("Archive/a.bin", 4)), 403);
  EXPECT_EQ(start_status(body("Archived.bin", 4)), 200);
  EXPECT_EQ(vendor->facts().objects.size(), 1U);
}

TEST_F(SessionUploadStart, speaks_the_dialects_of_older_deployments) {
  SessionUploadOptions with = small();
  with.option_case = OptionCase::kAny;
  with.part_url_field = "uploadUrl";
  with.first_part_number = 0;
  with.routes = RouteSet::k2024;
  with.assembling_polls = 0;
  restart(with);
  EXPECT_EQ(start_status(body("a.bin", 4)), 404) << "the current route";
  const Json upload = call(
      "POST", "/api/admin/asset/upload/start",
      body("a.bin", 5, "replace", R"(,"createTranscribeRelatedAsset":true,"relatedAssetId":null)"));
  const std::string prefix = "/api/admin/asset/upload/";
  const auto parts = parts_of(upload);
  ASSERT_TRUE(parts.contains(0) && parts.contains(1));
  for (const auto& [number, part] : parts) {
    const Reply stored = put(text(part["uploadUrl"]), bytes_of(part, "12345"));
    const Json tag = Json::object({{"etag", *stored.headers.find("ETag")}});
    EXPECT_EQ(send("POST", prefix + "part/" + text(part["id"]) + "/complete", tag.dump()).status,
              200);
  }
  EXPECT_EQ(send("POST", prefix + text(upload["id"]) + "/complete").status, 200);
  const std::string id = text(upload["assetId"]);
  EXPECT_EQ(status_of(id), "Available");
  EXPECT_NE(send("GET", "/api/admin/asset/" + id + "/job-history").body.find("Transcribe"),
            std::string::npos);
  const Json other = call("POST", prefix + "start", body("b.bin", 4));
  EXPECT_EQ(send("POST", prefix + text(other["id"])).status, 200) << "cancel";
  EXPECT_EQ(send("GET", prefix + text(other["id"])).status, 404);
  EXPECT_TRUE(is_clean());
}

}  // namespace
}  // namespace ingot::lab
