#include <ingot/lab/object_store.hpp>

#include <gtest/gtest.h>

#include <ingot/lab/digest.hpp>

#include "tests/sdk/lab/asking.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

using test::target_of;

std::string hex_md5(const std::string& text) {
  return to_hex(digest_of(Algorithm::kMd5, text));
}
std::string hex_sha256(const std::string& text) {
  return to_hex(digest_of(Algorithm::kSha256, text));
}

struct Put {
  std::string url;
  std::string body;
  Headers headers = {};
  FaultContext faults = {};
  std::optional<std::uint64_t> length = std::nullopt;  // announced; the body's own if absent
  bool has_length = true;
};

class ObjectStoreTest : public testing::Test {
 protected:
  ObjectStore make(Storage storage) {
    return ObjectStore({"http://s:1", "/store", storage, folder.path(), 3}, clock, audit);
  }
  static Reply put(ObjectStore& store, const Put& put) {
    const std::uint64_t length = put.length.value_or(put.body.size());
    MemoryBody body(put.body, length);
    Request request{.method = "PUT",
                    .target = target_of(put.url),
                    .headers = put.headers,
                    .content_length = {},
                    .body = body,
                    .faults = put.faults};
    request.headers.add("Host", "s:1");
    if (put.has_length) request.content_length = length;
    return store.handle(request);
  }
  static std::string code_of(const Reply& reply) {
    const std::size_t at = reply.body.find("<Code>") + 6;
    return reply.body.substr(at, reply.body.find("</Code>") - at);
  }
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const Violation& violation : audit.violations()) all.push_back(violation.rule);
    return all;
  }
  std::size_t files_left() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      count += entry.exists();
    return count;
  }

  test::TempDir folder;
  ManualClock clock;
  AuditLog audit;
};

template <typename T>
const T& value(const std::variant<StoredObject, StoreRefusal>& result) {
  return std::get<T>(result);
}

TEST_F(ObjectStoreTest, a_sink_keeps_the_rules_and_nothing_else) {
  ObjectStore store = make(Storage::kSink);
  const std::string id = store.create_upload("a.bin", 2);
  const std::string large(ObjectStore::kSmallestPart, 'x');
  std::vector<PartTag> tags;
  for (const auto& [number, body] : {std::pair{1, large}, {2, std::string("end")}}) {
    const Reply reply = put(store, {store.sign(id, number, 1000), body});
    ASSERT_EQ(reply.status, 200);
    const std::string etag(reply.headers.find("ETag").value());
    EXPECT_EQ(etag.size(), 2 * ObjectStore::kSinkTag + 2);  // no MD5, and nobody takes it for one
    tags.push_back({number, etag});
  }
  EXPECT_NE(tags[0].etag, tags[1].etag);
  const Reply cut = put(store, {.url = store.sign(id, 2, 1000), .body = "e", .length = 3});
  EXPECT_EQ(code_of(cut), "IncompleteBody");
  const auto unknown = store.complete(id, std::vector<PartTag>{{1, hex_md5(large)}, tags[1]});
  EXPECT_EQ(value<StoreRefusal>(unknown).code, "InvalidPart");
  const auto done = store.complete(id, tags);
  EXPECT_EQ(value<StoredObject>(done).size, large.size() + 3);
  EXPECT_EQ(value<StoredObject>(done).parts, 2U);
  EXPECT_FALSE(value<StoredObject>(done).md5);
  EXPECT_EQ(files_left(), 0U);
  EXPECT_TRUE(rules().empty());
}

TEST_F(ObjectStoreTest, stores_a_single_part_and_knows_both_digests) {
  for (const Storage storage : {Storage::kKeep, Storage::kDiscard}) {
    ObjectStore store = make(storage);
    const std::string id = store.create_upload("dir/ä b.txt", 1);
    const Reply reply = put(store, {store.sign(id, 1, 1000), "hello"});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.headers.find("ETag"), "\"" + hex_md5("hello") + "\"");
    const auto done = store.complete(id, std::vector<PartTag>{{1, hex_md5("hello")}});
    EXPECT_EQ(value<StoredObject>(done).size, 5U);
    EXPECT_EQ(value<StoredObject>(done).sha256, hex_sha256("hello"));
    EXPECT_EQ(value<StoredObject>(done).md5, hex_md5("hello"));
    EXPECT_EQ(value<StoredObject>(done).key, "dir/ä b.txt");
  }
  EXPECT_TRUE(rules().empty());
}

