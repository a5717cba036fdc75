#include "host/transfer/dispatcher.hpp"

#include <gtest/gtest.h>
#include <ingot/plugin.h>

#include <algorithm>

#include "host/digest/hasher.hpp"

namespace ingot::transfer {
namespace {

// Notes what it is asked for; the test answers.
class FakeWorkers final : public Workers {
 public:
  void send(Attempt attempt) override { attempts.push_back(std::move(attempt)); }
  void digest(std::vector<DigestTask> together) override {
    lots.push_back(together.size());
    for (auto& task : together) tasks.push_back(std::move(task));
  }
  void cancel(std::uint64_t id) override { cancelled.push_back(id); }

  std::vector<Attempt> attempts;
  std::vector<DigestTask> tasks;
  std::vector<std::size_t> lots;  // how many of them came together
  std::vector<std::uint64_t> cancelled;
};

struct Ending {
  std::uint64_t action;
  HttpOutcome outcome;
};

struct dispatcher : ::testing::Test, DispatchListener {
  dispatcher() {
    SessionItem item;
    item.file.key = "a";
    item.file.size = kSize;
    items.push_back(item);
    options.byte_slots = 2;
    options.ahead = {.actions = 4, .bytes = 1000};
    // A mismatch is told at the third wrong answer, with nothing between.
    options.retry.backoff_first = options.retry.backoff_longest = std::chrono::milliseconds(1);
  }

  void answered(SessionId, const plugin::HttpAction& action, HttpOutcome outcome) override {
    endings.push_back({action.id, std::move(outcome)});
  }
  std::uint64_t record_intent(SessionId, const plugin::HttpAction&) override { return 0; }
  void login_wanted(const std::string&) override {}

  Dispatcher& under_test() {
    if (!made) made.emplace(Dispatcher::Parts{clock, entropy, workers, vault, credentials, *this}, options);
    return *made;
  }
  static plugin::HttpAction put(std::uint64_t id, std::uint64_t offset, std::uint64_t length) {
    plugin::HttpAction action;
    action.id = id;
    action.flags = INGOT_F_IDEMPOTENT | INGOT_F_EXACT_HEADERS | INGOT_F_VERIFY_ETAG;
    action.method = "PUT";
    plugin::Segment url;
    url.text = "http://store.test/part";
    action.url = {url};
    plugin::Segment body;
    body.kind = plugin::SegmentKind::file;
    body.off = offset;
    body.len = length;
    action.body = {body};
    action.items = {0};
    return action;
  }
  static plugin::HttpAction with_content_md5(plugin::HttpAction action) {
    plugin::Segment digest;
    digest.kind = plugin::SegmentKind::digest;
    digest.ref = plugin::kWholeBody;
    digest.text = "md5/hex";
    action.headers.emplace_back("Content-MD5", plugin::Segments{digest});
    return action;
  }
  void submit(plugin::HttpAction action, SessionId session = 1) {
    under_test().submit(session, std::move(action), items, 0);
  }
  void submit_parts(std::uint64_t count, std::uint64_t length) {
    for (std::uint64_t id = 1; id <= count; ++id) submit(put(id, 0, length));
    under_test().turn();
  }
  static digest::DigestValue some_md5() {
    return *digest::DigestValue::from_hex(digest::Algorithm::md5, kMd5);
  }
  void digest_done(std::size_t index) {
    DigestResult result{workers.tasks[index].id, some_md5(), {}, {}};
    EXPECT_TRUE(under_test().handle(result));
    under_test().turn();
  }
  void answer(std::size_t index, int status, const std::string& etag) {
    AttemptResult result;
    result.id = workers.attempts[index].id;
    result.answer.delivery = net::Delivery::response;
    result.answer.response.status = status;
    if (!etag.empty()) result.answer.response.headers.push_back({"etag", etag});
    under_test().handle(std::move(result));
    clock.advance(std::chrono::minutes(1));
    under_test().turn();
  }

