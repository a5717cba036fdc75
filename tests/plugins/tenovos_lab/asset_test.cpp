// Reading assets while their files become visible, versions, and the recycle bin (tenovos.md 2.7).
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

class TenovosAssets : public TenovosLab {
 protected:
  Reply bin(const std::string& id, const std::string& action) {
    return send("POST", "/asset/" + id + "/delete",
                R"({"action":")" + action + R"(","deleteType":"full"})");
  }
  std::string version_of(const Json& created) const {
    return R"(,"originalFileId":")" + text(created["fileId"]) + "\"";
  }
  static const Json& technical(const Json& asset) {
    return asset["technicalMetadata"]["tenovos_metadata"];
  }
};

TEST_F(TenovosAssets, are_found_by_object_id_and_by_file_id) {
  const Json created = ingest("a.jpg", "hello");
  for (const char* id : {"objectId", "fileId"}) {
    const Json asset = call("GET", "/asset/" + text(created[id]));
    EXPECT_EQ(text(asset["objectId"]), text(created["objectId"]));
    EXPECT_EQ(text(asset["filename"]), "a.jpg");
    EXPECT_EQ(text(asset["fileState"]), "available");
    EXPECT_EQ(text(asset["metadataState"]), "available");
    EXPECT_EQ(text(asset["currentVersion"]), "Y");
    EXPECT_EQ(text(asset["metadataTemplateId"]), kTemplate);
    EXPECT_EQ(text(asset["securityTemplateIds"][0]), kEveryone);
    EXPECT_EQ(*asset["createdEpoch"].integer(), clock.now_ms());
  }
}

TEST_F(TenovosAssets, that_do_not_exist_are_a_403) {
  for (const char* path : {"/asset/x", "/assets/asset/x", "/asset/x/version", "/asset/x/latest"}) {
    EXPECT_EQ(outcome(send("GET", path)), "403 Asset not found") << path;
  }
}

TEST_F(TenovosAssets, show_the_size_at_once_and_the_checksum_later) {
  const std::string id = text(ingest("a.jpg", "hello")["objectId"]);
  const Json first = call("GET", "/assets/asset/" + id)["data"];
  EXPECT_EQ(*first["fileSizeInBytes"].integer(), 5);
  EXPECT_EQ(text(technical(first)["fileSize"]), "5 bytes");
  EXPECT_EQ(technical(first).find("MD5Checksum"), nullptr);
  const Json second = call("GET", "/asset/" + id);
  EXPECT_EQ(text(technical(second)["MD5Checksum"]), md5("hello"));
  EXPECT_FALSE(text(second["renditions"]["imageThumb"]).empty());
}

TEST_F(TenovosAssets, show_their_file_after_so_many_looks_and_so_long) {
  TenovosOptions with;
  with.content_after_polls = 2;
  with.content_takes_ms = 1000;
  with.checksum_after_polls = 0;
  with.checksum_takes_ms = 5000;
  restart(with);
  const std::string path = "/assets/asset/" + text(ingest("a.jpg", "hello")["fileId"]);
  const auto has_size = [&] {
    return call("GET", path)["data"].find("fileSizeInBytes") != nullptr;
  };
  EXPECT_FALSE(has_size());
  EXPECT_FALSE(has_size()) << "looked at twice, but too early";
  clock.advance(1000);
  EXPECT_TRUE(has_size());
  clock.advance(3999);
  EXPECT_EQ(technical(call("GET", path)["data"]).find("MD5Checksum"), nullptr);
  clock.advance(1);
  EXPECT_EQ(text(technical(call("GET", path)["data"])["MD5Checksum"]), md5("hello"));
}

TEST_F(TenovosAssets, without_a_file_show_none_however_often_they_are_asked) {
  const std::string id = text(create(sized("a.jpg", 5))["objectId"]);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(call("GET", "/assets/asset/" + id)["data"].find("fileSizeInBytes"), nullptr);
  }
  EXPECT_EQ(call("GET", "/asset/" + id)["technicalMetadata"].size(), 0U);
}

TEST_F(TenovosAssets, list_their_versions_newest_first_and_know_the_latest) {
  const Json first = ingest("a.jpg", "one");
  clock.advance(1000);
  const Json second = ingest("a.jpg", "two", version_of(first));
  for (const Json& one : {first, second}) {
    const std::string path = "/asset/" + text(one["objectId"]);
    const Json versions = call("GET", path + "/version");
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(text(versions[0]["objectId"]), text(second["objectId"]));
    EXPECT_EQ(text(versions[0]["currentVersion"]), "Y");
    EXPECT_EQ(text(versions[1]["currentVersion"]), "N");
    EXPECT_EQ(text(call("GET", path + "/latest")["fileId"]), text(second["fileId"]));
  }
  EXPECT_EQ(bin(text(second["objectId"]), "delete").status, 200);
  EXPECT_EQ(text(call("GET", "/asset/" + text(second["objectId"]) + "/latest")["fileId"]),
            text(first["fileId"]));
  EXPECT_EQ(bin(text(first["objectId"]), "delete").status, 200);
  EXPECT_EQ(outcome(send("GET", "/asset/" + text(first["objectId"]) + "/latest")),
            "403 Asset not found");
}

TEST_F(TenovosAssets, go_to_the_recycle_bin_and_come_back) {
  const Json created = ingest("a.jpg", "hello");
  const std::string id = text(created["objectId"]);
  const Json gone = json_of(bin(id, "delete"));
  EXPECT_EQ(text(gone["status"]), "success");
  EXPECT_EQ(text((*Json::parse(text(gone["data"])))["fileState"]), "recycle bin");
  EXPECT_EQ(text(call("GET", "/asset/" + id)["metadataState"]), "recycle bin");
  EXPECT_TRUE(tenovos->facts().objects.empty());
  EXPECT_EQ(tenovos->facts().counters.at("deleted"), 1U);
  EXPECT_EQ(bin(id, "delete").status, 200) << "once more does no harm";
  EXPECT_EQ(bin(text(created["fileId"]), "undelete").status, 200);
  EXPECT_EQ(tenovos->facts().objects.at(0).sha256, sha256("hello"));
}

TEST_F(TenovosAssets, deleted_without_a_file_take_their_upload_along) {
  const Json created = create(sized("a.jpg", 5));
  EXPECT_EQ(bin(text(created["objectId"]), "delete").status, 200);
  EXPECT_EQ(put(text(created["urls"][0]["url"]), "hello").status, 404);
  EXPECT_TRUE(*audit()["clean"].truth());
}

TEST_F(TenovosAssets, are_deleted_in_the_documented_form_only) {
  const std::string path = "/asset/" + text(ingest("a.jpg", "x")["objectId"]) + "/delete";
  for (const char* body : {"{}", R"({"action":"Delete","deleteType":"full"})",
                           R"({"action":"delete"})", R"({"action":"delete","deleteType":"file"})",
                           "[]", R"({"action":"delete","deleteType":"full","force":true})"}) {
    EXPECT_EQ(outcome(send("POST", path, body)), "400 Invalid Request") << body;
  }
  EXPECT_EQ(outcome(bin("nobody", "delete")), "502 Internal server error");
  EXPECT_EQ(tenovos->facts().objects.size(), 1U);
}

}  // namespace
}  // namespace ingot::lab
