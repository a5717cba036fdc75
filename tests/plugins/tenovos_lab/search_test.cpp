// POST /search/keyword: targets, flags, order and pages.
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

class TenovosSearch : public TenovosLab {
 protected:
  // The filenames found, with spaces between.
  std::string found(const std::string& body) {
    const Json reply = call("POST", "/search/keyword", body);
    std::string names;
    for (std::size_t i = 0; i < reply["result"].size(); ++i) {
      names += (i > 0 ? " " : "") + text(reply["result"][i]["filename"]);
    }
    return names;
  }
  static std::string named(const std::string& term, const std::string& more = "") {
    return R"({"searchTerm":[")" + term + R"("],"keywordSearchField":"filename")" + more + "}";
  }
};

TEST_F(TenovosSearch, finds_files_by_name_before_they_are_uploaded) {
  create(sized("hero-a.tif", 5));
  create(sized("hero-b.tif", 5));
  create(sized("other.tif", 5));
  EXPECT_EQ(found(named("hero-a.tif")), "hero-a.tif");
  EXPECT_EQ(found(named("HERO", R"(,"sortBy":[{"metadataDefinitionSearchField":"filename",)"
                                R"("order":"asc"}])")),
            "hero-a.tif hero-b.tif");
  EXPECT_EQ(found(named("*-b.tif")), "hero-b.tif");
  EXPECT_EQ(found(named("-b.ti*")), "");
  EXPECT_EQ(found(named("nothing")), "");
}

TEST_F(TenovosSearch, matches_other_targets_and_combines_terms) {
  const Json a = create(
      R"({"filename":"a.tif","metadataTemplateId":")" + std::string(kTemplate) +
      R"(","metadata":[{"metadataDefinitionId":"1ab00000-0000-4000-8000-00000000a101",)" +
      R"("metadataDefinitionValue":"Sunset"}],"securityTemplateIds":[")" + kEveryone + "\"]}");
  create(order("b.tif"));
  const std::string id = text(a["fileId"]);
  EXPECT_EQ(found(R"({"searchTerm":[")" + id + R"("],"keywordSearchField":"assetId"})"), "a.tif");
  EXPECT_EQ(found(R"({"searchTerm":["sunset"],"keywordSearchField":"metadata"})"), "a.tif");
  EXPECT_EQ(found(R"({"searchTerm":["sunset"],"keywordSearchField":"content"})"), "");
  EXPECT_EQ(found(R"({"searchTerm":["sunset"]})"), "a.tif");
  EXPECT_EQ(found(R"({"searchTerm":["sunset","b.tif"]})"), "");
  EXPECT_EQ(call("POST", "/search/keyword",
                 R"({"searchTerm":["sunset","b.tif"],"operation":"OR"})")["result"]
                .size(),
            2U);
  EXPECT_EQ(call("POST", "/search/keyword", R"({"searchTerm":["*"]})")["result"].size(), 2U);
  EXPECT_EQ(call("POST", "/search/keyword", "{}")["result"].size(), 2U);
}

TEST_F(TenovosSearch, leaves_out_what_is_deleted_or_superseded_unless_asked) {
  const Json first = ingest("a.tif", "1");
  const Json second = ingest("a.tif", "2", R"(,"originalFileId":")" + text(first["fileId"]) + "\"");
  const Json deleted = ingest("b.tif", "3");
  send("POST", "/asset/" + text(deleted["objectId"]) + "/delete",
       R"({"action":"delete","deleteType":"full"})");
  const Json plain = call("POST", "/search/keyword", "{}");
  EXPECT_EQ(*plain["hitCount"].integer(), 1);
  EXPECT_EQ(text(plain["result"][0]["objectId"]), text(second["objectId"]));
  EXPECT_EQ(plain["facets"].size(), 0U);
  EXPECT_EQ(*call("POST", "/search/keyword", R"({"includeVersions":true})")["hitCount"].integer(),
            2);
  EXPECT_EQ(*call("POST", "/search/keyword", R"({"includeDeleted":true})")["hitCount"].integer(),
            2);
}

TEST_F(TenovosSearch, answers_pages_of_fifty_newest_first) {
  for (int i = 0; i < 51; ++i) {
    create(order("n" + std::to_string(i)));
    clock.advance(1);
  }
  const Json first = call("POST", "/search/keyword", R"({"from":0,"searchTerm":["*"]})");
  EXPECT_EQ(*first["hitCount"].integer(), 51);
  EXPECT_EQ(first["result"].size(), 50U);
  EXPECT_EQ(text(first["result"][0]["filename"]), "n50");
  EXPECT_EQ(found(R"({"from":50,"searchTerm":["*"]})"), "n0");
  EXPECT_EQ(found(R"({"from":51})"), "");
}

TEST_F(TenovosSearch, shows_new_assets_only_after_a_while) {
  TenovosOptions with;
  with.searchable_after_ms = 1000;
  restart(with);
  create(order("a.tif"));
  clock.advance(999);
  EXPECT_EQ(found(named("a.tif")), "");
  clock.advance(1);
  EXPECT_EQ(found(named("a.tif")), "a.tif");
}

TEST_F(TenovosSearch, refuses_what_is_not_documented) {
  for (const char* body :
       {"[]", R"({"from":-1})", R"({"from":"0"})", R"({"searchTerm":"x"})", R"({"searchTerm":[7]})",
        R"({"searchTerm":[""]})", R"({"includeDeleted":1})", R"({"operation":"XOR"})",
        R"({"keywordSearchField":"Filename"})", R"({"keyword":"x"})", R"({"sortBy":{}})",
        R"({"sortBy":[{"metadataDefinitionSearchField":"filename","order":"up"}]})",
        R"({"sortBy":[{"metadataDefinitionSearchField":"size","order":"asc"}]})"}) {
    const Reply reply = send("POST", "/search/keyword", body);
    EXPECT_EQ(outcome(reply), "400 Invalid Search Query") << body;
    EXPECT_EQ(text(json_of(reply)["status"]), "error") << body;
  }
}

}  // namespace
}  // namespace ingot::lab
