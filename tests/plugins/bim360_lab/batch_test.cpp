// batch-patch, batch-delete and batch-get: their bodies differ, and all but the last are all or
// nothing.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Batch : public Bim360Lab {
 protected:
  Reply patch(const std::string& body) { return send("PATCH", kV2 + "/assets:batch-patch", body); }
  Reply remove(const std::string& body) { return send("POST", kV2 + "/assets:batch-delete", body); }
  Json get(const std::string& ids, const std::string& query = "") {
    return call("POST", kV2 + "/assets:batch-get" + query, R"({"ids":[)" + ids + "]}")["results"];
  }
  static std::string quoted(const std::string& text) { return "\"" + text + "\""; }
  static const std::string kNobody;
};
const std::string Bim360Batch::kNobody = uuid_of("a5", "404");

TEST_F(Bim360Batch, changes_what_it_is_told_and_keeps_the_rest) {
  const std::string id = made(fan("f", R"({"ca1":"s","ca2":"1","ca6":true})"));
  clock.advance(1000);
  const Reply reply =
      patch("{\"" + id + R"(":{"description":"new","customAttributes":{"ca2":"2"}}})");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const Json changed = json_of(reply)[id];
  EXPECT_EQ(text(changed["clientAssetId"]), "f");
  EXPECT_EQ(text(changed["description"]), "new");
  EXPECT_EQ(changed["customAttributes"].dump(), R"({"ca1":"s","ca2":"2","ca6":true})");
  EXPECT_EQ(*changed["version"].integer(), 2);
  EXPECT_EQ(text(changed["updatedAt"]), "2027-01-15T08:00:01.000Z");
  EXPECT_EQ(text(changed["createdAt"]), "2027-01-15T08:00:00.000Z");
  const Json cleared =
      json_of(patch("{\"" + id + R"(":{"description":null,"customAttributes":{"ca2":null}}})"))[id];
  EXPECT_TRUE(cleared["description"].is_null());
  EXPECT_EQ(cleared["customAttributes"].dump(), R"({"ca1":"s","ca6":true})");
}

TEST_F(Bim360Batch, a_patch_is_refused_as_a_whole) {
  const std::string a = made(asset("a")), f = made(fan("f", R"({"ca1":"s"})"));
  const std::string good = "\"" + a + R"(":{"description":"changed"},)";
  struct Case {
    std::string entry;
    const char* code;
  };
  const Case cases[] = {
      {"\"" + kNobody + R"(":{"description":"x"})", "ASSET_NOT_FOUND"},
      {"\"" + f + R"(":{"colour":"red"})", "FIELD_UNKNOWN"},
      {"\"" + f + R"(":{"clientAssetId":""})", "FIELD_REQUIRED"},
      {"\"" + f + R"(":{"clientAssetId":null})", "FIELD_INVALID"},
      {"\"" + f + R"(":{"customAttributes":{"ca1":null}})", "CUSTOM_ATTRIBUTE_REQUIRED"},
      {"\"" + f + R"(":{"statusId":")" + status_id("11") + "\"}", "STATUS_NOT_IN_STATUS_SET"},
      {"\"" + f + R"(":{"categoryId":"30"})", "STATUS_NOT_IN_STATUS_SET"},
      {"\"" + f + R"(":{"categoryId":"14"})", "CATEGORY_INACTIVE"},
      {"\"" + f + R"(":[])", "FIELD_INVALID"}};
  for (const Case& wrong : cases) {
    const Reply reply = patch("{" + good + wrong.entry + "}");
    EXPECT_EQ(reply.status, 400) << wrong.entry;
    const Json error = json_of(reply)["errors"][0];
    EXPECT_EQ(text(error["errorCode"]), wrong.code) << wrong.entry;
    EXPECT_FALSE(text(error["id"]).empty()) << wrong.entry;
  }
  EXPECT_TRUE(get(quoted(a))[0]["description"].is_null());
  EXPECT_EQ(patch("{}").status, 400);
  EXPECT_EQ(patch(R"([{"id":"x"}])").status, 400);
}

TEST_F(Bim360Batch, a_patch_may_move_an_asset_with_all_that_must_fit) {
  const std::string id = made(fan("f", R"({"ca1":"s"})"));
  const Reply moved = patch("{\"" + id + R"(":{"categoryId":"30","statusId":")" + status_id("11") +
                            R"(","customAttributes":{"ca1":null}}})");
  EXPECT_EQ(moved.status, 200) << moved.body;
}

