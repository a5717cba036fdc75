// What parts become: completions, right and wrong, early and late.
#include <gmock/gmock.h>

#include "tests/object_store/store_contract.hpp"

namespace ingot::test {
namespace {

TEST_P(ObjectStoreContract, parts_in_any_order_at_once_become_the_object) {
  const std::string item = noise(10 * kMiB + kMiB + 17);
  EngineSender sender(item);
  const Upload upload = store().begin(key("parallel"));
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges = {
      {0, 5 * kMiB}, {5 * kMiB, 5 * kMiB}, {10 * kMiB, kMiB + 17}};
  const auto outcomes = sender.send({part(upload, 3, ranges[2].first, ranges[2].second),
                                     part(upload, 2, ranges[1].first, ranges[1].second),
                                     part(upload, 1, ranges[0].first, ranges[0].second)});
  std::vector<ListedPart> listed;
  std::string md5s;
  for (int number = 1; number <= 3; ++number) {
    const auto& outcome = outcomes[static_cast<std::size_t>(3 - number)];
    const auto& [offset, length] = ranges[static_cast<std::size_t>(number - 1)];
    ASSERT_EQ(outcome.status, 200);
    EXPECT_EQ(outcome.file_bytes, length);
    const std::string bytes = item.substr(offset, length);
    EXPECT_EQ(etag_of(outcome), hex_md5(bytes));
    md5s += raw_md5(bytes);
    listed.push_back({number, etag_of(outcome)});
  }
  EXPECT_FALSE(store().object(upload.key)) << "an object before its completion";
  EXPECT_EQ(store().complete(upload, listed), Completion{});
  EXPECT_EQ(store().object(upload.key),
            (HeldObject{item.size(), hex_md5(md5s) + "-3", hex_sha256(item)}));
  EXPECT_EQ(sender.traffic().mismatches, 0u);
  EXPECT_EQ(sender.traffic().resends, 0u);
  EXPECT_EQ(sender.traffic().requests, 3u);
  EXPECT_EQ(sender.traffic().bytes_acked, item.size());
}

TEST_P(ObjectStoreContract, one_part_alone_has_the_etag_of_a_multipart_upload) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  const Upload upload = store().begin(key("single part"));
  ASSERT_EQ(sender.send(part(upload, 1, 0, item.size())).status, 200);
  ASSERT_EQ(store().complete(upload, {{1, hex_md5(item)}}), Completion{});
  EXPECT_EQ(store().object(upload.key),
            (HeldObject{item.size(), hex_md5(raw_md5(item)) + "-1", hex_sha256(item)}));
}

TEST_P(ObjectStoreContract, part_numbers_may_have_gaps_and_etags_quotes) {
  const std::string item = noise(5 * kMiB + 3);
  EngineSender sender(item);
  const Upload upload = store().begin(key("gaps"));
  const auto outcomes =
      sender.send({part(upload, 7, 0, 5 * kMiB), part(upload, 10'000, 5 * kMiB, 3)});
  ASSERT_EQ(store().complete(
                upload, {{7, etag_of(outcomes[0])}, {10'000, '"' + etag_of(outcomes[1]) + '"'}}),
            Completion{});
  EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).sha256, hex_sha256(item));
}

TEST_P(ObjectStoreContract, a_part_that_is_not_listed_is_left_out) {
  const std::string item = noise(2000);
  EngineSender sender(item);
  const Upload upload = store().begin(key("left out"));
  const auto outcomes = sender.send({part(upload, 1, 0, 1500), part(upload, 2, 1500, 500)});
  const Completion done = store().complete(upload, {{1, etag_of(outcomes[0])}});
  if (GetParam() == StoreKind::radosgw) {
    EXPECT_EQ(done, (Completion{400, "InvalidPart"}))
        << "radosgw wants every part it has to be listed";
    return;
  }
  EXPECT_EQ(done, Completion{});
  EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).sha256,
            hex_sha256(item.substr(0, 1500)));
}

TEST_P(ObjectStoreContract, only_the_last_part_may_be_small) {
  const std::string item = noise(5 * kMiB);
  EngineSender sender(item);
  for (const std::uint64_t missing : {std::uint64_t{0}, std::uint64_t{1}}) {
    const Upload upload = store().begin(key("small " + std::to_string(missing)));
    const auto outcomes =
        sender.send({part(upload, 1, 0, 5 * kMiB - missing), part(upload, 2, 0, 1)});
    const Completion done =
        store().complete(upload, {{1, etag_of(outcomes[0])}, {2, etag_of(outcomes[1])}});
    EXPECT_EQ(done, missing == 0 ? Completion{} : (Completion{400, "EntityTooSmall"}));
    EXPECT_EQ(store().object(upload.key).has_value(), missing == 0);
  }
}

TEST_P(ObjectStoreContract, refuses_wrong_completions_and_keeps_the_upload_open) {
  const std::string item = noise(10 * kMiB + 11);
  EngineSender sender(item);
  for (const CompletionCase& each : completion_cases()) {
    SCOPED_TRACE(each.name);
    Upload upload = store().begin(key("completion " + each.name)), completed = upload;
    const auto outcomes =
        sender.send({part(upload, 1, 0, 5 * kMiB), part(upload, 2, 5 * kMiB, 5 * kMiB),
                     part(upload, 3, 10 * kMiB, 11)});
    std::vector<ListedPart> all;
    for (const auto& outcome : outcomes) {
      all.push_back({static_cast<int>(all.size()) + 1, etag_of(outcome)});
    }
    const auto list = each.list(completed, all);
    const Completion expected = each.expected_of(GetParam());
    EXPECT_EQ(store().complete(completed, list), expected);
    if (expected != Completion{}) {
      EXPECT_FALSE(store().object(upload.key));
      EXPECT_EQ(store().parts(upload).size(), 3u);
      EXPECT_EQ(store().complete(upload, all), Completion{});
    }
    EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).sha256, hex_sha256(item));
  }
}

TEST_P(ObjectStoreContract, an_aborted_upload_cannot_be_completed) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  const Upload upload = store().begin(key("aborted"));
  ASSERT_EQ(sender.send(part(upload, 1, 0, item.size())).status, 200);
  store().abort(upload);
  const Completion seen = store().complete(upload, {{1, hex_md5(item)}});
  // As in the table: radosgw trips over an upload that is not there.
  EXPECT_EQ(seen, GetParam() == StoreKind::radosgw ? (Completion{500, "InternalError"})
                                                   : (Completion{404, "NoSuchUpload"}));
  EXPECT_FALSE(store().object(upload.key));
}

