// Data Management: storage places, items, versions, folders, and what the audit says of them.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Documents : public Bim360Lab {
 protected:
  static std::string replaced(std::string body, const std::string& what, const std::string& with) {
    return body.replace(body.find(what), what.size(), with);
  }
};

TEST_F(Bim360Documents, attach_a_file_from_storage_to_version) {
  const Reply stored = send("POST", kData + "/storage", storage_body("pump ü.pdf"));
  EXPECT_EQ(stored.status, 201);
  EXPECT_EQ(stored.headers.find("Content-Type"), "application/vnd.api+json");
  const std::string urn = text(json_of(stored)["data"]["id"]);
  EXPECT_TRUE(urn.starts_with("urn:adsk.objects:os.object:wip.dm.prod/")) << urn;
  EXPECT_TRUE(urn.ends_with(".pdf"));

  const Place where = filled("pump ü.pdf", "hello");
  const Reply made = send("POST", kData + "/items", item_body("pump ü.pdf", where.urn));
  ASSERT_EQ(made.status, 201) << made.body;
  const Json item = json_of(made);
  const std::string id = text(item["data"]["id"]);
  EXPECT_TRUE(id.starts_with("urn:adsk.wipprod:dm.lineage:")) << id;
  const Json& version = item["included"][0];
  EXPECT_EQ(*version["attributes"]["versionNumber"].integer(), 1);
  EXPECT_EQ(*version["attributes"]["storageSize"].integer(), 5);
  EXPECT_EQ(text(item["data"]["relationships"]["tip"]["data"]["id"]), text(version["id"]));

  const AuditFacts facts = bim360->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].path, "/Project Files/Handover/pump ü.pdf");
  EXPECT_EQ(facts.objects[0].size, 5U);
  EXPECT_EQ(facts.objects[0].sha256, to_hex(digest_of(Algorithm::kSha256, "hello")));
  EXPECT_EQ(facts.objects[0].state, "version 1");
  EXPECT_EQ(facts.objects[0].times_completed, 1U);
  EXPECT_TRUE(facts.open.empty()) << "the first storage place was superseded";
  EXPECT_EQ(counter("superseded_uploads"), 1U);
}

TEST_F(Bim360Documents, a_name_that_exists_is_a_conflict_and_takes_a_version) {
  const std::string id = document("a.pdf", "one");
  const Place second = filled("a.pdf", "three");
  const Reply conflict = send("POST", kData + "/items", item_body("a.pdf", second.urn));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(bim360->facts().open.size(), 1U) << "bytes nobody has used";
  const Reply version = send("POST", kData + "/versions", version_body("a.pdf", id, second.urn));
  ASSERT_EQ(version.status, 201) << version.body;
  EXPECT_EQ(*json_of(version)["data"]["attributes"]["versionNumber"].integer(), 2);
  const AuditFacts facts = bim360->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].size, 5U);
  EXPECT_EQ(facts.objects[0].times_created, 1U);
  EXPECT_EQ(facts.objects[0].times_completed, 2U);
  EXPECT_TRUE(facts.open.empty());
  EXPECT_TRUE(rules().empty());
}

TEST_F(Bim360Documents, folders_show_what_they_hold) {
  const std::string b = document("b.pdf", "x");
  document("c.pdf", "x");
  const std::string files = kData + "/folders/urn%3Aadsk.wipprod%3Afs.folder%3Aco.";
  const Json parent = call("GET", files + "lab-project-files/contents");
  ASSERT_EQ(parent["data"].size(), 1U);
  EXPECT_EQ(text(parent["data"][0]["attributes"]["displayName"]), "Handover");
  const std::string handover = files + "lab-handover/contents";
  EXPECT_EQ(call("GET", handover)["data"].size(), 2U);
  EXPECT_EQ(call("GET", handover + "?filter[type]=folders")["data"].size(), 0U);
  const Json first = call("GET", handover + "?page[limit]=1");
  EXPECT_EQ(first["data"].size(), 1U);
  const Json second = call("GET", test::target_of(text(first["links"]["next"]["href"])));
  EXPECT_EQ(second["data"].size(), 1U);
  EXPECT_NE(text(second["data"][0]["id"]), text(first["data"][0]["id"]));
  EXPECT_EQ(second["links"].find("next"), nullptr);
  EXPECT_EQ(send("GET", handover + "?page[limit]=201").status, 400);
  EXPECT_EQ(send("GET", files + "none/contents").status, 404);
  const std::string escaped = percent_encode(b);
  EXPECT_EQ(text(call("GET", kData + "/items/" + escaped)["data"]["attributes"]["displayName"]),
            "b.pdf");
  EXPECT_EQ(send("GET", kData + "/items/none").status, 404);
}

