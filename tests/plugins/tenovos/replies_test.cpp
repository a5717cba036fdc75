// What comes back, in the documented shapes and in all the shapes it should not have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/tenovos/replies.hpp"

namespace ingot::tenovos {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(TenovosReplies, created_is_read_flat_and_wrapped) {
  const std::string inner =
      R"({"objectId":"o","fileId":"f","originalFileId":"f","uploadId":"u","urls":[{"partNumber":2,"url":"https://2"},{"partNumber":1,"url":"https://1"}],"new":{}})";
  for (const std::string& body :
       {inner, R"({"status":"success","message":"m","data":)" + inner + "}"}) {
    const auto created = read_created(body);
    ASSERT_TRUE(created) << created.problem();
    EXPECT_EQ(created->asset.to_json(),
              R"({"object_id":"o","file_id":"f","original_file_id":"f","upload_id":"u"})");
    EXPECT_THAT(created->urls, ElementsAre("https://1", "https://2"));
  }
  const auto single = read_created(R"({"objectId":"o","url":"https://1"})");
  EXPECT_THAT(single->urls, ElementsAre("https://1"));
}

TEST(TenovosReplies, created_without_an_object_is_nothing) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"data":{}})", R"({"data":"o"})",
                           R"({"objectId":{}})", R"({"objectId":)"})
    EXPECT_FALSE(read_created(body)) << body;
}

TEST(TenovosReplies, urls_with_holes_or_twice_the_same_number_fit_no_file) {
  Config config;
  config.part_bytes = 10;
  for (const char* urls : {R"([{"partNumber":1,"url":"a"},{"partNumber":3,"url":"c"}])",
                           R"([{"partNumber":1,"url":"a"},{"partNumber":1,"url":"b"}])",
                           R"([{"partNumber":0,"url":"a"},{"partNumber":1,"url":"b"}])",
                           R"([{"partNumber":1,"url":"a"},{"partNumber":2}])", "[]", "5"}) {
    const auto created =
        read_created(R"({"objectId":"o","uploadId":"u","urls":)" + std::string(urls) + "}");
    ASSERT_TRUE(created);
    EXPECT_FALSE(cut_for(config, *created, 20)) << urls;
  }
}

Parsed<Cut> cut_of(std::uint64_t size, std::size_t urls, bool has_upload = true,
                   std::uint64_t part_bytes = kPartBytes) {
  Config config;
  config.part_bytes = part_bytes;
  Created created;
  created.asset.upload_id = has_upload ? "u" : "";
  created.urls.assign(urls, "https://x");
  return cut_for(config, created, size);
}

