// Requests as they leave: addresses, the project id in the form of each API, headers, bodies.
#include <gtest/gtest.h>

#include <array>

#include <ingot/kit/json.hpp>
#include <ingot/kit/uuid.hpp>

#include "plugins/bim360/requests.hpp"

namespace ingot::bim360 {
namespace {

std::string text_of(const Text& text) {
  std::string out;
  for (const Segment& segment : text.segments())
    out += segment.kind == INGOT_SEG_LIT ? segment.text : "<" + segment.text + ">";
  return out;
}

Config config() {
  Config result;
  result.base_url = "https://api.example";
  result.project_id = "p-1";
  result.headers = {{"x-ads-region", "EMEA"}};
  return result;
}

std::string header(const Request& request, const std::string& name) {
  for (const auto& [key, value] : request.fields().headers) {
    if (key == name) return text_of(value);
  }
  return {};
}

TEST(Bim360Requests, each_api_gets_its_form_of_the_project_id) {
  const Config with = config();
  const Api api(with);
  EXPECT_EQ(text_of(api.create({"{}"}).fields().url),
            "https://api.example/bim360/assets/v2/projects/p-1/assets:batch-create");
  EXPECT_EQ(text_of(api.storage("n", "f").fields().url),
            "https://api.example/data/v1/projects/b.p-1/storage");
  EXPECT_EQ(text_of(api.relate("r", "a", "d").fields().url),
            "https://api.example/bim360/relationship/v2/containers/p-1/relationships");
  EXPECT_EQ(text_of(api.locations_page(0).fields().url),
            "https://api.example/bim360/locations/v2/containers/p-1/trees/default/"
            "nodes?limit=10000&offset=0");
  Config acc = config();
  acc.service = "construction";
  const Api other(acc);
  EXPECT_EQ(text_of(other.settings_page("/categories", "a=").fields().url),
            "https://api.example/construction/assets/v1/projects/p-1/categories?cursorState=a%3D");
  EXPECT_EQ(text_of(other.locations_page(9).fields().url),
            "https://api.example/construction/locations/v2/projects/p-1/trees/default/"
            "nodes?limit=10000&offset=9");
}

TEST(Bim360Requests, bodies_have_the_three_shapes_of_the_service) {
  const Config with = config();
  const Api api(with);
  EXPECT_EQ(text_of(api.create({R"({"a":1})", R"({"b":2})"}).fields().body),
            R"([{"a":1},{"b":2}])");
  EXPECT_EQ(text_of(api.patch({{"id-1", R"({"statusId":"s"})"}}).fields().body),
            R"({"id-1":{"statusId":"s"}})");
  EXPECT_EQ(text_of(api.remove({"id-1"}).fields().body), R"({"ids":["id-1"]})");
}

TEST(Bim360Requests, only_creating_may_not_be_repeated) {
  const Config with = config();
  const Api api(with);
  const StoredObject object{"u", "b", "k"};
  for (const Request& request :
       {api.create({"{}"}), api.storage("n", "f"), api.file_item("n", "f", "s"),
        api.file_version("n", "i", "s"), api.complete(object, "k", 1, {}, "")})
    EXPECT_EQ(request.fields().flags & INGOT_F_IDEMPOTENT, 0) << text_of(request.fields().url);
  for (const Request& request :
       {api.patch({}), api.get({}), api.remove({}), api.search("", "x", ""),
        api.relate("r", "a", "d"), api.upload_urls(object, "", 1, 2), api.settings_page("/x", ""),
        api.status_set_assignments({})})
    EXPECT_NE(request.fields().flags & INGOT_F_IDEMPOTENT, 0) << text_of(request.fields().url);
}

TEST(Bim360Requests, calls_count_against_the_right_rate) {
  const Config with = config();
  const Api api(with);
  for (const Request& request : {api.create({}), api.patch({}), api.remove({})})
    EXPECT_EQ(request.fields().rate, "write");
  for (const Request& request : {api.get({}), api.search("", "x", ""), api.settings_page("/x", ""),
                                 api.status_set_assignments({})})
    EXPECT_EQ(request.fields().rate, "read");
  EXPECT_EQ(api.storage("n", "f").fields().rate, "storage");
}

TEST(Bim360Requests, calls_carry_token_and_region) {
  const Config with = config();
  const Api api(with);
  const Request request = api.get({"x"});
  EXPECT_EQ(header(request, "Authorization"), "Bearer <access_token>");
  EXPECT_EQ(header(request, "x-ads-region"), "EMEA");
  EXPECT_EQ(header(api.storage("n", "f"), "Content-Type"), "application/vnd.api+json");
  EXPECT_NE(api.upload_urls({}, "", 1, 1).fields().flags & INGOT_F_SENSITIVE, 0);
}

TEST(Bim360Requests, searches_by_attribute_or_by_any_text) {
  const Config with = config();
  const Api api(with);
  EXPECT_EQ(text_of(api.search("ca1", "a b", "").fields().url),
            "https://api.example/bim360/assets/v2/projects/p-1/"
            "assets?filter%5BcustomAttributes%5D%5Bca1%5D=a%20b"
            "&includeCustomAttributes=true&limit=200");
  EXPECT_EQ(text_of(api.search("", "x", "c").fields().url),
            "https://api.example/bim360/assets/v2/projects/p-1/assets?filter%5BsearchText%5D=x"
            "&includeCustomAttributes=true&limit=200&cursorState=c");
}

TEST(Bim360Requests, asks_for_urls_of_one_upload) {
  const Config with = config();
  const Api api(with);
  EXPECT_EQ(
      text_of(api.upload_urls({"u", "b", "k/1"}, "key", 26, 25).fields().url),
      "https://api.example/oss/v2/buckets/b/objects/k%2F1/signeds3upload?parts=25&firstPart=26"
      "&minutesExpiration=10&uploadKey=key");
  const Request complete = api.complete({"u", "b", "k"}, "key", 7, {"e1", "e2"}, "image/png");
  EXPECT_EQ(text_of(complete.fields().body), R"({"uploadKey":"key","size":7,"eTags":["e1","e2"]})");
  EXPECT_EQ(header(complete, "x-ads-meta-Content-Type"), "image/png");
}

TEST(Bim360Requests, documents_are_json_api) {
  const Config with = config();
  const Api api(with);
  EXPECT_EQ(
      text_of(api.file_item("a.pdf", "folder", "urn:s").fields().body),
      R"({"jsonapi":{"version":"1.0"},"data":{"type":"items","attributes":{"displayName":"a.pdf",)"
      R"("extension":{"type":"items:autodesk.bim360:File","version":"1.0"}},"relationships":{"tip":{"data":)"
      R"({"type":"versions","id":"1"}},"parent":{"data":{"type":"folders","id":"folder"}}}},"included":[)"
      R"({"type":"versions","id":"1","attributes":{"name":"a.pdf","extension":{"type":)"
      R"("versions:autodesk.bim360:File","version":"1.0"}},"relationships":{"storage":{"data":)"
      R"({"type":"objects","id":"urn:s"}}}}]})");
  for (const Request& request : {api.storage("n", "f"), api.file_version("n", "i", "s")})
    EXPECT_TRUE(kit::Json::parse(text_of(request.fields().body)));
}

TEST(Bim360Requests, links_with_an_id_of_our_own) {
  const Config with = config();
  const Api api(with);
  EXPECT_EQ(
      text_of(api.relate("r", "a", "d").fields().body),
      R"([{"id":"r","entities":[{"domain":"autodesk-bim360-asset","type":"asset","id":"a"},)"
      R"({"domain":"autodesk-bim360-documentmanagement","type":"documentlineage","id":"d"}]}])");
}

TEST(Bim360Requests, a_client_names_itself_once) {
  Config with = config();
  with.oauth = OAuth{"id", "https://t.example/token", true};
  const Api confidential(with);
  const Request basic = confidential.token();
  EXPECT_EQ(text_of(basic.fields().body),
            "grant_type=refresh_token&refresh_token=<oauth.refresh_token>");
  EXPECT_EQ(header(basic, "Authorization"), "Basic <id:oauth.client_secret>");
  with.oauth->has_secret = false;
  const Request open = confidential.token();
  EXPECT_EQ(text_of(open.fields().body),
            "grant_type=refresh_token&refresh_token=<oauth.refresh_token>&client_id=id");
  EXPECT_EQ(header(open, "Authorization"), "");
  const std::vector<std::pair<std::string, std::string>> captures = {
      {"/access_token", "session.token"}, {"/refresh_token", "oauth.refresh_token"}};
  EXPECT_EQ(open.fields().captures, captures);
}

}  // namespace
}  // namespace ingot::bim360