TEST_F(Bim360Documents, storage_orders_are_read_strictly) {
  const std::string good = storage_body("a.pdf");
  struct Case {
    std::string body;
    int status;
  };
  const Case cases[] = {{storage_body("a.pdf", "urn:adsk.wipprod:fs.folder:co.none"), 404},
                        {storage_body("a.pdf", "urn:adsk.wipprod:fs.folder:co.lab-root"), 403},
                        {storage_body(""), 400},
                        {replaced(good, "objects", "object"), 400},
                        {replaced(good, "folders", "folder"), 400},
                        {replaced(good, "\"1.0\"", "\"1.1\""), 400},
                        {replaced(good, "\"name\"", "\"Name\""), 400},
                        {replaced(good, R"("jsonapi":{"version":"1.0"},)", ""), 400},
                        {replaced(good, "\"target\"", "\"parent\""), 400},
                        {"[]", 400}};
  for (const Case& wrong : cases) {
    const Reply reply = send("POST", kData + "/storage", wrong.body);
    EXPECT_EQ(reply.status, wrong.status) << wrong.body;
    EXPECT_FALSE(text(json_of(reply)["errors"][0]["detail"]).empty());
  }
  EXPECT_TRUE(bim360->facts().open.empty());
}

TEST_F(Bim360Documents, items_and_versions_are_read_strictly) {
  const Place where = filled("a.pdf", "x");
  const std::string good = item_body("a.pdf", where.urn);
  const std::string wrong_items[] = {
      replaced(good, "items:autodesk.bim360:File", "items:autodesk.core:File"),
      replaced(good, "versions:autodesk.bim360:File", "versions:autodesk.core:File"),
      replaced(good, R"("id":"1")", R"("id":"2")"),
      replaced(good, "displayName", "name"),
      replaced(good, R"("name":"a.pdf")", R"("name":"b.pdf")"),
      replaced(good, "lab-handover", "lab-project-files"),
      replaced(good, R"("included":[)", R"("included":[1,)")};
  for (const std::string& body : wrong_items) {
    EXPECT_EQ(send("POST", kData + "/items", body).status, 400) << body;
  }
  EXPECT_EQ(send("POST", kData + "/items", item_body("a.pdf", where.urn + "x")).status, 404);
  EXPECT_EQ(send("POST", kData + "/versions", version_body("a.pdf", "urn:none", where.urn)).status,
            404);
  const std::string id = document("b.pdf", "x");
  EXPECT_EQ(send("POST", kData + "/versions", version_body("c.pdf", id, where.urn)).status, 400);
  EXPECT_EQ(living(), 1U);
}

TEST_F(Bim360Documents, a_version_needs_whole_bytes_of_its_own) {
  const Place empty = place("a.pdf");
  EXPECT_EQ(send("POST", kData + "/items", item_body("a.pdf", empty.urn)).status, 400);
  EXPECT_EQ(rules(), Rules{"version_before_upload"});
  const Place full = filled("b.pdf", "x");
  EXPECT_EQ(send("POST", kData + "/items", item_body("b.pdf", full.urn)).status, 201);
  EXPECT_EQ(send("POST", kData + "/items", item_body("c.pdf", full.urn)).status, 400);
  EXPECT_EQ(rules().back(), "storage_used_twice");
}

TEST_F(Bim360Documents, locked_ones_take_no_version) {
  Bim360Options with;
  with.locked_names = {"final"};
  restart(with);
  const std::string id = document("final.pdf", "x");
  const Place second = filled("final.pdf", "y");
  EXPECT_EQ(send("POST", kData + "/versions", version_body("final.pdf", id, second.urn)).status,
            423);
}

TEST_F(Bim360Documents, new_ones_may_be_listed_late) {
  Bim360Options with;
  with.searchable_after_ms = 1000;
  restart(with);
  document("a.pdf", "x");
  const std::string handover =
      kData + "/folders/urn%3Aadsk.wipprod%3Afs.folder%3Aco.lab-handover/contents";
  EXPECT_EQ(call("GET", handover)["data"].size(), 0U);
  clock.advance(1000);
  EXPECT_EQ(call("GET", handover)["data"].size(), 1U);
}

TEST_F(Bim360Documents, what_was_begun_and_not_finished_is_open) {
  place("place.pdf");
  call("GET", place("begun.pdf").path + "/signeds3upload");
  filled("bytes.pdf", "x");
  std::map<std::string, std::string> kinds;
  for (const OpenFact& fact : bim360->facts().open) kinds[fact.path] = fact.kind;
  const std::map<std::string, std::string> wanted{{"/Project Files/Handover/place.pdf", "storage"},
                                                  {"/Project Files/Handover/begun.pdf", "upload"},
                                                  {"/Project Files/Handover/bytes.pdf", "object"}};
  EXPECT_EQ(kinds, wanted);
}

}  // namespace
}  // namespace ingot::lab
