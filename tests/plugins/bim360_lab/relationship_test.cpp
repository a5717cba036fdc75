// Links between assets and documents: bounds, conflicts that half succeed, search, removal.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Relations : public Bim360Lab {
 protected:
  static std::string of_asset(const std::string& id) {
    return R"({"domain":"autodesk-bim360-asset","type":"asset","id":")" + id + "\"}";
  }
  static std::string of_document(const std::string& id) {
    return R"({"domain":"autodesk-bim360-documentmanagement","type":"documentlineage","id":")" +
           id + "\"}";
  }
  static std::string link(const std::string& a, const std::string& b, const std::string& id = "") {
    return "{" + (id.empty() ? "" : "\"id\":\"" + id + "\",") + "\"entities\":[" + a + "," + b +
           "]}";
  }
  Reply link_all(const std::string& links) { return send("PUT", kRelations, "[" + links + "]"); }
};

TEST_F(Bim360Relations, link_an_asset_and_a_document) {
  const std::string a = of_asset(made(asset("a")));
  const std::string id = document("d.pdf", "x");
  const std::string d = of_document(id);
  const std::string mine = uuid_of("4e1", "1");
  const Reply linked = link_all(link(a, d, mine));
  EXPECT_EQ(linked.status, 200) << linked.body;
  EXPECT_EQ(json_of(linked).dump(), "[\"" + mine + "\"]");
  const Json found = call("GET", kRelations +
                                     ":search?domain=autodesk-bim360-documentmanagement"
                                     "&type=documentlineage&id=" +
                                     percent_encode(id));
  ASSERT_EQ(found["relationships"].size(), 1U);
  EXPECT_EQ(text(found["relationships"][0]["id"]), mine);
  EXPECT_EQ(found["relationships"][0]["entities"].size(), 2U);
  EXPECT_EQ(
      call("GET", kRelations + ":search?domain=autodesk-bim360-asset&id=none")["relationships"]
          .size(),
      0U);
  EXPECT_EQ(counter("relationships"), 1U);
}

TEST_F(Bim360Relations, a_taken_id_is_a_conflict_and_the_rest_is_done) {
  const std::string a = of_asset(made(asset("a"))), b = of_asset(made(asset("b")));
  const std::string d = of_document(document("d.pdf", "x"));
  const std::string one = uuid_of("4e1", "1"), two = uuid_of("4e1", "2");
  link_all(link(a, d, one));
  const Reply half = link_all(link(a, d, one) + "," + link(b, d, two));
  EXPECT_EQ(half.status, 409);
  EXPECT_EQ(half.body, R"({"success":[")" + two + R"("],"conflict":[")" + one + "\"]}");
  EXPECT_EQ(counter("relationships"), 2U);
  EXPECT_TRUE(rules().empty());
}

TEST_F(Bim360Relations, a_second_link_of_the_same_two_is_made_and_noted) {
  const std::string a = of_asset(made(asset("a")));
  const std::string d = of_document(document("d.pdf", "x"));
  EXPECT_EQ(link_all(link(a, d)).status, 200);
  EXPECT_EQ(link_all(link(d, a)).status, 200);
  EXPECT_EQ(rules(), Rules{"relationship_created_twice"});
  EXPECT_EQ(counter("relationships"), 2U);
}

TEST_F(Bim360Relations, one_entity_meets_at_most_twenty_others_in_a_call) {
  std::string items;
  for (int i = 0; i < 21; ++i) items += (i > 0 ? "," : "") + asset("a" + std::to_string(i));
  const Json made = json_of(create(items))["results"];
  const std::string d = of_document(document("d.pdf", "x"));
  std::string links;
  for (std::size_t i = 0; i < 20; ++i) {
    links += (i > 0 ? "," : "") + link(of_asset(text(made[i]["id"])), d);
  }
  EXPECT_EQ(link_all(links + "," + link(of_asset(text(made[20]["id"])), d)).status, 400);
  EXPECT_EQ(link_all(links).status, 200);
  EXPECT_EQ(counter("relationships"), 20U);
  const Json page = call("GET", kRelations + ":search?pageLimit=15");
  const std::string next = text(page["page"]["continuationToken"]);
  EXPECT_EQ(page["relationships"].size(), 15U);
  const Json rest = call("GET", kRelations + ":search?pageLimit=15&continuationToken=" + next);
  EXPECT_EQ(rest["relationships"].size(), 5U);
  EXPECT_EQ(rest["page"].find("continuationToken"), nullptr);
  EXPECT_EQ(send("GET", kRelations + ":search?continuationToken=15").status, 400);
  EXPECT_EQ(send("GET", kRelations + ":search?entity=x").status, 400);
}

TEST_F(Bim360Relations, are_read_strictly_and_need_living_entities) {
  const std::string id = made(asset("a"));
  const std::string a = of_asset(id);
  const std::string d = of_document(document("d.pdf", "x"));
  struct Case {
    std::string body;
    int status;
  };
  const Case cases[] = {
      {"{}", 400},
      {"[]", 400},
      {link(a, d), 400},
      {"[" + link(a, d, "7") + "]", 400},
      {"[" + link(a, a) + "]", 400},
      {"[" + link(a, of_document("urn:none")) + "]", 404},
      {"[" + link(a, R"({"domain":"other","type":"asset","id":"x"})") + "]", 404},
      {"[" + link(a, R"({"domain":"autodesk-bim360-asset","type":"asset"})") + "]", 400},
      {"[" + link(a, R"({"Domain":"d","domain":"d","type":"t","id":"x"})") + "]", 400},
      {"[" + link(a, of_document(std::string(513, 'x'))) + "]", 400},
      {"[" + link(a, of_document(std::string(512, 'x'))) + "]", 404},
      {R"([{"entities":[)" + a + "]}]", 400},
      {R"([{"entities":[)" + a + "," + d + "," + d + "]}]", 400},
      {R"([{"entity":1,"entities":[)" + a + "," + d + "]}]", 400}};
  for (const Case& wrong : cases) {
    EXPECT_EQ(send("PUT", kRelations, wrong.body).status, wrong.status) << wrong.body;
  }
  send("POST", kV2 + "/assets:batch-delete", R"({"ids":[")" + id + "\"]}");
  EXPECT_EQ(link_all(link(a, d)).status, 404) << "the asset was deleted";
  EXPECT_EQ(counter("relationships"), 0U);
}

TEST_F(Bim360Relations, are_removed_by_an_array_of_ids) {
  const std::string a = of_asset(made(asset("a")));
  const std::string d = of_document(document("d.pdf", "x"));
  const std::string id = text(json_of(link_all(link(a, d)))[0]);
  EXPECT_EQ(send("POST", kRelations + ":delete", "{}").status, 400);
  EXPECT_EQ(send("POST", kRelations + ":delete", "[\"" + uuid_of("4e1", "9") + "\"]").status, 404);
  EXPECT_EQ(send("POST", kRelations + ":delete", "[\"" + id + "\"]").status, 204);
  EXPECT_EQ(counter("relationships"), 0U);
}

}  // namespace
}  // namespace ingot::lab