// Here the stores part ways, and S3 itself allows both: a completion is decided by what HEAD says,
// never by this answer.
TEST_P(ObjectStoreContract, a_second_completion_does_no_harm) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  const Upload upload = store().begin(key("twice"));
  ASSERT_EQ(sender.send(part(upload, 1, 0, item.size())).status, 200);
  ASSERT_EQ(store().complete(upload, {{1, hex_md5(item)}}), Completion{});
  const Completion again = store().complete(upload, {{1, hex_md5(item)}});
  EXPECT_THAT(again, ::testing::AnyOf(Completion{}, Completion{404, "NoSuchUpload"}));
  EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).sha256, hex_sha256(item));
}

// Why no completion is sent while a part may still be in flight.
TEST_P(ObjectStoreContract, a_part_after_the_completion_finds_no_upload) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  const Upload upload = store().begin(key("late"));
  ASSERT_EQ(sender.send(part(upload, 1, 0, item.size())).status, 200);
  const Put late = part(upload, 1, 0, 500);
  ASSERT_EQ(store().complete(upload, {{1, hex_md5(item)}}), Completion{});
  const Seen seen = seen_of(sender.send(late));
  if (GetParam() == StoreKind::swift) {
    EXPECT_EQ(seen, Seen{})
        << "Swift takes the part and damages the object: its manifest points to the part";
    return;
  }
  EXPECT_EQ(seen, (Seen{404, "NoSuchUpload", kit::StoreError::upload_gone}));
  EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).sha256, hex_sha256(item));
}

TEST_P(ObjectStoreContract, two_uploads_of_one_key_do_not_see_each_other) {
  const std::string item = noise(2000);
  EngineSender sender(item);
  const Upload one = store().begin(key("rivals")), two = store().begin(key("rivals"));
  EXPECT_NE(one.id, two.id);
  ASSERT_EQ(sender.send(part(one, 1, 0, 1000)).status, 200);
  ASSERT_EQ(sender.send(part(two, 1, 1000, 1000)).status, 200);
  EXPECT_EQ(store().complete(two, {{1, hex_md5(item.substr(1000))}}), Completion{});
  EXPECT_EQ(store().complete(one, {{1, hex_md5(item.substr(0, 1000))}}), Completion{});
  EXPECT_EQ(store().object(one.key).value_or(HeldObject{}).sha256,
            hex_sha256(item.substr(0, 1000)));
}

}  // namespace
}  // namespace ingot::test
