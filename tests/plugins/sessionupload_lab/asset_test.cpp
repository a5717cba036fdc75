// Assets: reading, editing, folders, lifecycle, bulk verbs, deletion.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"

namespace ingot::lab {
namespace {

class SessionUploadAssets : public SessionUploadLab {
 protected:
  static std::string at(const std::string& id, const std::string& verb = "") {
    return "/api/admin/asset/" + id + (verb.empty() ? "" : "/" + verb);
  }
  std::string folder(const std::string& name, const std::string& parent = kRoot) {
    return text(call("POST", at(parent, "create-folder"),
                     Json::object({{"displayName", name}}).dump())["id"]);
  }
  int move(const std::string& id, const std::string& to) {
    return send("POST", at(id, "move"), Json::object({{"actionArguments", to}}).dump()).status;
  }
};

TEST_F(SessionUploadAssets, what_does_not_exist_is_not_found) {
  for (const char* verb : {"", "job-history"}) {
    EXPECT_EQ(send("GET", at(kNobody, verb)).status, 404);
  }
  for (const char* verb : {"archive", "restore"}) {
    EXPECT_EQ(send("POST", at(kNobody, verb)).status, 404);
  }
  EXPECT_EQ(send("DELETE", at(kNobody)).status, 404);
  EXPECT_EQ(send("PATCH", at(kNobody), R"({"displayName":"a.b"})").status, 404);
  EXPECT_EQ(send("POST", at(kNobody, "create-folder"), R"({"displayName":"a"})").status, 404);
  EXPECT_EQ(move(kNobody, kRoot), 404);
}

TEST_F(SessionUploadAssets, folders_hold_files_and_names_are_taken_once) {
  const std::string id = folder("Films");
  EXPECT_EQ(text(asset(id)["assetType"]), "Folder");
  EXPECT_EQ(text(asset(id)["parentId"]), kRoot);
  start("a.bin", 4, "Replace", R"(,"parentId":")" + id + "\"");
  EXPECT_FALSE(object("/Content/Films/a.bin").asset_id.empty());
  for (const char* wrong : {"{}", R"({"displayName":""})", R"({"displayName":"a/b"})",
                            R"({"displayName":"Films"})", R"({"displayName":"x","y":1})"}) {
    EXPECT_EQ(send("POST", at(kRoot, "create-folder"), wrong).status, 400) << wrong;
  }
  for (const char* wrong : {"{}", R"({"assetName":"noextension"})", R"({"assetName":"a.bin"})",
                            R"({"displayName":"b.bin"})"}) {
    EXPECT_EQ(send("POST", at(id, "create-placeholder"), wrong).status, 400) << wrong;
  }
  const std::string file = ingest("b.bin", "1234");
  EXPECT_EQ(send("POST", at(file, "create-folder"), R"({"displayName":"x"})").status, 400);
}

TEST_F(SessionUploadAssets, edits_what_the_documents_name) {
  const std::string id = ingest("a.bin", "1234");
  const Json edited =
      call("PATCH", at(id),
           R"({"displayName":"New.bin","displayDate":"2027-01-15","availableEndDate":null,)"
           R"("availableStartDate":"2027-01-15T08:00:00Z","customProperties":{"project":"x"}})");
  EXPECT_EQ(text(edited["displayName"]), "New.bin");
  EXPECT_EQ(text(edited["displayDate"]), "2027-01-15");
  EXPECT_EQ(text(asset(id)["customProperties"]["project"]), "x");
  EXPECT_EQ(object("/Content/Incoming/a.bin").asset_id, id) << "the place stays";
  for (const char* wrong :
       {"{}", R"({"name":"x.y"})", R"({"displayName":"noextension"})", R"({"displayName":null})",
        R"({"displayDate":"today"})", R"({"displayDate":"2027-01-15 08"})",
        R"({"customProperties":[]})", R"({"availableStartDate":5})"}) {
    EXPECT_EQ(send("PATCH", at(id), wrong).status, 400) << wrong;
  }
}

TEST_F(SessionUploadAssets, archive_and_restore_take_their_time) {
  SessionUploadOptions with = small();
  with.lifecycle_polls = 2;
  with.restored_as = "Restored";
  restart(with);
  const std::string id = ingest("a.bin", "1234");
  for (int time = 0; time < 2; ++time) EXPECT_EQ(send("POST", at(id, "archive")).status, 200);
  EXPECT_EQ(status_of(id), "Archiving");
  EXPECT_EQ(send("POST", at(id, "restore")).status, 400) << "not yet";
  EXPECT_EQ(status_of(id), "Archived");
  EXPECT_EQ(text(asset(id)["storageClass"]), "Glacier");
  EXPECT_EQ(send("POST", at(id, "archive")).status, 200) << "may be repeated";
  EXPECT_EQ(send("POST", at(id, "restore")).status, 200);
  EXPECT_EQ(status_of(id), "Restoring");
  EXPECT_EQ(status_of(id), "Restored");
  EXPECT_EQ(call("GET", at(id, "job-history")).size(), 3U);
}

TEST_F(SessionUploadAssets, lifecycle_needs_a_whole_file) {
  const std::string open = text(start("a.bin", 4)["assetId"]);
  EXPECT_EQ(send("POST", at(open, "archive")).status, 400);
  EXPECT_EQ(send("POST", at(kIncoming, "archive")).status, 400);
  EXPECT_EQ(move(open, kRoot), 400);
}

TEST_F(SessionUploadAssets, a_move_changes_the_place) {
  const std::string id = ingest("a.bin", "1234");
  const std::string films = folder("Films");
  for (const char* wrong :
       {"{}", R"({"actionArguments":"x"})", R"({"actionArguments":[]})",
        R"({"actionArguments":["11111111-1111-4111-8111-111111111111"],"targetIds":["x"]})",
        R"({"actionArguments":"11111111-1111-4111-8111-111111111111","folder":1})"}) {
    EXPECT_EQ(send("POST", at(id, "move"), wrong).status, 400) << wrong;
  }
  EXPECT_EQ(move(id, kNobody), 400);
  EXPECT_EQ(move(id, films), 200);
  EXPECT_EQ(move(id, films), 200) << "may be repeated";
  EXPECT_EQ(object("/Content/Films/a.bin").asset_id, id);
  EXPECT_EQ(object("/Content/Films/a.bin").state, "Moving");
  EXPECT_EQ(status_of(id), "Available");
  const std::string twin = ingest("a.bin", "1234");
  EXPECT_EQ(move(twin, films), 400) << "the name is taken";
  EXPECT_EQ(move(films, films), 400) << "into itself";
  EXPECT_TRUE(is_clean());
}

TEST_F(SessionUploadAssets, a_folder_moves_and_goes_with_all_it_holds) {
  const std::string films = folder("Films"), old = folder("Old");
  start("a.bin", 4, "Replace", R"(,"parentId":")" + films + "\"");
  EXPECT_EQ(move(films, old), 200);
  EXPECT_FALSE(object("/Content/Old/Films/a.bin").asset_id.empty());
  EXPECT_EQ(move(old, films), 400) << "into its own child";
  EXPECT_EQ(send("DELETE", at(old)).status, 200);
  EXPECT_TRUE(vendor->facts().objects.empty());
  EXPECT_EQ(call("GET", "/api/admin/asset/upload").size(), 0U);
  EXPECT_EQ(vendor->facts().counters.at("assets_deleted"), 3U);
  EXPECT_TRUE(is_clean());
  EXPECT_EQ(send("DELETE", at(kRoot)).status, 403);
}

