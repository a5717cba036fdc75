// Readers of answers: good ones, near misses, and bodies that are none.
#include <gtest/gtest.h>

#include "plugins/bim360/replies.hpp"

namespace ingot::bim360 {
namespace {

TEST(Bim360Replies, reads_a_page_and_its_cursor) {
  const auto page = read_page(
      R"({"pagination":{"cursorState":"abc","nextUrl":"https://x/v1/","totalResults":9},"results":[{"id":"1"}]})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->cursor, "abc");
  EXPECT_EQ(page->rows.size(), 1u);
  EXPECT_EQ(page->total, 9);
  for (const char* body : {"", "<html>", "{", "[]", "{}", R"({"results":{}})"})
    EXPECT_FALSE(read_page(body)) << body;
}

TEST(Bim360Replies, an_asset_is_alive_unless_it_says_otherwise) {
  // The documented sample has a deletedAt on an active asset.
  const auto json = Json::parse(
      R"({"id":"a","isActive":true,"deletedAt":"2020-05-01T06:00:00.000Z","createdAt":"2020-05-01T06:00:00.000Z",
          "barcode":"B","customAttributes":{"ca1":"x","ca2":6.5,"ca5":["p"]}})");
  const auto asset = read_asset(*json);
  ASSERT_TRUE(asset);
  EXPECT_TRUE(asset->is_active);
  EXPECT_EQ(asset->created_ms, 1'588'312'800'000);
  EXPECT_EQ(asset->key(KeyKind::barcode, ""), "B");
  EXPECT_EQ(asset->key(KeyKind::attribute, "ca1"), "x");
  EXPECT_EQ(asset->key(KeyKind::attribute, "ca9"), "");
  EXPECT_FALSE(read_asset(Json()));
}

TEST(Bim360Replies, takes_a_storage_urn_apart) {
  const auto object =
      read_storage(R"({"data":{"id":"urn:adsk.objects:os.object:wip.dm.prod/a-b.pdf"}})");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->bucket, "wip.dm.prod");
  EXPECT_EQ(object->key, "a-b.pdf");
  for (const char* id :
       {"", "urn:adsk.objects:os.object:wip", "urn:adsk.objects:os.object:wip/", "urn:other/x"}) {
    EXPECT_FALSE(read_storage(std::string(R"({"data":{"id":")") + id + "\"}}")) << id;
  }
}

TEST(Bim360Replies, a_completion_can_say_error_in_a_200) {
  const auto failed = read_completion(
      R"({"status":"error","reason":"MissingOrInvalidParts","parts":[{"part":1,"status":"Ok"},{"part":2,"status":"Pending"}]})");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error, "MissingOrInvalidParts, part 2 Pending");
  const auto whole = read_completion(R"({"objectId":"urn:x","size":12})");
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->error.empty());
  EXPECT_EQ(whole->size, 12);
  for (const char* body : {"", "<html>", "{}", "[]", R"({"result":{"x":[]}})"})
    EXPECT_FALSE(read_completion(body)) << body;
}

TEST(Bim360Replies, upload_urls_need_a_key_and_urls) {
  EXPECT_TRUE(read_upload_urls(R"({"uploadKey":"k","urls":["u1","u2"]})"));
  for (const char* body :
       {R"({"uploadKey":"k"})", R"({"urls":["u"]})", R"({"uploadKey":"k","urls":[""]})",
        R"({"uploadKey":"k","urls":[{}]})", "<html>"}) {
    EXPECT_FALSE(read_upload_urls(body)) << body;
  }
}

TEST(Bim360Replies, finds_a_file_of_a_folder_and_its_newest_storage) {
  const char* body = R"({"links":{"next":{"href":"x"}},"data":[
      {"type":"folders","id":"f","attributes":{"displayName":"a.pdf"}},
      {"type":"items","id":"i","attributes":{"displayName":"A.pdf"},"relationships":{"tip":{"data":{"id":"v"}}}}],
      "included":[{"id":"v","relationships":{"storage":{"data":{"id":"urn:s"}}}}]})";
  const auto page = read_folder_page(body, "a.pdf");
  ASSERT_TRUE(page);
  ASSERT_TRUE(page->found);
  EXPECT_EQ(page->found->urn, "i");
  EXPECT_EQ(page->found->storage_urn, "urn:s");
  EXPECT_TRUE(page->has_more);
  EXPECT_FALSE(read_folder_page(body, "b.pdf")->found);
  EXPECT_FALSE(read_folder_page("{}", "a.pdf"));
}

TEST(Bim360Replies, a_conflict_of_relationships_tells_what_is_linked) {
  EXPECT_TRUE(is_linked_already(R"({"success":[],"conflict":["id"]})"));
  EXPECT_TRUE(is_linked_already(R"({"success":["id"],"conflict":[]})"));
  for (const char* body : {"", "<html>", "{}", R"({"success":[],"conflict":[]})"})
    EXPECT_FALSE(is_linked_already(body)) << body;
}

}  // namespace
}  // namespace ingot::bim360
