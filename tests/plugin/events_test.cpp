#include "host/plugin/events.hpp"

#include <sys/mman.h>

#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ingot/plugin.h>

namespace ingot::plugin {
namespace {

using ::testing::HasSubstr;

// Reads a record as a plugin does: with nothing but the header.
class RecordReading {
 public:
  explicit RecordReading(std::span<const std::byte> bytes) : bytes_(bytes) {}
  template <class T>
  T at(std::size_t offset) const {
    EXPECT_LE(offset + sizeof(T), bytes_.size());
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  template <class T>
  T head() const {
    return at<T>(0);
  }
  std::string text(ingot_span span) const {
    EXPECT_LE(std::uint64_t{span.off} + span.len, bytes_.size());
    return std::string(reinterpret_cast<const char*>(bytes_.data()) + span.off, span.len);
  }

 private:
  std::span<const std::byte> bytes_;
};

std::vector<RecordReading> records(const EventWriter& writer) {
  std::vector<RecordReading> all;
  auto rest = writer.bytes();
  while (!rest.empty()) {
    ingot_rec head;
    std::memcpy(&head, rest.data(), sizeof(head));
    EXPECT_EQ(head.size % 8, 0u);
    EXPECT_GE(head.size, sizeof(head));
    EXPECT_LE(head.size, rest.size());
    all.emplace_back(rest.first(head.size));
    rest = rest.subspan(head.size);
  }
  return all;
}

const std::string kEntropy = "0123456789abcdef0123456789abcdef";

BeginFacts two_items() {
  BeginFacts facts;
  facts.batch_id = 42;
  facts.op = INGOT_OP_TRANSFER;
  facts.entropy = kEntropy;
  facts.context = "{\"user\":1}";
  facts.state = std::string_view("\x01\x00\x02", 3);
  facts.state_schema = 3;
  facts.restarts = 1;
  facts.max_outstanding = 8;
  ItemFacts file;
  file.flags = INGOT_ITEM_HAS_BYTES;
  file.size = 6'000'000'000;
  file.mtime_ms = -5;
  file.part_size = 8u << 20;
  file.n_parts = 716;
  file.tries = 2;
  file.key = "2027/é b.tif";
  file.name = "é b.tif";
  file.mime = "image/tiff";
  file.fields = "{}";
  file.remote_id = "a1";
  file.meta = "{\"m\":1}";
  facts.items.push_back(file);
  ItemFacts record;
  record.idx = 1;
  record.flags = INGOT_ITEM_ENDED;
  record.key = "row-7";
  facts.items.push_back(record);
  return facts;
}

TEST(EventWriter, lays_out_begin_as_the_header_says) {
  EventWriter writer;
  ASSERT_TRUE(writer.begin(two_items()));
  const auto all = records(writer);
  ASSERT_EQ(all.size(), 1u);
  const auto begin = all[0].head<ingot_ev_begin>();
  EXPECT_EQ(begin.h.type, INGOT_EV_BEGIN);
  EXPECT_EQ(begin.h.id, 42u);
  EXPECT_EQ(begin.op, static_cast<std::uint32_t>(INGOT_OP_TRANSFER));
  EXPECT_EQ(std::memcmp(begin.entropy, kEntropy.data(), 32), 0);
  EXPECT_EQ(all[0].text(begin.context), "{\"user\":1}");
  EXPECT_EQ(all[0].text(begin.state), std::string("\x01\x00\x02", 3));
  EXPECT_EQ(begin.state_schema, 3u);
  EXPECT_EQ(begin.restarts, 1u);
  EXPECT_EQ(begin.max_outstanding, 8u);
  ASSERT_EQ(begin.n_items, 2u);
  EXPECT_EQ(begin.items.off % 8, 0u);
  EXPECT_EQ(begin.items.len, 2 * sizeof(ingot_item));
  const auto file = all[0].at<ingot_item>(begin.items.off);
  EXPECT_EQ(file.size, 6'000'000'000u);
  EXPECT_EQ(file.mtime_ms, -5);
  EXPECT_EQ(file.part_size, 8u << 20);
  EXPECT_EQ(file.n_parts, 716u);
  EXPECT_EQ(file.tries, 2u);
  EXPECT_EQ(all[0].text(file.key), "2027/é b.tif");
  EXPECT_EQ(all[0].text(file.name), "é b.tif");
  EXPECT_EQ(all[0].text(file.mime), "image/tiff");
  EXPECT_EQ(all[0].text(file.fields), "{}");
  EXPECT_EQ(all[0].text(file.remote_id), "a1");
  EXPECT_EQ(all[0].text(file.meta), "{\"m\":1}");
  const auto row = all[0].at<ingot_item>(begin.items.off + sizeof(ingot_item));
  EXPECT_EQ(row.idx, 1u);
  EXPECT_EQ(all[0].text(row.key), "row-7");
  EXPECT_EQ(row.mime.off, 0u);
}

TEST(EventWriter, remembers_the_shape_of_the_session) {
  EventWriter writer;
  ASSERT_TRUE(writer.begin(two_items()));
  writer.clear();
  EXPECT_TRUE(writer.is_empty());
  EXPECT_FALSE(writer.has_begin());
  ASSERT_TRUE(writer.shape());
  ASSERT_EQ(writer.shape()->items.size(), 2u);
  EXPECT_EQ(writer.shape()->items[0].size, 6'000'000'000u);
  EXPECT_TRUE(writer.shape()->items[0].has_bytes);
  EXPECT_FALSE(writer.shape()->items[0].has_ended_before);
  EXPECT_FALSE(writer.shape()->items[1].has_bytes);
  EXPECT_TRUE(writer.shape()->items[1].has_ended_before);
}

TEST(EventWriter, lays_the_events_of_a_step_back_to_back) {
  EventWriter writer;
  HttpFacts http;
  http.id = 5;
  http.outcome = INGOT_OUT_RESPONSE;
  http.status = 201;
  http.attempts = 2;
  http.body_total = 1'000'000'000'000;
  http.headers = {{"ETag", "\"abc\""}, {"X-Odd", ""}};
  http.body = "{}";
  http.detail = "after 2 attempts";
  ASSERT_TRUE(writer.http(http));
  writer.timer(6);
  ASSERT_TRUE(writer.digest({7, 1, INGOT_OUT_RESPONSE, 10, 20, "00ff"}));
  writer.cancel();
  EXPECT_EQ(writer.answered(), (std::vector<std::uint64_t>{5, 6, 7}));
  const auto all = records(writer);
  ASSERT_EQ(all.size(), 4u);
  const auto answer = all[0].head<ingot_ev_http>();
  EXPECT_EQ(answer.h.type, INGOT_EV_HTTP);
  EXPECT_EQ(answer.status, 201u);
  EXPECT_EQ(answer.attempts, 2u);
  EXPECT_EQ(answer.body_total, 1'000'000'000'000u);
  ASSERT_EQ(answer.n_headers, 2u);
  EXPECT_EQ(answer.headers.off % 8, 0u);
  EXPECT_EQ(all[0].text(all[0].at<ingot_header>(answer.headers.off).name), "etag");
  EXPECT_EQ(all[0].text(all[0].at<ingot_header>(answer.headers.off).value), "\"abc\"");
  EXPECT_EQ(all[0].text(all[0].at<ingot_header>(answer.headers.off + sizeof(ingot_header)).name),
            "x-odd");
  EXPECT_EQ(all[0].text(answer.body), "{}");
  EXPECT_EQ(all[0].text(answer.detail), "after 2 attempts");
  EXPECT_EQ(all[1].head<ingot_rec>().type, INGOT_EV_TIMER);
  EXPECT_EQ(all[1].head<ingot_rec>().id, 6u);
  const auto digest = all[2].head<ingot_ev_digest>();
  EXPECT_EQ(digest.item, 1u);
  EXPECT_EQ(digest.off, 10u);
  EXPECT_EQ(digest.len, 20u);
  EXPECT_EQ(all[2].text(digest.value), "00ff");
  EXPECT_EQ(all[3].head<ingot_rec>().type, INGOT_EV_CANCEL);
}

TEST(EventWriter, writes_equal_bytes_for_equal_facts_also_into_used_memory) {
  EventWriter fresh, used;
  HttpFacts noise;
  const std::string long_text(5000, '\xAA');
  noise.body = long_text;
  ASSERT_TRUE(used.http(noise));
  used.clear();
  ASSERT_TRUE(fresh.begin(two_items()));
  ASSERT_TRUE(used.begin(two_items()));
  EXPECT_TRUE(std::equal(fresh.bytes().begin(), fresh.bytes().end(), used.bytes().begin(),
                         used.bytes().end()));
}

TEST(EventWriter, refuses_a_begin_that_is_none) {
  const auto complaint = [](auto spoil) {
    EventWriter writer;
    BeginFacts facts = two_items();
    spoil(facts);
    const Status status = writer.begin(facts);
    EXPECT_TRUE(writer.is_empty());
    return status ? std::string("(taken)") : status.error().message;
  };
  EXPECT_THAT(complaint([](BeginFacts& f) { f.op = 0; }), HasSubstr("operation 0 is unknown"));
  EXPECT_THAT(complaint([](BeginFacts& f) { f.op = 9; }), HasSubstr("operation 9 is unknown"));
  EXPECT_THAT(complaint([](BeginFacts& f) { f.entropy = "short"; }),
              HasSubstr("5 bytes of entropy"));
  EXPECT_THAT(complaint([](BeginFacts& f) { f.items[1].idx = 0; }),
              HasSubstr("item 1 has another index"));
}

TEST(EventWriter, begins_once_and_first) {
  EventWriter writer;
  writer.timer(1);
  EXPECT_FALSE(writer.begin(two_items()));
  writer.clear();
  EXPECT_TRUE(writer.begin(two_items()));
  EXPECT_FALSE(writer.begin(two_items()));
}

TEST(EventWriter, refuses_records_beyond_4_gib_without_touching_them) {
  // Addresses without memory behind them: reading one byte would end the test.
  constexpr std::size_t kHuge = std::size_t{5} << 30;
  void* nowhere =
      ::mmap(nullptr, kHuge, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(nowhere, MAP_FAILED);
  const std::string_view huge(static_cast<const char*>(nowhere), kHuge);
  EventWriter writer;
  writer.timer(1);
  const std::size_t before = writer.bytes().size();
  HttpFacts http;
  http.id = 2;
  http.body = huge;
  const Status refused = writer.http(http);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("more than fit into 4 GiB"));
  // Each fits alone, both together do not.
  http.body = huge.substr(0, std::size_t{3} << 30);
  http.detail = http.body;
  EXPECT_FALSE(writer.http(http));
  EXPECT_FALSE(writer.digest({3, 0, 0, 0, 0, huge}));
  EXPECT_EQ(writer.bytes().size(), before);
  EXPECT_EQ(writer.answered(), std::vector<std::uint64_t>{1});
  BeginFacts begin = two_items();
  begin.items[0].fields = huge;
  EXPECT_FALSE(EventWriter().begin(begin));
  ::munmap(nowhere, kHuge);
}

}  // namespace
}  // namespace ingot::plugin
