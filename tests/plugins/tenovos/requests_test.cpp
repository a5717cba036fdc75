// What is sent, byte for byte.
#include <gtest/gtest.h>

#include "plugins/tenovos/release.hpp"
#include "plugins/tenovos/requests.hpp"

namespace ingot::tenovos {
namespace {

Config a_config() {
  Config config;
  config.base_url = "https://api.example/v1";
  config.metadata_template_id = "t";
  config.security_template_ids = {"s1", "s2"};
  return config;
}

TEST(TenovosRequests, create_says_what_the_mode_needs_and_no_more) {
  const std::string head =
      R"("metadataTemplateId":"t","metadata":[],"securityTemplateIds":["s1","s2"],"filename":"a \"b\".jpg")";
  ItemPlan plan;
  plan.filename = "a \"b\".jpg";
  EXPECT_EQ(create_body(a_config(), plan, 104'857'601), "{" + head + ",\"filesize\":104857601}");
  plan.mode = Mode::metadata_only;
  EXPECT_EQ(create_body(a_config(), plan, 5), "{" + head + "}");
  plan.mode = Mode::federated;
  plan.content_path = "s3://b/k";
  plan.original_file_id = "f";
  EXPECT_EQ(
      create_body(a_config(), plan, 5),
      "{\"originalFileId\":\"f\"," + head + R"(,"contentPath":"s3://b/k","skipTranscode":false})");
}

TEST(TenovosRequests, finish_lists_the_parts_as_the_store_named_them) {
  Config config = a_config();
  Asset asset;
  asset.file_id = asset.original_file_id = "f";
  asset.upload_id = "u";
  UploadFacts facts;
  facts.filename = "a.tif";
  facts.size = 7;
  const std::string head = R"({"fileId":"f","filename":"a.tif","filesize":7,"action":)";
  const std::string ids = R"(,"originalFileId":"f","uploadId":"u","parts":)";
  EXPECT_EQ(finish_body(config, asset, facts, Finish::cancel), head + "\"cancel\"" + ids + "[]}");
  facts.etags = {"\"e1\"", "\"e2\""};
  EXPECT_EQ(finish_body(config, asset, facts, Finish::complete),
            head + "\"complete\"" + ids +
                R"([{"partNumber":1,"etag":"\"e1\""},{"partNumber":2,"etag":"\"e2\""}]})");
  config.keeps_etag_quotes = false;
  EXPECT_EQ(finish_body(config, asset, facts, Finish::complete),
            head + "\"complete\"" + ids +
                R"([{"partNumber":1,"etag":"e1"},{"partNumber":2,"etag":"e2"}]})");
}

TEST(TenovosRequests, search_and_bin_are_as_documented) {
  EXPECT_EQ(
      search_body("a b.jpg", 10),
      R"({"from":10,"searchTerm":["a b.jpg"],"includeDeleted":false,"includeVersions":true,"sortBy":)"
      R"([{"metadataDefinitionSearchField":"lastUpdatedEpoch","order":"desc"}],"operation":"AND","keywordSearchField":"filename"})");
  EXPECT_EQ(bin_body(Bin::remove), R"({"action":"delete","deleteType":"full"})");
  EXPECT_EQ(bin_body(Bin::restore), R"({"action":"undelete","deleteType":"full"})");
}

TEST(TenovosRequests, only_what_may_be_sent_twice_is_marked_so) {
  const Config config = a_config();
  const Api api(config);
  EXPECT_FALSE(api.once("/asset", "{}").fields().flags & INGOT_F_IDEMPOTENT);
  EXPECT_TRUE(api.repeatable("GET", "/user").fields().flags & INGOT_F_IDEMPOTENT);
  for (const Request& request :
       {api.once("/asset", "{}"), api.repeatable("GET", "/user"), api.refresh()})
    EXPECT_TRUE(request.fields().flags & INGOT_F_SENSITIVE);
  EXPECT_TRUE(
      api.password_login().fields().auth.empty());  // a login that waits for itself never ends
}

TEST(TenovosRequests, an_asset_reads_back_from_a_checkpoint) {
  Asset asset;
  for (const auto member : {&Asset::object_id, &Asset::file_id, &Asset::original_file_id,
                            &Asset::version_of, &Asset::upload_id}) {
    asset.*member = "u=1 & \"2\"";
    const Asset back = Asset::read(*Json::parse(asset.to_json()));
    EXPECT_EQ(back.*member, asset.*member);
    EXPECT_EQ(back.to_json(), asset.to_json());
    asset.*member += "-";  // no two are the same
  }
  EXPECT_EQ(Asset().to_json(), "{}");
}

TEST(TenovosRequests, what_is_left_unfinished_is_told_apart_from_what_is_finished) {
  Asset left;
  EXPECT_EQ(unfinished_meta(left), "");
  left.object_id = "o";
  left.version_of = "f-0";
  Item item;
  item.remote_id = "o";
  item.meta = unfinished_meta(left);
  EXPECT_TRUE((*Json::parse(item.meta))["version_of"].is_absent());
  EXPECT_EQ(asset_of(item).to_json(), left.to_json());
  for (const char* meta : {"", "7", "{}", R"({"unfinished":"x"})"}) {
    item.meta = meta;
    EXPECT_EQ(asset_of(item).to_json(), R"({"object_id":"o"})") << meta;
  }
}

}  // namespace
}  // namespace ingot::tenovos
