// Sessions of the object-put vendor against a store of a few lines.
#include <string>

#include <gtest/gtest.h>

#include <ingot/testkit/fake_host.hpp>

#include "benchmarks/objectput/objectput.hpp"

namespace ingot::objectput {
namespace {

using ingot::test::Answer;
using ingot::test::Begin;
using ingot::test::FakeHost;
using ingot::test::make_item;
using ingot::test::respond;
using ingot::test::Sent;

constexpr std::uint64_t kMiB = 1u << 20;
constexpr const char* kConfig = R"({"base_url":"http://store.test"})";

const ingot_plugin& plugin_under_test() {
  static constexpr ingot_plugin table = plugin_table<ObjectPut>(kPluginId, kPluginVersion);
  return table;
}

Answer store(const Sent& sent) {
  if (sent.method == "PUT") {
    const auto part = sent.url.find("partNumber=");
    const std::string number = part == sent.url.npos ? "whole" : sent.url.substr(part + 11, 1);
    return respond(200, "", {{"etag", "\"e" + number + "\""}});
  }
  if (sent.url.ends_with("?uploads")) return respond(200, "<X><UploadId>u/1</UploadId></X>");
  return respond(200, "<X><ETag>\"whole\"</ETag></X>", {{"etag", "\"all\""}});
}

FakeHost& run(FakeHost& host, std::vector<Item> items, const char* config = kConfig,
              const std::function<Answer(const Sent&)>& server = store) {
  Begin begin;
  begin.items = std::move(items);
  begin.max_outstanding = 2;
  for (std::uint32_t i = 0; i < begin.items.size(); ++i) begin.items[i].idx = i;
  EXPECT_EQ(host.open(config), INGOT_OK);
  EXPECT_EQ(host.begin(begin), INGOT_OK);
  EXPECT_EQ(host.run(server), INGOT_OK);
  EXPECT_TRUE(host.violations().empty()) << host.violations().front();
  return host;
}

TEST(objectput, small_files_need_one_call_each) {
  FakeHost host(plugin_under_test());
  run(host, {make_item("a/b c.jpg", 10), make_item("d", 0), make_item("e", 20)});
  ASSERT_EQ(host.sent().size(), 3u);
  const Sent& put = host.sent().front();
  EXPECT_EQ(put.method, "PUT");
  EXPECT_EQ(put.url, "http://store.test/bench/a/b%20c.jpg");
  EXPECT_EQ(put.body, "${file:0:0:10}");
  EXPECT_EQ(put.header("Content-MD5"), "${digest:body:md5/base64}");
  EXPECT_TRUE(put.has(INGOT_F_IDEMPOTENT));
  EXPECT_TRUE(put.has(INGOT_F_VERIFY_ETAG));
  for (std::uint32_t item = 0; item < 3; ++item) EXPECT_EQ(host.end_of(item)->result, INGOT_IT_DONE);
}

TEST(objectput, without_content_md5_nothing_is_digested) {
  FakeHost host(plugin_under_test());
  run(host, {make_item("a", 10)}, R"({"base_url":"http://store.test","content_md5":false})");
  const Sent& put = host.sent().front();
  EXPECT_FALSE(put.header("Content-MD5"));
  EXPECT_FALSE(put.has(INGOT_F_VERIFY_ETAG));
}

TEST(objectput, large_files_go_in_parts_whose_etags_complete_them) {
  FakeHost host(plugin_under_test());
  run(host, {make_item("big", 20 * kMiB + 1, 8 * kMiB)});
  const auto& sent = host.sent();
  ASSERT_EQ(sent.size(), 5u);
  EXPECT_EQ(sent[0].url, "http://store.test/bench/big?uploads");
  EXPECT_FALSE(sent[0].has(INGOT_F_IDEMPOTENT));
  EXPECT_EQ(sent[3].url, "http://store.test/bench/big?partNumber=3&uploadId=u%2F1");
  EXPECT_EQ(sent[3].body, "${file:0:16777216:4194305}");
  EXPECT_EQ(sent[4].url, "http://store.test/bench/big?uploadId=u%2F1");
  EXPECT_EQ(sent[4].body,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e1\"</ETag></Part>"
            "<Part><PartNumber>2</PartNumber><ETag>\"e2\"</ETag></Part>"
            "<Part><PartNumber>3</PartNumber><ETag>\"e3\"</ETag></Part></CompleteMultipartUpload>");
  EXPECT_EQ(host.end_of(0)->result, INGOT_IT_DONE);
}

TEST(objectput, refused_part_ends_its_item_only) {
  FakeHost host(plugin_under_test());
  run(host, {make_item("big", 20 * kMiB, 8 * kMiB), make_item("small", 1)}, kConfig,
      [](const Sent& sent) {
        return sent.url.find("partNumber=2") == sent.url.npos ? store(sent) : respond(400);
      });
  EXPECT_EQ(host.end_of(0)->result, INGOT_IT_REJECTED);
  EXPECT_EQ(host.end_of(1)->result, INGOT_IT_DONE);
  for (const Sent& sent : host.sent())
    EXPECT_TRUE(sent.method == "PUT" || sent.url.ends_with("?uploads")) << sent.url;
}

TEST(objectput, config_without_an_address_is_refused) {
  FakeHost host(plugin_under_test());
  EXPECT_NE(host.open("{}"), INGOT_OK);
}

}  // namespace
}  // namespace ingot::objectput