TEST_F(Bim360Batch, barcodes_clash_with_others_and_not_with_oneself) {
  Bim360Options with;
  with.duplicate_barcode = DuplicateBarcode::kConflict;
  restart(with);
  const std::string a = made(asset("a", R"(,"barcode":"A")"));
  made(asset("b", R"(,"barcode":"B")"));
  EXPECT_EQ(patch("{\"" + a + R"(":{"barcode":"A","description":"x"}})").status, 200);
  EXPECT_EQ(patch("{\"" + a + R"(":{"barcode":"B"}})").status, 409);
}

TEST_F(Bim360Batch, deletes_softly_and_all_or_nothing) {
  const std::string a = made(asset("a")), b = made(asset("b"));
  EXPECT_EQ(remove(R"({"ids":[")" + a + "\",\"" + kNobody + "\"]}").status, 400);
  EXPECT_EQ(remove(R"({"ids":[")" + a + "\",\"" + a + "\"]}").status, 400);
  EXPECT_EQ(living(), 2U);
  const Reply gone = remove(R"({"ids":[")" + a + "\"]}");
  EXPECT_EQ(gone.status, 204);
  EXPECT_TRUE(gone.body.empty());
  EXPECT_EQ(living(), 1U);
  EXPECT_EQ(counter("assets_deleted"), 1U);
  EXPECT_EQ(remove(R"({"ids":[")" + a + "\"]}").status, 400) << "it is gone already";
  EXPECT_EQ(patch("{\"" + a + R"(":{"description":"x"}})").status, 400);
  for (const char* body : {R"({"ids":[]})", R"({"ids":"x"})", R"(["x"])", R"({"ids":[1]})",
                           R"({"ids":["x"],"force":true})"}) {
    EXPECT_EQ(remove(body).status, 400) << body;
  }
  const Json shown = get(quoted(a), "?includeDeleted=true")[0];
  EXPECT_FALSE(*shown["isActive"].truth());
  EXPECT_FALSE(text(shown["deletedAt"]).empty());
  EXPECT_EQ(*shown["version"].integer(), 3);
}

TEST_F(Bim360Batch, reads_by_id_and_leaves_out_what_it_does_not_know) {
  const std::string a = made(asset("a")),
                    b = made(asset("b", R"(,"customAttributes":{"ca9":"k"})"));
  const Json both = get(quoted(a) + "," + quoted(kNobody) + "," + quoted(b) + "," + quoted(b));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].find("customAttributes"), nullptr) << "not unless asked for";
  const Json full = get(quoted(b), "?includeCustomAttributes=true");
  EXPECT_EQ(text(full[0]["customAttributes"]["ca9"]), "k");
  EXPECT_EQ(send("POST", kV2 + "/assets:batch-get?includeDeleted=yes", R"({"ids":["x"]})").status,
            400);
  EXPECT_EQ(send("POST", kV2 + "/assets:batch-get?include=all", R"({"ids":["x"]})").status, 400);
}

TEST_F(Bim360Batch, every_batch_holds_a_hundred) {
  std::string hundred, hundred_one;
  for (int i = 0; i < 101; ++i) {
    hundred_one += (i > 0 ? "," : "") + quoted(uuid_of("a5", std::to_string(100 + i)));
    if (i == 99) hundred = hundred_one;
  }
  const auto status = [&](const char* batch, const std::string& ids) {
    return send("POST", kV2 + "/assets:batch-" + batch, R"({"ids":[)" + ids + "]}").status;
  };
  EXPECT_EQ(status("get", hundred), 200);
  EXPECT_EQ(status("get", hundred_one), 400);
  const Reply over = remove(R"({"ids":[)" + hundred_one + "]}");
  EXPECT_EQ(text(json_of(over)["errorCode"]), "BATCH_TOO_LARGE");
}

}  // namespace
}  // namespace ingot::lab