  static constexpr std::uint64_t kSize = 100'000;
  static constexpr const char* kMd5 = "0cc175b9c0f1b6a831c399e269772661";
  static constexpr const char* kOther = "92eb5ffee6ae2fec3ad71c777531578f";
  ManualClock clock;
  SeededEntropy entropy{1};
  FakeWorkers workers;
  secrets::Vault vault;
  Credentials credentials;
  DispatchOptions options;
  std::vector<SessionItem> items;
  std::vector<Ending> endings;
  std::optional<Dispatcher> made;
};

TEST_F(dispatcher, asks_for_so_many_digests_ahead_and_for_the_next_lot_when_half_have_left) {
  submit_parts(9, 10);
  ASSERT_EQ(workers.tasks.size(), 4u);
  EXPECT_TRUE(workers.attempts.empty());
  digest_done(1);
  ASSERT_EQ(workers.attempts.size(), 1u) << "the first that is hashed leaves first";
  under_test().turn();
  EXPECT_EQ(workers.tasks.size(), 4u) << "a single one would have the lanes for itself";
  digest_done(0);
  EXPECT_EQ(workers.attempts.size(), 2u);
  under_test().turn();
  EXPECT_EQ(workers.tasks.size(), 6u);
  EXPECT_EQ(workers.lots, (std::vector<std::size_t>{4, 2}));
  digest_done(2);
  EXPECT_EQ(workers.attempts.size(), 2u) << "as many as there are slots";
}

TEST_F(dispatcher, holds_what_is_hashed_ahead_to_the_bytes_allowed) {
  submit_parts(9, 400);
  EXPECT_EQ(workers.tasks.size(), 2u) << "a third would be more than 1000 bytes";
}

TEST_F(dispatcher, no_short_body_overtakes_a_long_one_for_room_in_the_window) {
  submit(put(1, 0, 400));
  submit(put(2, 0, 400));
  submit(put(3, 0, 300));
  submit(put(4, 0, 100));
  under_test().turn();
  EXPECT_EQ(workers.tasks.size(), 2u);
  digest_done(0);
  under_test().turn();
  ASSERT_EQ(workers.tasks.size(), 4u);
  EXPECT_EQ(workers.tasks[2].length, 300u);
}

TEST_F(dispatcher, one_range_is_hashed_once_for_header_and_etag) {
  submit(with_content_md5(put(1, 0, 100)));
  submit(with_content_md5(put(2, 100, 100)));
  under_test().turn();
  ASSERT_EQ(workers.tasks.size(), 2u);
  digest_done(0);
  ASSERT_EQ(workers.attempts.size(), 1u);
  EXPECT_EQ(workers.attempts[0].request.headers[0].value, kMd5);
  EXPECT_FALSE(workers.attempts[0].wants_md5);
}

TEST_F(dispatcher, a_header_needs_its_digest_however_long_the_body_is) {
  submit(with_content_md5(put(1, 0, 5000)));
  under_test().turn();
  ASSERT_EQ(workers.tasks.size(), 1u);
  digest_done(0);
  EXPECT_EQ(workers.attempts.size(), 1u);
}

TEST_F(dispatcher, a_lone_body_is_hashed_on_its_way) {
  submit_parts(1, 10);
  EXPECT_TRUE(workers.tasks.empty());
  ASSERT_EQ(workers.attempts.size(), 1u);
  EXPECT_TRUE(workers.attempts[0].wants_md5);
}

TEST_F(dispatcher, a_body_that_would_fill_the_window_is_hashed_on_its_way) {
  submit(put(1, 0, 501));
  submit(put(2, 0, 500));
  under_test().turn();
  ASSERT_EQ(workers.tasks.size(), 1u);
  EXPECT_EQ(workers.tasks[0].length, 500u);
  ASSERT_EQ(workers.attempts.size(), 1u);
  EXPECT_TRUE(workers.attempts[0].wants_md5);
}

TEST_F(dispatcher, a_body_of_several_pieces_is_hashed_on_its_way) {
  for (std::uint64_t id = 1; id <= 2; ++id) {
    auto action = put(id, 0, 10);
    plugin::Segment head;
    head.text = "--boundary";
    action.body.insert(action.body.begin(), head);
    submit(std::move(action));
  }
  under_test().turn();
  EXPECT_TRUE(workers.tasks.empty());
  ASSERT_EQ(workers.attempts.size(), 2u);
  EXPECT_TRUE(workers.attempts[1].wants_md5);
}

TEST_F(dispatcher, a_retry_goes_with_the_digest_that_is_known) {
  submit_parts(2, 10);
  digest_done(0);
  answer(0, 503, "");
  ASSERT_EQ(workers.attempts.size(), 2u);
  EXPECT_EQ(workers.tasks.size(), 2u);
  EXPECT_FALSE(workers.attempts[1].wants_md5);
  answer(1, 200, kMd5);
  ASSERT_EQ(endings.size(), 1u);
  EXPECT_EQ(endings[0].outcome.outcome, static_cast<std::uint32_t>(INGOT_OUT_RESPONSE));
}

TEST_F(dispatcher, a_wrong_etag_is_noticed_and_the_next_sending_hashes_what_it_sends) {
  submit_parts(2, 10);
  digest_done(0);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(workers.attempts.size(), i + 1);
    EXPECT_EQ(workers.attempts[i].wants_md5, i > 0);
    AttemptResult result;
    result.id = workers.attempts[i].id;
    result.answer.delivery = net::Delivery::response;
    result.answer.response.status = 200;
    result.answer.response.headers.push_back({"etag", kOther});
    if (i > 0) result.md5_hex = kMd5;
    under_test().handle(std::move(result));
    under_test().turn();
  }
  EXPECT_EQ(under_test().traffic().mismatches, 3u);
  ASSERT_EQ(endings.size(), 1u);
  EXPECT_EQ(endings[0].outcome.outcome, static_cast<std::uint32_t>(INGOT_OUT_MISMATCH));
}

TEST_F(dispatcher, without_a_wish_to_verify_nothing_is_hashed) {
  options.verifies_etag = false;
  submit_parts(5, 10);
  EXPECT_TRUE(workers.tasks.empty());
  ASSERT_EQ(workers.attempts.size(), 2u);
  EXPECT_FALSE(workers.attempts[0].wants_md5);
}

TEST_F(dispatcher, a_source_that_changed_before_it_was_hashed_is_told) {
  submit_parts(2, 10);
  DigestResult result{workers.tasks[0].id, Error{ErrorKind::source_changed, "modified"}, {}, {}};
  EXPECT_TRUE(under_test().handle(result));
  ASSERT_EQ(endings.size(), 1u);
  EXPECT_EQ(endings[0].outcome.outcome, static_cast<std::uint32_t>(INGOT_OUT_SOURCE_CHANGED));
  EXPECT_EQ(endings[0].outcome.attempts, 0u);
}

TEST_F(dispatcher, what_will_not_leave_gives_its_digests_and_its_place_back) {
  for (int way = 0; way < 3; ++way) {
    workers = {};
    made.reset();
    submit_parts(4, 10);
    ASSERT_EQ(workers.tasks.size(), 4u);
    if (way == 0) under_test().drop(1);
    if (way == 1) under_test().drain();
    if (way == 2) {
      for (std::uint64_t id = 1; id <= 4; ++id) under_test().abandon(1, id);
    }
    std::sort(workers.cancelled.begin(), workers.cancelled.end());
    ASSERT_EQ(workers.cancelled.size(), 4u) << way;
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(workers.cancelled[i], workers.tasks[i].id);
    DigestResult late{workers.tasks[0].id, some_md5(), {}, {}};
    EXPECT_FALSE(under_test().handle(late));
    if (way == 1) continue;
    for (std::uint64_t id = 11; id <= 14; ++id) submit(put(id, 0, 10), 2);
    under_test().turn();
    EXPECT_EQ(workers.tasks.size(), 8u) << way;
  }
}

TEST_F(dispatcher, short_bodies_go_with_the_bytes_that_were_hashed_and_the_item_has_its_sha256) {
  options.takes_sha256 = true;
  options.ahead.bytes = 10 * kSize;
  items[0].file.size = 60'000;
  submit(put(1, 0, 60'000));
  submit(put(2, 0, 30'000));
  under_test().turn();
  ASSERT_EQ(workers.tasks.size(), 2u);
  EXPECT_TRUE(workers.tasks[0].holds_bytes && workers.tasks[0].takes_sha256);
  EXPECT_TRUE(workers.tasks[1].holds_bytes);
  EXPECT_FALSE(workers.tasks[1].takes_sha256) << "half an item";
  DigestResult result{workers.tasks[0].id, some_md5(), std::make_unique<std::byte[]>(60'000), std::string(32, 's')};
  under_test().handle(result);
  under_test().turn();
  ASSERT_EQ(workers.attempts.size(), 1u);
  EXPECT_NE(workers.attempts[0].held, nullptr);
  EXPECT_FALSE(workers.attempts[0].wants_sha256);
  answer(0, 500, "");
  ASSERT_EQ(workers.attempts.size(), 2u);
  EXPECT_EQ(workers.attempts[1].held, nullptr) << "a retry reads the file again and hashes nothing";
  EXPECT_FALSE(workers.attempts[1].wants_md5 || workers.attempts[1].wants_sha256);
  answer(1, 200, kMd5);
  ASSERT_EQ(endings.size(), 1u);
  EXPECT_EQ(endings[0].outcome.sha256_raw, std::string(32, 's'));
}

TEST_F(dispatcher, what_is_held_in_memory_is_bounded) {
  options.ahead = {.actions = 10'000, .bytes = 1u << 30};
  items[0].file.size = 64u << 10;
  submit_parts(500, 64u << 10);
  ASSERT_EQ(workers.tasks.size(), 500u);
  const auto held = std::count_if(workers.tasks.begin(), workers.tasks.end(),
                                  [](const DigestTask& task) { return task.holds_bytes; });
  EXPECT_EQ(held, 128);
}

}  // namespace
}  // namespace ingot::transfer