TEST_F(SessionUploadAssets, a_deletion_is_for_good) {
  const Json upload = start("a.bin", 4);
  const std::string id = text(upload["assetId"]);
  EXPECT_EQ(send("DELETE", at(id)).status, 200);
  EXPECT_EQ(send("DELETE", at(id)).status, 404);
  EXPECT_EQ(put(text(parts_of(upload).at(1)["url"]), "1234").status, 404);
  EXPECT_EQ(confirm(parts_of(upload).at(1), "\"x\""), 404);
  EXPECT_EQ(complete(upload).status, 404);
}

TEST_F(SessionUploadAssets, bulk_verbs_tell_how_each_fared) {
  const std::string a = ingest("a.bin", "1234"), b = ingest("b.bin", "1234");
  const auto bulk = [&](const std::string& verb, const Json& ids) {
    return call("POST", "/api/admin/asset/" + verb, Json::object({{"targetIds", ids}}).dump());
  };
  const Json result = bulk("archive", Json::list({a, kNobody, b}));
  EXPECT_EQ(number(result["totalItemCount"]), 3);
  EXPECT_EQ(text(result["items"][std::size_t{0}]["status"]), "Archiving");
  EXPECT_FALSE(*result["items"][1]["success"].truth());
  EXPECT_TRUE(*result["items"][2]["success"].truth());
  EXPECT_EQ(status_of(a), "Archived");
  bulk("restore", Json::list({a}));
  EXPECT_EQ(status_of(a), "Available");
  bulk("reprocess", Json::list({a}));
  EXPECT_EQ(object("/Content/Incoming/a.bin").state, "Updating");
  bulk("delete", Json::list({a, b}));
  EXPECT_TRUE(vendor->facts().objects.empty());
  for (const char* wrong : {"{}", R"({"targetIds":[]})", R"({"targetIds":["x"]})",
                            R"({"targetIds":"x"})", R"({"ids":[]})"}) {
    EXPECT_EQ(send("POST", "/api/admin/asset/delete", wrong).status, 400) << wrong;
  }
}

TEST_F(SessionUploadAssets, writing_below_a_read_only_folder_is_forbidden) {
  SessionUploadOptions with = small();
  with.read_only_folders = {"/Content/Vault"};
  restart(with);
  const std::string id = ingest("a.bin", "1234");
  EXPECT_EQ(send("POST", at(kRoot, "create-folder"), R"({"displayName":"Vault"})").status, 403);
  with.read_only_folders = {"/Content/Incoming"};
  restart(with);
  EXPECT_EQ(start_status(body("a.bin", 4)), 403);
  EXPECT_EQ(send("POST", at(kIncoming, "create-placeholder"), R"({"assetName":"a.b"})").status,
            403);
  EXPECT_EQ(send("PATCH", at(kIncoming), R"({"displayName":"x"})").status, 403);
  EXPECT_EQ(send("POST", at(kIncoming, "archive")).status, 403);
  EXPECT_EQ(send("DELETE", at(kIncoming)).status, 403);
}

}  // namespace
}  // namespace ingot::lab
