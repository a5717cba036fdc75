// GET assets: filters, order, pages and cursors that nobody else can make.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360List : public Bim360Lab {
 protected:
  Json list(const std::string& query = "") { return call("GET", kV2 + "/assets" + query); }
  int status(const std::string& query) { return send("GET", kV2 + "/assets" + query).status; }
  // The names found, in order, separated by blanks.
  std::string names(const std::string& query) {
    const Json results = list(query)["results"];
    std::string all;
    for (std::size_t i = 0; i < results.size(); ++i) {
      all += (i > 0 ? " " : "") + text(results[i]["clientAssetId"]);
    }
    return all;
  }
  void many(int count) {
    for (int first = 0; first < count; first += 100) {
      std::string items;
      for (int i = first; i < std::min(count, first + 100); ++i) {
        items += (items.empty() ? "" : ",") + asset("a" + std::to_string(1000 + i));
      }
      ASSERT_EQ(create(items).status, 201);
    }
  }
};

TEST_F(Bim360List, pages_by_cursor_until_there_is_none) {
  many(60);
  std::string cursor, seen;
  std::vector<std::size_t> sizes;
  for (int page = 0; page < 10; ++page) {
    const Json body = list(cursor.empty() ? "" : "?cursorState=" + cursor);
    sizes.push_back(body["results"].size());
    EXPECT_EQ(*body["pagination"]["limit"].integer(), 25);
    EXPECT_EQ(*body["pagination"]["totalResults"].integer(), 60);
    seen += text(body["results"][0]["clientAssetId"]) + " ";
    cursor = text(body["pagination"]["cursorState"]);
    EXPECT_EQ(cursor.empty(), body["pagination"].find("nextUrl") == nullptr);
    if (cursor.empty()) break;
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{25, 25, 10}));
  EXPECT_EQ(seen, "a1000 a1025 a1050 ");
}

TEST_F(Bim360List, holds_the_limit_to_the_bounds) {
  many(201);
  EXPECT_EQ(list("?limit=200")["results"].size(), 200U);
  EXPECT_EQ(list("?limit=1")["results"].size(), 1U);
  for (const char* wrong : {"?limit=201", "?limit=0", "?limit=-1", "?limit=x", "?limit="}) {
    EXPECT_EQ(status(wrong), 400) << wrong;
  }
  Bim360Options with;
  with.largest_page = 2;
  restart(with);
  many(3);
  const Json page = list("?limit=3");
  EXPECT_EQ(page["results"].size(), 2U) << "a page may hold fewer than limit";
  EXPECT_EQ(*page["pagination"]["limit"].integer(), 3);
  EXPECT_FALSE(text(page["pagination"]["cursorState"]).empty());
}

TEST_F(Bim360List, a_next_url_leads_astray_as_the_vendors_does) {
  many(2);
  const std::string next = text(list("?limit=1")["pagination"]["nextUrl"]);
  EXPECT_NE(next.find("/bim360/assets/v1/projects/"), std::string::npos);
  EXPECT_EQ(send("GET", test::target_of(next)).status, 404);
}

TEST_F(Bim360List, refuses_cursors_of_others_and_of_other_filters) {
  many(3);
  const std::string cursor =
      text(list("?limit=1&filter%5BcategoryId%5D=30")["pagination"]["cursorState"]);
  EXPECT_EQ(status("?filter%5BcategoryId%5D=30&cursorState=" + cursor), 200);
  EXPECT_EQ(status("?cursorState=" + cursor), 400);
  // {"limit":1,"offset":1} in base64, as the vendor's sample forges it.
  EXPECT_EQ(status("?cursorState=eyJsaW1pdCI6MSwib2Zmc2V0IjoxfQ"), 400);
  EXPECT_EQ(rules(), (Rules{"cursor_with_other_filters", "forged_cursor"}));
}

