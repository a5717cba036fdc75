// Every documented form of ingest from create to what the audit says of it.
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

TenovosOptions scaled(std::uint64_t part_bytes) {
  TenovosOptions with;
  with.part_bytes = part_bytes;
  return with;
}

TEST_F(TenovosLab, takes_a_file_of_one_part_from_create_to_complete) {
  const Reply reply = send("POST", "/asset", sized("ü b.jpg", 5));
  EXPECT_EQ(reply.status, 200);
  const Json created = json_of(reply);
  EXPECT_EQ(text(created["status"]), "success");
  EXPECT_EQ(text(created["message"]), "Asset created successfully");
  const Json& data = created["data"];
  EXPECT_EQ(text(data["filename"]), "ü b.jpg");
  EXPECT_EQ(text(data["fileId"]), text(data["originalFileId"]));
  EXPECT_NE(text(data["fileId"]), text(data["objectId"]));
  EXPECT_EQ(data["urls"].size(), 1U);
  EXPECT_EQ(*data["urls"][0]["partNumber"].integer(), 1);
  EXPECT_EQ(data.find("url"), nullptr);
  const std::string url = text(data["urls"][0]["url"]);
  EXPECT_TRUE(url.starts_with("http://tenovos.test/content-store/masters/")) << url;
  EXPECT_NE(url.find("X-Amz-Expires=86400"), url.npos);
  const Reply stored = put(url, "hello");
  ASSERT_EQ(stored.status, 200);

  // The header verbatim, quotes and all, as the vendor's own client sends it.
  const std::string etag = "\\\"" + test::etag_of(stored) + "\\\"";
  const Json done = call("POST", "/asset/complete", finish(data, "complete", 5, {etag}));
  EXPECT_EQ(text(done["status"]), "success");
  EXPECT_EQ(text(done["action"]), "complete");
  EXPECT_EQ(text(done["fileId"]), text(data["fileId"]));
  EXPECT_EQ(text(done["uploadId"]), text(data["uploadId"]));
  EXPECT_EQ(text(done["s3Key"]), "masters/" + text(data["fileId"]) + "/ü b.jpg");

  const Json facts = audit();
  EXPECT_TRUE(*facts["clean"].truth()) << facts.dump();
  const Json& object = facts["objects"][0];
  EXPECT_EQ(text(object["path"]), "ü b.jpg");
  EXPECT_EQ(text(object["state"]), "available");
  EXPECT_EQ(text(object["asset_id"]), text(data["objectId"]));
  EXPECT_EQ(*object["size"].integer(), 5);
  EXPECT_EQ(*object["times_created"].integer(), 1);
  EXPECT_EQ(*object["times_completed"].integer(), 1);
  EXPECT_EQ(text(object["sha256"]), sha256("hello"));
  EXPECT_EQ(text(object["md5"]), md5("hello"));
  EXPECT_EQ(tenovos->audit().requests("POST /asset", 200), 1U);
  EXPECT_EQ(tenovos->audit().requests("PUT /content-store/{object}", 200), 1U);
}

TEST_F(TenovosLab, joins_parts_in_any_order_of_arrival) {
  const test::TempDir folder;
  TenovosOptions with = scaled(1000);
  with.storage = Storage::kKeep;
  with.directory = folder.path();
  restart(with);
  const std::string one(1000, '1'), two(1000, '2'), three = "3";
  const Json created = create(sized("big.mov", 2001));
  ASSERT_EQ(created["urls"].size(), 3U);
  for (const std::size_t i : {2U, 0U, 1U}) {
    const std::string& bytes = i == 0 ? one : i == 1 ? two : three;
    EXPECT_EQ(put(text(created["urls"][i]["url"]), bytes).status, 200);
  }
  ASSERT_EQ(tenovos->facts().open.size(), 2U);  // the upload, and the asset without a file
  const std::string body = finish(created, "complete", 2001, {md5(one), md5(two), md5(three)});
  EXPECT_EQ(send("POST", "/asset/complete", body).status, 200);
  const std::string id = text(created["objectId"]);
  call("GET", "/asset/" + id);
  EXPECT_EQ(
      text(call("GET", "/asset/" + id)["technicalMetadata"]["tenovos_metadata"]["MD5Checksum"]),
      md5(one + two + three));
  const AuditFacts facts = tenovos->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].sha256, sha256(one + two + three));
  EXPECT_EQ(facts.objects[0].md5, md5(one + two + three));
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(rules().empty());
}

TEST_F(TenovosLab, a_create_without_filesize_gets_one_url_and_needs_no_completion) {
  const Json created = create(order("a.jpg"));
  EXPECT_EQ(created.find("uploadId"), nullptr);
  EXPECT_EQ(created.find("urls"), nullptr);
  EXPECT_EQ(text(created["url"]).find("partNumber"), std::string::npos) << "no part of anything";
  EXPECT_EQ(put(text(created["url"]), "bytes").status, 200);
  const AuditFacts facts = tenovos->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].state, "available");
  EXPECT_EQ(facts.objects[0].size, 5U);
  EXPECT_EQ(facts.objects[0].sha256, sha256("bytes"));
  EXPECT_EQ(facts.objects[0].times_completed, 1U);
  EXPECT_TRUE(*audit()["clean"].truth());
}

