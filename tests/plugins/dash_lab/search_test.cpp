#include <set>

#include "tests/plugins/dash_lab/dash_lab.hpp"

namespace ingot::lab {
namespace {

class DashSearch : public DashLab {
 protected:
  Json search(const std::string& criterion,
              const std::string& page = R"("from":0,"pageSize":100,"sorts":[])") {
    return call("POST", "/asset-searches", "{\"criterion\":" + criterion + "," + page + "}");
  }
  std::set<std::string> names(const std::string& criterion) {
    std::set<std::string> all;
    const Json found = search(criterion);
    for (std::size_t i = 0; i < found["results"].size(); ++i) {
      all.insert(text(found["results"][i]["result"]["currentAssetFile"]["filename"]));
    }
    EXPECT_EQ(*found["totalResults"].integer(), static_cast<std::int64_t>(all.size()));
    return all;
  }
  static std::string on(const std::string& type, const std::string& field,
                        const std::string& rest) {
    return R"({"type":")" + type + R"(","field":{"type":"FIXED","fieldName":")" + field + "\"}," +
           rest + "}";
  }
};

using Names = std::set<std::string>;

TEST_F(DashSearch, finds_by_filename_state_and_combinations) {
  const std::string live = ingest("/f/Hero.jpg", "x");
  ingest("/g/hero 2.jpg", "x");
  batch(item("c", "/other.txt", 1));
  send("POST", "/assets/" + live + "/lifecycle", R"({"state":"LIVE"})");
  const std::string equals = on("FIELD_EQUALS", "FILENAME", R"("value":"Hero.jpg")");
  const std::string staged = on("FIELD_EQUALS", "LIFECYCLE_STATE", R"("value":"STAGED")");
  EXPECT_EQ(names(R"({"type":"MATCH_ALL"})"), (Names{"Hero.jpg", "hero 2.jpg", "other.txt"}));
  EXPECT_EQ(names(R"({"type":"AND","criteria":[]})"),
            (Names{"Hero.jpg", "hero 2.jpg", "other.txt"}));
  EXPECT_EQ(names(R"({"type":"OR","criteria":[]})"), Names{});
  EXPECT_EQ(names(equals), Names{"Hero.jpg"});
  EXPECT_EQ(names(on("FIELD_EQUALS", "FILENAME", R"("value":"hero.jpg")")), Names{});
  EXPECT_EQ(names(on("FIELD_MATCHES", "FILENAME", R"("value":"hero")")),
            (Names{"Hero.jpg", "hero 2.jpg"}));
  EXPECT_EQ(names(on("FIELD_HAS_ANY_EQUAL", "FILENAME", R"("values":["other.txt","Hero.jpg"])")),
            (Names{"Hero.jpg", "other.txt"}));
  EXPECT_EQ(names(staged), (Names{"hero 2.jpg", "other.txt"}));
  EXPECT_EQ(names(R"({"type":"AND","criteria":[)" + equals + "," + staged + "]}"), Names{});
  EXPECT_EQ(names(R"({"type":"OR","criteria":[)" + equals + "," + staged + "]}").size(), 3U);
}

TEST_F(DashSearch, shows_created_assets_before_their_bytes_arrive) {
  batch(item("a", "/Folder/new.jpg", 5));
  const Json found =
      search(on("FIELD_EQUALS", "FILENAME", R"("value":"new.jpg")"))["results"][0]["result"];
  EXPECT_EQ(text(found["currentAssetFile"]["path"]), "/Folder/new.jpg");
  EXPECT_TRUE(found["currentAssetFile"]["size"].is_null());
  EXPECT_EQ(text(found["dateCreated"]), "2027-01-15T08:00:00.000+00:00");
}

TEST_F(DashSearch, hides_assets_younger_than_the_index) {
  DashOptions with;
  with.searchable_after_ms = 2000;
  restart(with);
  ingest("/a", "x");
  clock.advance(1999);
  EXPECT_EQ(names(R"({"type":"MATCH_ALL"})"), Names{});
  clock.advance(1);
  EXPECT_EQ(names(R"({"type":"MATCH_ALL"})"), Names{"a"});
}

TEST_F(DashSearch, pages_through_all_and_counts_with_an_empty_page) {
  for (int i = 0; i < 7; ++i) {
    ingest("/" + std::to_string(i), "x");
    clock.advance(1000);
  }
  const Json none = search(R"({"type":"MATCH_ALL"})", R"("from":0,"pageSize":0,"sorts":[])");
  EXPECT_EQ(none["results"].size(), 0U);
  EXPECT_EQ(*none["totalResults"].integer(), 7);
  Names seen;
  std::string sorted;
  for (int from = 0; from < 9; from += 3) {
    const std::string page = R"("from":)" + std::to_string(from) + R"(,"pageSize":3,"sorts":)";
    const Json plain = search(R"({"type":"MATCH_ALL"})", page + "[]");
    const Json by_date =
        search(R"({"type":"MATCH_ALL"})",
               page + R"([{"field":{"type":"FIXED","fieldName":"DATE_CREATED"},"order":"DESC"}])");
    for (std::size_t i = 0; i < plain["results"].size(); ++i) {
      seen.insert(text(plain["results"][i]["result"]["id"]));
      sorted += text(by_date["results"][i]["result"]["currentAssetFile"]["filename"]);
    }
  }
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(sorted, "6543210");
}

TEST_F(DashSearch, refuses_bodies_that_lack_any_of_the_four_fields) {
  const std::string all = R"({"from":0,"pageSize":1,"criterion":{"type":"MATCH_ALL"},"sorts":[]})";
  EXPECT_EQ(send("POST", "/asset-searches", all).status, 200);
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string body = all;
    return body.replace(body.find(what), what.size(), instead);
  };
  for (const std::string& wrong :
       {with("\"from\":0,", ""), with("\"pageSize\":1,", ""), with(",\"sorts\":[]", ""),
        with("from\":0", "from\":-1"), with("\"criterion\":{\"type\":\"MATCH_ALL\"},", ""),
        with("from\":0", "from\":\"0\""), with("sorts\":[]", "sorts\":null"),
        with("sorts\":[]", "sorts\":[{}]"), with("MATCH_ALL", "MATCH_SOME"),
        with("{\"type\":\"MATCH_ALL\"}", "{}"),
        with("{\"type\":\"MATCH_ALL\"}", R"({"type":"AND"})"),
        with("{\"type\":\"MATCH_ALL\"}", on("FIELD_EQUALS", "COLOUR", R"("value":"x")")),
        with("{\"type\":\"MATCH_ALL\"}", on("FIELD_EQUALS", "FILENAME", R"("value":1)"))}) {
    const Reply reply = send("POST", "/asset-searches", wrong);
    EXPECT_EQ(reply.status, 400) << wrong;
    EXPECT_EQ(text((*Json::parse(reply.body))["message"]), "Failed to read request") << wrong;
  }
  EXPECT_EQ(send("POST", "/asset-searches", with("pageSize\":1", "pageSize\":1001")).status, 400);
}

TEST_F(DashSearch, finds_by_metadata_field) {
  const std::string id = ingest("/a", "x");
  ingest("/b", "x");
  const std::string title = text(call("GET", "/fields")[1]["result"]["id"]);
  send("PATCH", "/assets/" + id, R"({"metadata":{"values":{")" + title + R"(":["Spring"]}}})");
  EXPECT_EQ(names(R"({"type":"FIELD_EQUALS","field":{"type":"METADATA","fieldId":")" + title +
                  R"("},"value":"Spring"})"),
            Names{"a"});
}

}  // namespace
}  // namespace ingot::lab