TEST_F(Bim360List, filters_by_every_documented_field) {
  const std::string place = uuid_of("10c", "2");
  create(asset("plain"));
  create(asset("placed", ",\"locationId\":\"" + place + R"(","barcode":"BC-77")"));
  create(asset("keyed", R"(,"customAttributes":{"ca9":"Key-10"})"));
  create(fan("fan", R"({"ca1":"s","ca2":"6.5","ca4":")" + value_id("41") + R"(","ca5":[")" +
                        value_id("52") + R"("],"ca6":true,"ca9":"key-1"})"));
  EXPECT_EQ(names("?filter[categoryId]=12"), "fan");
  EXPECT_EQ(names("?filter[categoryId]=12,30"), "plain placed keyed fan");
  EXPECT_EQ(names("?filter[statusId]=" + status_id("21")), "fan");
  EXPECT_EQ(names("?filter[statusLabel]=Installed"), "fan");
  EXPECT_EQ(names("?filter[locationId]=" + place), "placed");
  EXPECT_EQ(names("?filter[locationId]=" + uuid_of("10c", "0")), "");
  EXPECT_EQ(names("?includeSubLocations=true&filter[locationId]=" + uuid_of("10c", "0")), "placed");
  EXPECT_EQ(names("?filter[searchText]=bc-7"), "placed");
  EXPECT_EQ(names("?filter[customAttributes][ca9]=key-1"), "keyed fan") << "part of the text";
  EXPECT_EQ(names("?filter%5BcustomAttributes%5D%5Bca2%5D=6.5"), "fan");
  EXPECT_EQ(names("?filter[customAttributes][ca2]=6"), "") << "others by their whole value";
  EXPECT_EQ(names("?filter[customAttributes][ca4]=" + value_id("41")), "fan");
  EXPECT_EQ(names("?filter[customAttributes][ca5]=" + value_id("52")), "fan");
  EXPECT_EQ(names("?filter[customAttributes][ca6]=true"), "fan");
  EXPECT_EQ(names("?filter[customAttributes][ca6]=false"), "");
}

TEST_F(Bim360List, filters_by_the_time_of_the_last_change) {
  create(asset("old"));
  clock.advance(1500);
  create(asset("new"));
  const std::string at = "filter[updatedAt]=2027-01-15T08:00:0";
  EXPECT_EQ(names("?" + at + "1Z.."), "new");
  EXPECT_EQ(names("?" + at + "1.500Z.."), "new") << "ends are included";
  EXPECT_EQ(names("?" + at + "1.501Z.."), "");
  EXPECT_EQ(names("?filter[updatedAt]=..2027-01-15T08:00:00Z"), "old");
  EXPECT_EQ(names("?" + at + "0Z..2027-01-15T08:00:09Z"), "old new");
  for (const char* wrong : {"..", "2027-01-15", "2027-01-15T08:00:00Z", "2027-01-15T25:00:00Z..",
                            "2027-02-30T08:00:00Z.."}) {
    EXPECT_EQ(status("?filter[updatedAt]=" + std::string(wrong)), 400) << wrong;
  }
}

TEST_F(Bim360List, sorts_and_shows_as_it_is_told) {
  create(asset("b", R"(,"customAttributes":{"ca9":"k"})"));
  clock.advance(1);
  const std::string a = made(asset("a"));
  EXPECT_EQ(names(""), "b a");
  EXPECT_EQ(names("?sort=clientAssetId"), "a b");
  EXPECT_EQ(names("?sort=updatedAt%20desc"), "a b");
  EXPECT_EQ(list()["results"][0].find("customAttributes"), nullptr);
  EXPECT_EQ(text(list("?includeCustomAttributes=true")["results"][0]["customAttributes"]["ca9"]),
            "k");
  send("POST", kV2 + "/assets:batch-delete", R"({"ids":[")" + a + "\"]}");
  EXPECT_EQ(names(""), "b");
  EXPECT_EQ(names("?includeDeleted=true"), "b a");
  for (const char* wrong : {"?sort=colour", "?sort=createdAt%20up", "?includeDeleted=1",
                            "?filter[customAttributes][ca99]=x", "?filter[name]=x", "?offset=5",
                            "?limit=1&limit=2", "?limit=%zz"}) {
    EXPECT_EQ(status(wrong), 400) << wrong;
  }
}

TEST_F(Bim360List, new_assets_may_lag_behind_while_their_ids_work_at_once) {
  Bim360Options with;
  with.searchable_after_ms = 2000;
  restart(with);
  const std::string id = made(asset("a"));
  EXPECT_EQ(names(""), "");
  EXPECT_EQ(call("POST", kV2 + "/assets:batch-get", R"({"ids":[")" + id + "\"]}")["results"].size(),
            1U);
  clock.advance(1999);
  EXPECT_EQ(names(""), "");
  clock.advance(1);
  EXPECT_EQ(names(""), "a");
}

}  // namespace
}  // namespace ingot::lab