TEST_F(ObjectStoreTest, joins_kept_parts_in_order_and_hashes_the_whole) {
  ObjectStore store = make(Storage::kKeep);
  const std::string id = store.create_upload("big", 3);
  const std::string one(ObjectStore::kSmallestPart, 'a'), two(ObjectStore::kSmallestPart + 1, 'b'),
      three = "c";
  for (const auto& [number, bytes] : {std::pair{3, three}, std::pair{1, one}, std::pair{2, two}}) {
    EXPECT_EQ(put(store, {store.sign(id, number, 1000), bytes}).status, 200);
  }
  const std::vector<PartTag> tags{
      {1, hex_md5(one)}, {2, '"' + hex_md5(two) + '"'}, {3, hex_md5(three)}};
  const auto done = store.complete(id, tags);
  EXPECT_EQ(value<StoredObject>(done).sha256, hex_sha256(one + two + three));
  EXPECT_EQ(value<StoredObject>(done).md5, std::nullopt);
  const std::string raw = digest_of(Algorithm::kMd5, one) + digest_of(Algorithm::kMd5, two) +
                          digest_of(Algorithm::kMd5, three);
  EXPECT_EQ(value<StoredObject>(done).etag, hex_md5(raw) + "-3");
  EXPECT_EQ(store.files_of(id).size(), 3U);
}

TEST_F(ObjectStoreTest, a_part_put_again_replaces_the_first_and_is_counted) {
  ObjectStore store = make(Storage::kKeep);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  put(store, {url, "first"});
  put(store, {url, "second"});
  EXPECT_EQ(files_left(), 1U);
  EXPECT_EQ(store.complete(id, std::vector<PartTag>{{1, hex_md5("first")}}).index(), 1U);
  EXPECT_EQ(
      value<StoredObject>(store.complete(id, std::vector<PartTag>{{1, hex_md5("second")}})).size,
      6U);
  ASSERT_EQ(store.repeated_parts().size(), 1U);
  EXPECT_EQ(store.repeated_parts()[0].times, 1U);
}

TEST_F(ObjectStoreTest, a_repeat_after_a_lost_reply_is_not_held_against_the_client) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string url = store.sign(store.create_upload("k", 1), 1, 1000);
  for (FaultContext faults : {FaultContext{.reply_lost = true}, FaultContext{.wrong_etag = true},
                              FaultContext{.no_etag = true}, FaultContext{}}) {
    EXPECT_EQ(put(store, {url, "x", {}, faults}).status, 200);
  }
  EXPECT_TRUE(store.repeated_parts().empty());
  put(store, {url, "x"});
  EXPECT_EQ(store.repeated_parts().size(), 1U);
}

TEST_F(ObjectStoreTest, never_keeps_a_body_cut_short) {
  ObjectStore store = make(Storage::kKeep);
  const std::string id = store.create_upload("k", 1);
  const Reply reply = put(store, {store.sign(id, 1, 1000), "hal", {}, {}, 6});
  EXPECT_EQ(code_of(reply), "IncompleteBody");
  EXPECT_EQ(files_left(), 0U);
  EXPECT_EQ(value<StoreRefusal>(store.complete(id, std::vector<PartTag>{{1, hex_md5("hal")}})).code,
            "InvalidPart");
}

TEST_F(ObjectStoreTest, checks_content_md5) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string url = store.sign(store.create_upload("k", 1), 1, 1000);
  const std::string good = to_base64(digest_of(Algorithm::kMd5, "x"));
  EXPECT_EQ(put(store, {url, "x", {{"Content-MD5", good}}}).status, 200);
  EXPECT_EQ(code_of(put(store, {url, "y", {{"Content-MD5", good}}})), "BadDigest");
  EXPECT_EQ(code_of(put(store, {url, "x", {{"Content-MD5", hex_md5("x")}}})), "InvalidDigest");
  EXPECT_EQ(code_of(put(store, {url, "x", {{"Content-MD5", ""}}})), "InvalidDigest");
}

