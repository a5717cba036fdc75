// Every documented rule about the wording of an upload, with its near misses
// (dash.md 1.3, 1.9, 3.4).
#include <limits>

#include "plugins/dash/lab/upload_order.hpp"
#include "tests/plugins/dash_lab/dash_lab.hpp"

namespace ingot::lab {
namespace {

using dash::OrderKind;
using dash::Refusal;
using dash::UploadOrder;

// "ok: N parts", or the refusal's message.
std::string verdict(const std::string& json, dash::OrderRules rules = {}) {
  const Expected<Json> parsed = Json::parse(json);
  EXPECT_TRUE(parsed) << json;
  const auto answer = dash::read_order(*parsed, OrderKind::kCreateInBatch, rules, "item");
  if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal->message;
  return "ok: " + std::to_string(std::get<UploadOrder>(answer).parts) + " parts";
}

std::string sized(std::int64_t size, const std::string& part_size) {
  return R"({"batchItemId":"a","path":"/a","size":)" + std::to_string(size) + R"(,"partSize":)" +
         part_size + "}";
}

TEST(UploadOrder, plans_parts_within_the_documented_bounds) {
  constexpr std::int64_t k5MiB = 5'242'880, k5GiB = 5'368'709'120;
  struct Case {
    std::int64_t size;
    const char* part_size;
    const char* verdict;
  };
  const Case cases[] = {
      {1, "null", "ok: 1 parts"},
      {0, "null", "item.size: must be at least 1"},
      {-1, "null", "item.size: must be at least 1"},
      {k5MiB - 1, "null", "ok: 1 parts"},
      {k5MiB - 1, "5242879", "ok: 1 parts"},
      {k5MiB - 1, "5242881", "ok: 1 parts"},
      {k5MiB - 1, "1000000",
       "item.partSize: a file of less than 5 MiB must be uploaded in a single part"},
      {k5MiB, "5242880", "ok: 1 parts"},
      {k5MiB, "5242879", "item.partSize: must be more than 5242880"},
      {k5MiB + 1, "5242880", "item.partSize: must be more than 5242880"},
      {k5MiB + 1, "5242881", "ok: 1 parts"},
      {k5MiB + 2, "5242881", "ok: 2 parts"},
      {k5GiB, "null", "ok: 1 parts"},
      {k5GiB, "5368709119", "ok: 2 parts"},
      {k5GiB, "5368709120", "item.partSize: must be less than 5368709120"},
      {k5GiB + 1, "null", "ok: 41 parts"},
      {52'428'810'000, "5242881", "ok: 10000 parts"},
      {52'428'810'001, "5242881", "item.partSize: makes 10001 parts, the most are 10000"},
      {std::numeric_limits<std::int64_t>::max() - 10'000'000'000, "5368709119",
       "item.partSize: makes 1717986917 parts, the most are 10000"},
      {100, "0", "item.partSize: must be positive"},
      {100, "-5", "item.partSize: must be positive"},
      {100, "\"7\"", "item.partSize: must be an integer or null"},
      {100, "7.0", "item.partSize: must be an integer or null"}};
  for (const Case& each : cases) {
    EXPECT_EQ(verdict(sized(each.size, each.part_size)), each.verdict)
        << each.size << " by " << each.part_size;
  }
  EXPECT_EQ(verdict(sized(0, "null"), {.smallest_file = 0}), "ok: 1 parts");
}

TEST(UploadOrder, checks_every_field_by_type_and_presence) {
  struct Case {
    const char* json;
    const char* message;
  };
  const Case cases[] = {
      {"1", "item: must be an object"},
      {"{}", "item.batchItemId: a string is required"},
      {R"({"batchItemId":1})", "item.batchItemId: a string is required"},
      {R"({"batchItemId":""})", "item.batchItemId: must not be empty"},
      {R"({"batchItemId":"a"})", "item.path: a string is required"},
      {R"({"batchItemId":"a","path":"/a"})", "item.size: an integer is required"},
      {R"({"batchItemId":"a","path":"/a","size":"1"})", "item.size: an integer is required"},
      {R"({"batchItemId":"a","path":"/a","size":1.5})", "item.size: an integer is required"},
      {R"({"batchItemId":"a","path":"/a","size":true})", "item.size: an integer is required"},
      {R"({"batchItemId":"a","path":"/a","size":1,"name":"x"})", "item.name: unknown property"},
      {R"({"batchItemId":"a","assetId":"x","path":"/a","size":1})",
       "item.assetId: unknown property"}};
  for (const Case& wrong : cases) EXPECT_EQ(verdict(wrong.json), wrong.message) << wrong.json;
}

TEST(UploadOrder, checks_paths) {
  const auto path = [](const std::string& escaped) {
    return verdict(R"({"batchItemId":"a","path":")" + escaped + R"(","size":1})");
  };
  for (const char* good : {"/", "/a", "/a b/ü/😀 #%+.jpg", "/...", "/a.", "/.hidden"}) {
    EXPECT_EQ(path(good), "ok: 1 parts") << good;
  }
  struct Case {
    const char* path;
    const char* message;
  };
  const Case cases[] = {{"", "item.path: must not be empty"},
                        {"a", "item.path: must begin with /"},
                        {"//a", "item.path: has an empty segment"},
                        {"/a//b", "item.path: has an empty segment"},
                        {"/a/", "item.path: has an empty segment"},
                        {"/../a", "item.path: has a segment . or .."},
                        {"/a/.", "item.path: has a segment . or .."},
                        {"/a\\\\b", "item.path: has a backslash"},
                        {"/a\\nb", "item.path: has control characters"},
                        {"/a\\u0000b", "item.path: has control characters"},
                        {"/a\\u007f", "item.path: has control characters"}};
  for (const Case& wrong : cases) EXPECT_EQ(path(wrong.path), wrong.message) << wrong.path;
}

TEST(UploadOrder, checks_requests_for_urls) {
  const auto urls = [](const std::string& json, Md5Spelling spelling = Md5Spelling::kEither) {
    return verdict(
        R"({"batchItemId":"a","path":"/a","size":10485763,"partSize":5242881,"partUrlsRequest":)" +
            json + "}",
        {.md5_spelling = spelling});
  };
  const std::string at = "item.partUrlsRequest.urlRequests[0].";
  EXPECT_EQ(urls("null"), "ok: 3 parts");
  EXPECT_EQ(urls(R"({"urlRequests":[]})"), "ok: 3 parts");
  EXPECT_EQ(urls(R"({"uploadId":null,"urlRequests":[{"partNumber":3},)"
                 R"({"partNumber":1,"contentMd5":null}]})"),
            "ok: 3 parts");
  EXPECT_EQ(urls("[]"), "item.partUrlsRequest: must be an object");
  EXPECT_EQ(urls("{}"), "item.partUrlsRequest.urlRequests: an array is required");
  EXPECT_EQ(urls(R"({"urlRequests":[],"x":1})"), "item.partUrlsRequest: x: unknown property");
  EXPECT_EQ(urls(R"({"uploadId":7,"urlRequests":[]})"),
            "item.partUrlsRequest.uploadId: must be null or a string that is not empty");
  EXPECT_EQ(urls(R"({"urlRequests":[{}]})"), at + "partNumber: an integer is required");
  EXPECT_EQ(urls(R"({"urlRequests":[{"partNumber":0}]})"), at + "partNumber: 0 is not from 1 to 3");
  EXPECT_EQ(urls(R"({"urlRequests":[{"partNumber":4}]})"), at + "partNumber: 4 is not from 1 to 3");
  EXPECT_EQ(urls(R"({"urlRequests":[{"partNumber":1,"url":1}]})"), at + "url: unknown property");
  EXPECT_EQ(urls(R"({"urlRequests":[{"partNumber":1},{"partNumber":1}]})"),
            "item.partUrlsRequest.urlRequests[1].partNumber: asked for twice");
  const auto md5 = [&](const char* text, Md5Spelling spelling) {
    return urls(R"({"urlRequests":[{"partNumber":1,"contentMd5":")" + std::string(text) + "\"}]}",
                spelling);
  };
  const char* hex = "86fb269d190d2c85f6e0468ceca42a20";
  const char* base64 = "hvsmnRkNLIX24EaM7KQqIA==";
  EXPECT_EQ(md5(hex, Md5Spelling::kEither), "ok: 3 parts");
  EXPECT_EQ(md5(base64, Md5Spelling::kEither), "ok: 3 parts");
  EXPECT_EQ(md5(hex, Md5Spelling::kBase64), at + "contentMd5: is no MD5");
  EXPECT_EQ(md5(base64, Md5Spelling::kHex), at + "contentMd5: is no MD5");
  EXPECT_EQ(md5("86fb", Md5Spelling::kEither), at + "contentMd5: is no MD5");
}

TEST_F(DashLab, refuses_a_batch_as_a_whole_with_the_documented_error_body) {
  struct Case {
    std::string body;
    const char* message;
  };
  std::string many;
  for (int i = 0; i < 101; ++i) many += (i > 0 ? "," : "") + item(std::to_string(i), "/a", 1);
  const Case cases[] = {{"{}", "items: an array is required"},
                        {R"({"items":{}})", "items: an array is required"},
                        {R"({"items":[]})", "items: must not be empty"},
                        {R"({"items":[],"x":1})", "items, and nothing else"},
                        {"{\"items\":[" + many + "]}", "items: 101 given, the most are 100"},
                        {"{\"items\":[" + item("a", "/a", 1) + "," + item("a", "/b", 1) + "]}",
                         "items[1].batchItemId: used twice"},
                        {"{\"items\":[" + item("a", "/a", 1) + "," + item("b", "b", 1) + "]}",
                         "items[1].path: must begin with /"},
                        {"[]", "Failed to read request"},
                        {"{\"items\":", "Failed to read request"}};
  for (const Case& wrong : cases) {
    const Reply reply = send("POST", "/asset-and-upload-batch-jobs", wrong.body);
    EXPECT_EQ(reply.status, 400);
    const Json error = *Json::parse(reply.body);
    EXPECT_EQ(text(error["message"]), wrong.message);
    EXPECT_EQ(*error["status"].integer(), 400);
    EXPECT_EQ(text(error["error"]), "Bad Request");
    EXPECT_EQ(text(error["path"]), "/asset-and-upload-batch-jobs");
    EXPECT_EQ(text(error["timestamp"]), "2027-01-15T08:00:00.000+00:00");
  }
  EXPECT_TRUE(dash->facts().objects.empty()) << "a refused batch creates nothing";
  EXPECT_EQ(send("POST", "/asset-and-upload-batch-jobs",
                 "{\"items\":[" + many.substr(0, many.rfind(",{\"batch")) + "]}")
                .status,
            201);
}

}  // namespace
}  // namespace ingot::lab