TEST(TenovosReplies, the_number_of_urls_tells_how_the_file_is_cut) {
  struct Case {
    std::uint64_t size;
    std::size_t urls;
    std::uint64_t part_bytes;  // 0: refused
  };
  for (const Case& c :
       {Case{1, 1, kPartBytes}, Case{104'857'600, 1, kPartBytes}, Case{104'857'601, 2, kPartBytes},
        Case{100'000'001, 1, kPartBytes}, Case{100'000'001, 2, kDecimalPartBytes},
        Case{5'368'709'120, 52, kPartBytes}, Case{5'368'709'120, 54, kDecimalPartBytes},
        Case{5'368'709'120, 53, 0}, Case{104'857'601, 1, 0}, Case{104'857'600, 3, 0},
        Case{5, 0, 0}}) {
    const auto cut = cut_of(c.size, c.urls);
    EXPECT_EQ(cut ? cut->part_bytes : 0, c.part_bytes) << c.size << " in " << c.urls;
    if (cut) {
      EXPECT_EQ(tiling_problem(ranges_of(*cut, c.size), c.size), "");
    }
  }
  EXPECT_FALSE(cut_of(100'000'001, 2, true, 200'000'000));  // another part size was asked for
}

TEST(TenovosReplies, one_url_without_an_upload_takes_the_whole_file) {
  const auto cut = cut_of(kSingleMax, 1, false);
  ASSERT_TRUE(cut);
  const auto ranges = ranges_of(*cut, kSingleMax);
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_EQ(ranges[0].len, kSingleMax);
  EXPECT_FALSE(cut_of(kSingleMax + 1, 1, false));
  EXPECT_FALSE(cut_of(5, 2, false));
}

TEST(TenovosReplies, an_asset_is_read_in_both_forms) {
  const AssetFacts classic = read_asset(*Json::parse(
      R"({"objectId":"o","fileId":"f","filename":"n","createdEpoch":1608745510614,"fileState":"available","metadataState":"recycle bin",)"
      R"("technicalMetadata":{"tenovos_metadata":{"fileSize":"4 MB","MD5Checksum":"abc"}}})"));
  EXPECT_EQ(classic.created_ms, 1'608'745'510'614);
  EXPECT_EQ(classic.md5, "abc");
  EXPECT_TRUE(classic.has_content && classic.is_in_bin);
  EXPECT_FALSE(classic.size);
  const AssetFacts newer = read_asset(
      *Json::parse(R"({"objectId":"o","fileSizeInBytes":7,"createdDate":"2020-12-23T17:45:10Z"})"));
  EXPECT_EQ(newer.size, 7);
  EXPECT_EQ(newer.created_ms, 1'608'745'510'000);
  EXPECT_FALSE(read_asset(*Json::parse(R"({"objectId":"o","fileSizeInBytes":0})")).has_content);
}

TEST(TenovosReplies, hits_are_a_list_wherever_it_is_kept) {
  for (const char* body :
       {R"({"hitCount":1,"result":[{"objectId":"o"}]})",
        R"({"data":{"hitCount":1,"result":[{"objectId":"o"}]}})", R"([{"objectId":"o"}])"}) {
    const auto hits = read_hits(body);
    ASSERT_TRUE(hits) << body;
    EXPECT_EQ(hits->assets.size(), 1u);
  }
  for (const char* body : {"", "<html>", "{}", R"({"result":"none"})"})
    EXPECT_FALSE(read_hits(body)) << body;
}

TEST(TenovosReplies, metadata_tells_assets_of_one_name_apart) {
  Trace trace;
  trace.plan.filename = "n";
  trace.plan.metadata = R"([{"metadataDefinitionId":"d","metadataDefinitionValue":"x"}])";
  trace.user_id = "u";
  const std::string head =
      R"({"objectId":"o","fileId":"f","filename":"n","createdBy":"u","createdEpoch":5,"metadata":)";
  const auto of = [&](const std::string& metadata) {
    return match(read_asset(*Json::parse(head + metadata + "}")), trace);
  };
  EXPECT_EQ(
      of(R"([{"metadataDefinitionValue":"x","metadataDefinitionId":"d"},{"metadataDefinitionId":"system"}])"),
      Match::certain);
  EXPECT_EQ(of(R"([{"metadataDefinitionId":"d","metadataDefinitionValue":"y"}])"), Match::doubtful);
  EXPECT_EQ(of(R"([{"name":"Title","value":"x"}])"), Match::certain);  // another form says nothing
  trace.taken.insert("o");
  EXPECT_FALSE(of("[]"));
}

Verdict refined(std::uint32_t status, std::string body) {
  Reply reply;
  reply.outcome = Outcome::response;
  reply.status = status;
  reply.body = std::move(body);
  const Judgement judgement = judge(reply, 0);
  return refine(Answer(reply, judgement)).verdict;
}

TEST(TenovosReplies, a_403_is_three_things) {
  EXPECT_EQ(refined(403, R"({"message":"Asset not found"})"), Verdict::gone);
  EXPECT_EQ(refined(403, R"({"message":"Failed to parse Asset"})"), Verdict::invalid);
  EXPECT_EQ(refined(403, R"({"message":"x","detail":"y"})"), Verdict::invalid);
  for (const char* message : {"Forbidden", "User is not authorized", "Missing Authentication Token",
                              "no Upload privilege"})
    EXPECT_EQ(refined(403, "{\"message\":\"" + std::string(message) + "\"}"), Verdict::forbidden)
        << message;
  EXPECT_EQ(refined(403, ""), Verdict::forbidden);
  EXPECT_EQ(refined(403, "<html>"), Verdict::busy);  // a gateway's
  EXPECT_EQ(refined(401, R"({"message":"Unauthorized"})"), Verdict::auth);
  EXPECT_EQ(refined(200, R"({"status":"error","message":"no"})"), Verdict::invalid);
  EXPECT_EQ(refined(200, R"({"status":"success"})"), Verdict::ok);
}

}  // namespace
}  // namespace ingot::tenovos