TEST_F(TenovosLab, a_single_put_may_be_repeated_and_the_last_one_counts) {
  const std::string url = text(create(order("a.jpg"))["url"]);
  for (const std::string bytes : {"first", "second"}) EXPECT_EQ(put(url, bytes).status, 200);
  const AuditFacts facts = tenovos->facts();
  EXPECT_EQ(facts.objects.at(0).md5, md5("second"));
  EXPECT_EQ(facts.objects.at(0).times_completed, 1U);
  EXPECT_EQ(facts.repeated_parts.size(), 1U);
  EXPECT_TRUE(rules().empty());
}

TEST_F(TenovosLab, a_single_put_of_another_size_than_announced_is_a_wrong_size) {
  TenovosOptions with;
  with.one_part_reply = tenovos::OnePartReply::kUrl;
  restart(with);
  const Json created = create(sized("a.jpg", 7));
  EXPECT_EQ(put(text(created["url"]), "bytes").status, 200);
  EXPECT_EQ(wrong_sizes(tenovos->facts()), std::vector<std::string>{"a.jpg"});
}

TEST_F(TenovosLab, a_metadata_only_asset_is_whole_from_birth) {
  create(order("placeholder"));
  const AuditFacts facts = tenovos->facts();
  EXPECT_EQ(facts.objects.at(0).state, "metadata_only");
  EXPECT_EQ(facts.objects.at(0).times_completed, 1U);
  EXPECT_EQ(facts.counters.at("metadata_only"), 1U);
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(*audit()["clean"].truth());
}

TEST_F(TenovosLab, an_announced_file_that_never_comes_stays_open) {
  create(sized("a.jpg", 5));
  TenovosOptions with;
  with.open_assets = tenovos::OpenAssets::kAll;
  EXPECT_EQ(tenovos->facts().open.size(), 2U);
  EXPECT_FALSE(*audit()["clean"].truth());
  restart(with);
  create(order("a.jpg"));
  ASSERT_EQ(tenovos->facts().open.size(), 1U) << "all means the unannounced as well";
  EXPECT_EQ(tenovos->facts().open[0].kind, "asset");
}

TEST_F(TenovosLab, a_federated_asset_echoes_its_s3_path_and_takes_no_bytes) {
  const Json created =
      create(order("f.mov", R"(,"contentPath":"s3://bucket/a/f.mov","skipTranscode":true)"));
  EXPECT_EQ(text(created["url"]), "s3://bucket/a/f.mov");
  EXPECT_EQ(created.find("urls"), nullptr);
  const AuditFacts facts = tenovos->facts();
  EXPECT_EQ(facts.objects.at(0).state, "federated");
  EXPECT_EQ(facts.objects.at(0).times_completed, 1U);
  EXPECT_EQ(facts.counters.at("federated"), 1U);
  EXPECT_TRUE(*audit()["clean"].truth());
}

TEST_F(TenovosLab, a_version_belongs_to_its_asset_and_becomes_the_current_one) {
  const Json first = ingest("a.jpg", "old");
  clock.advance(1000);
  const std::string original = R"(,"originalFileId":")" + text(first["fileId"]) + "\"";
  const Json second = ingest("b.jpg", "newer", original);
  EXPECT_EQ(text(second["originalFileId"]), text(first["fileId"]));
  EXPECT_NE(text(second["fileId"]), text(first["fileId"]));
  EXPECT_NE(text(second["objectId"]), text(first["objectId"]));
  const AuditFacts facts = tenovos->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].path, "a.jpg");
  EXPECT_EQ(facts.objects[0].md5, md5("newer"));
  EXPECT_EQ(facts.objects[0].times_created, 1U);
  EXPECT_EQ(facts.objects[0].times_completed, 2U);
  EXPECT_EQ(facts.counters.at("versions"), 1U);
}

TEST_F(TenovosLab, the_same_filename_twice_makes_two_assets) {
  ingest("a.jpg", "x");
  ingest("a.jpg", "x");
  EXPECT_EQ(created_twice(tenovos->facts()), std::vector<std::string>{"a.jpg"});
}

TEST_F(TenovosLab, urls_expire_to_the_second_and_on_demand) {
  TenovosOptions with;
  with.url_ttl_ms = 60'000;
  restart(with);
  const std::string url = text(create(sized("a.jpg", 1))["urls"][0]["url"]);
  clock.advance(59'999);
  EXPECT_EQ(put(url, "x").status, 200);
  clock.advance(1);
  const Reply late = put(url, "x");
  EXPECT_EQ(late.status, 403);
  EXPECT_NE(late.body.find("<Message>Request has expired</Message>"), std::string::npos);
  const std::string fresh = text(create(sized("b.jpg", 1))["urls"][0]["url"]);
  EXPECT_EQ(test::ask(*faulty, {.method = "POST", .target = "/__expire-urls"}).status, 204);
  EXPECT_EQ(put(fresh, "x").status, 403);
}

TEST_F(TenovosLab, forgets_everything_but_sessions_on_reset) {
  ingest("a.jpg", "x");
  send("POST", "/asset", order("x", R"(,"fileSize":1)"));
  EXPECT_EQ(test::ask(*faulty, {.method = "POST", .target = "/__reset"}).status, 204);
  EXPECT_TRUE(tenovos->facts().objects.empty());
  EXPECT_TRUE(rules().empty());
  EXPECT_EQ(send("GET", "/metadata/template").status, 200);
  ingest("a.jpg", "x");
  EXPECT_TRUE(*audit()["clean"].truth());
}

}  // namespace
}  // namespace ingot::lab