TEST_F(ObjectStoreTest, names_the_rule_a_wrong_request_breaks) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string url = store.sign(store.create_upload("k", 1), 1, 1000);
  EXPECT_EQ(put(store, {url, "x", {{"Authorization", "Bearer t"}}}).status, 400);
  EXPECT_EQ(put(store, {url, "x", {{"Expect", "100-continue"}}}).status, 200);
  EXPECT_EQ(put(store, {url, "x", {{"Transfer-Encoding", "chunked"}}, {}, {}, false}).status, 501);
  EXPECT_EQ(put(store, {url, "x", {}, {}, {}, false}).status, 411);
  EXPECT_EQ(put(store, {url + "0", "x"}).status, 403);
  EXPECT_EQ(put(store, {url, "x", {{"x-amz-acl", "private"}}}).status, 403);
  EXPECT_EQ(put(store, {url, "x", {}, {}, ObjectStore::kLargestPart + 1}).status, 400);
  EXPECT_EQ(rules(), (std::vector<std::string>{"authorization_on_presigned", "expect_on_presigned",
                                               "chunked_on_presigned", "missing_content_length",
                                               "signature_mismatch", "unsigned_amz_header",
                                               "part_too_large"}));
  for (const Violation& violation : audit.violations()) {
    EXPECT_EQ(violation.detail, "/store/k part 1") << "a URL is a secret";
  }
}

TEST_F(ObjectStoreTest, completion_refuses_what_s3_refuses) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 3);
  const std::string small(ObjectStore::kSmallestPart - 1, 's'),
      big(ObjectStore::kSmallestPart, 'b');
  put(store, {store.sign(id, 1, 1000), big});
  put(store, {store.sign(id, 2, 1000), small});
  put(store, {store.sign(id, 3, 1000), "z"});
  const PartTag one{1, hex_md5(big)}, two{2, hex_md5(small)}, three{3, hex_md5("z")};
  struct Case {
    std::vector<PartTag> parts;
    const char* code;
  };
  const Case cases[] = {{{}, "MalformedXML"},
                        {{two, one}, "InvalidPartOrder"},
                        {{one, one}, "InvalidPartOrder"},
                        {{{1, hex_md5("other")}}, "InvalidPart"},
                        {{{0, one.etag}}, "InvalidPart"},
                        {{one, {4, hex_md5("z")}}, "InvalidPart"},
                        {{one, two, three}, "EntityTooSmall"},
                        {{one, two, {4, three.etag}}, "InvalidPart"},
                        {std::vector<PartTag>(10'001, one), "InvalidArgument"}};
  for (const Case& wrong : cases) {
    EXPECT_EQ(value<StoreRefusal>(store.complete(id, wrong.parts)).code, wrong.code);
  }
  EXPECT_EQ(store.complete(id, std::vector<PartTag>{one, two}).index(), 0U)
      << "the last may be small";
  EXPECT_EQ(value<StoreRefusal>(store.complete("no such", std::vector<PartTag>{one})).code,
            "NoSuchUpload");
}

TEST_F(ObjectStoreTest, completes_once_and_takes_no_part_afterwards) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  put(store, {url, "x"});
  const std::vector<PartTag> parts{{1, hex_md5("x")}};
  EXPECT_EQ(store.complete(id, parts).index(), 0U);
  EXPECT_EQ(value<StoreRefusal>(store.complete(id, parts)).code, "NoSuchUpload");
  EXPECT_EQ(put(store, {url, "x"}).status, 404);
  EXPECT_EQ(rules(), (std::vector<std::string>{"completed_again", "part_after_completion"}));
}

// Completes the upload while its own bytes are still being read.
class CompletingBody final : public BodyReader {
 public:
  CompletingBody(ObjectStore& store, std::string id) : store_(store), id_(std::move(id)) {}
  std::size_t read(std::span<std::byte> into) override {
    if (is_done_) return 0;
    is_done_ = true;
    store_.complete(id_, std::vector<PartTag>{{1, hex_md5("x")}});
    into[0] = std::byte{'y'};
    return 1;
  }
  bool is_truncated() const override { return false; }

 private:
  ObjectStore& store_;
  std::string id_;
  bool is_done_ = false;
};

TEST_F(ObjectStoreTest, notices_a_completion_while_a_part_is_in_flight) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  put(store, {url, "x"});
  CompletingBody body(store, id);
  Request late{
      .method = "PUT", .target = target_of(url), .headers = {}, .content_length = 1, .body = body};
  EXPECT_EQ(store.handle(late).status, 404);
  EXPECT_EQ(rules(),
            (std::vector<std::string>{"completed_with_part_in_flight", "part_after_completion"}));
}

TEST_F(ObjectStoreTest, a_short_store_keeps_half_and_may_lie_about_it) {
  ObjectStore store = make(Storage::kKeep);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  EXPECT_EQ(test::etag_of(put(store, {url, "abcd", {}, {.short_store = ShortStore::kHonest}})),
            hex_md5("ab"));
  EXPECT_EQ(test::etag_of(put(store, {url, "abcd", {}, {.short_store = ShortStore::kLying}})),
            hex_md5("abcd"));
  const auto done = store.complete(id, std::vector<PartTag>{{1, hex_md5("abcd")}});
  EXPECT_EQ(value<StoredObject>(done).size, 2U);
  EXPECT_EQ(value<StoredObject>(done).sha256, hex_sha256("ab"));
}

TEST_F(ObjectStoreTest, etag_faults_change_the_reply_and_not_the_part) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  EXPECT_FALSE(put(store, {url, "x", {}, {.no_etag = true}}).headers.has("ETag"));
  EXPECT_NE(test::etag_of(put(store, {url, "x", {}, {.wrong_etag = true}})), hex_md5("x"));
  EXPECT_EQ(store.complete(id, std::vector<PartTag>{{1, hex_md5("x")}}).index(), 0U);
}

TEST_F(ObjectStoreTest, takes_an_object_without_a_multipart_upload) {
  ObjectStore store = make(Storage::kKeep);
  const std::string id = store.create_upload("dir/ä b.txt", 1);
  const std::string url = store.sign_object(id, 1000);
  EXPECT_EQ(url.find("partNumber"), std::string::npos);
  EXPECT_EQ(url.find("uploadId"), std::string::npos);
  EXPECT_EQ(test::etag_of(put(store, {url, "first"})), hex_md5("first"));
  const std::string other = to_base64(digest_of(Algorithm::kMd5, "other"));
  EXPECT_EQ(code_of(put(store, {url, "second", {{"Content-MD5", other}}})), "BadDigest");
  EXPECT_EQ(store.part_of(id, 1).value_or(HeldPart{}).etag, hex_md5("first"));
  EXPECT_EQ(store.complete(id, std::vector<PartTag>{{1, hex_md5("first")}}).index(), 0U);
  EXPECT_EQ(put(store, {url, "third"}).status, 404) << "the vendor has taken the object over";
}

TEST_F(ObjectStoreTest, an_object_url_binds_its_content_md5_and_is_forgotten_by_a_reset) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string md5 = to_base64(digest_of(Algorithm::kMd5, "x"));
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign_object(id, 1000, md5);
  EXPECT_EQ(code_of(put(store, {url, "x"})), "SignatureDoesNotMatch");
  EXPECT_EQ(put(store, {url, "x", {{"Content-MD5", md5}}}).status, 200);
  store.reset();
  EXPECT_EQ(code_of(put(store, {url, "x", {{"Content-MD5", md5}}})), "NoSuchUpload");
}

TEST_F(ObjectStoreTest, part_numbers_go_from_1_to_10000) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 2);
  for (const int number : {-1, 0, 10'001}) {
    EXPECT_EQ(code_of(put(store, {store.sign(id, number, 1000), "x"})), "InvalidArgument")
        << number;
  }
  for (const int number : {1, 10'000}) {
    EXPECT_EQ(put(store, {store.sign(id, number, 1000), "x"}).status, 200) << number;
  }
  EXPECT_EQ(store.parts_of(id).size(), 2U);
}

TEST_F(ObjectStoreTest, expired_urls_answer_as_s3_does) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  const Reply faulted = put(store, {url, "x", {}, {.url_expiry = UrlExpiry::kThisUrl}});
  EXPECT_EQ(faulted.status, 403);
  EXPECT_NE(faulted.body.find("<Message>Request has expired</Message>"), std::string::npos);
  EXPECT_EQ(faulted.headers.find("Content-Type"), "application/xml");
  EXPECT_EQ(put(store, {url, "x"}).status, 200);
  EXPECT_EQ(put(store, {url, "x", {}, {.url_expiry = UrlExpiry::kAllUrls}}).status, 403);
  EXPECT_EQ(put(store, {url, "x"}).status, 403);
  EXPECT_EQ(put(store, {store.sign(id, 1, 1000), "x"}).status, 200);
  clock.advance(1000);
  EXPECT_EQ(put(store, {store.sign(id, 1, 1000), "x"}).status, 200);
  EXPECT_TRUE(rules().empty());
}

TEST_F(ObjectStoreTest, tells_which_parts_it_holds_until_they_are_one_object) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 2);
  EXPECT_TRUE(store.parts_of(id).empty());
  put(store, {store.sign(id, 2, 1000), "second"});
  put(store, {store.sign(id, 1, 1000), "one"});
  put(store, {store.sign(id, 2, 1000), "two"});
  const std::vector<HeldPart> held = store.parts_of(id);
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].number, 1);
  EXPECT_EQ(held[1].size, 3U);
  EXPECT_EQ(held[1].etag, hex_md5("two"));
  EXPECT_EQ(store.part_of(id, 2).value_or(HeldPart{}).etag, hex_md5("two"));
  EXPECT_FALSE(store.part_of(id, 3) || store.part_of("unknown", 1));
  ASSERT_EQ(store.complete(id, std::vector<PartTag>{{2, hex_md5("two")}}).index(), 0U);
  EXPECT_TRUE(store.parts_of(id).empty());
  EXPECT_FALSE(store.part_of(id, 2));
  EXPECT_TRUE(store.parts_of("unknown").empty());
}

TEST_F(ObjectStoreTest, tells_the_digests_of_an_only_part_as_it_is_held_and_not_as_it_was_answered) {
  ObjectStore store = make(Storage::kDiscard);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  put(store, {url, "whole", {}, {.short_store = ShortStore::kLying}});
  ASSERT_EQ(store.parts_of(id).size(), 1U);
  EXPECT_EQ(store.parts_of(id)[0].etag, hex_md5("whole"));
  EXPECT_EQ(store.parts_of(id)[0].md5, hex_md5("wh"));
  put(store, {url, "whole"});
  EXPECT_EQ(store.parts_of(id)[0].md5, hex_md5("whole"));
  EXPECT_EQ(store.parts_of(id)[0].sha256, hex_sha256("whole"));
  EXPECT_EQ(store.part_of(id, 1).value_or(HeldPart{}).sha256, hex_sha256("whole"));
  const std::string two = store.create_upload("l", 2);
  put(store, {store.sign(two, 1, 1000), "half"});
  EXPECT_EQ(store.parts_of(two)[0].sha256, std::nullopt);
}

TEST_F(ObjectStoreTest, the_smallest_part_can_be_scaled_down_and_holds_to_the_byte) {
  ObjectStore store({"http://s:1", "/store", Storage::kDiscard, {}, 3, 4}, clock, audit);
  const auto complete = [&](const std::string& first) {
    const std::string id = store.create_upload("k", 2);
    put(store, {store.sign(id, 1, 1000), first});
    put(store, {store.sign(id, 2, 1000), "z"});
    return store.complete(id, std::vector<PartTag>{{1, hex_md5(first)}, {2, hex_md5("z")}});
  };
  EXPECT_EQ(value<StoredObject>(complete("1234")).size, 5U);
  EXPECT_EQ(value<StoreRefusal>(complete("123")).code, "EntityTooSmall");
}

TEST_F(ObjectStoreTest, an_aborted_upload_leaves_nothing) {
  ObjectStore store = make(Storage::kKeep);
  const std::string id = store.create_upload("k", 1);
  const std::string url = store.sign(id, 1, 1000);
  put(store, {url, "x"});
  store.abort(id);
  EXPECT_EQ(files_left(), 0U);
  EXPECT_EQ(put(store, {url, "x"}).status, 404);
  EXPECT_TRUE(rules().empty());
}

TEST_F(ObjectStoreTest, says_why_it_cannot_write) {
  ObjectStore store({"http://s:1", "/store", Storage::kKeep, folder.path() / "missing", 3}, clock,
                    audit);
  const Reply reply = put(store, {store.sign(store.create_upload("k", 1), 1, 1000), "x"});
  EXPECT_EQ(reply.status, 500);
  EXPECT_NE(reply.body.find("No such file or directory"), std::string::npos);
}

}  // namespace
}  // namespace ingot::lab
