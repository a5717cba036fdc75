// The layer's codec: what is written reads back, and no broken record is read past its end.
#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ingot/detail/facts.hpp>
#include <ingot/record.hpp>
#include <ingot/testkit/fake_events.hpp>

namespace {

using namespace ingot;
using ingot::test::Bytes;

RecordReader reader_of(const Bytes& bytes) {
  return RecordReader(std::span<const std::byte>(bytes));
}

template <class T>
void poke(Bytes& bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(value));
}

Bytes sample_begin() {
  test::Begin begin;
  begin.items = {test::make_item("2027/a b.tif", 10, 4), test::make_item("ü.jpg", 0)};
  begin.items[1].has_bytes = false;
  begin.items[0].has_ended = true;
  begin.items[0].fields = R"({"Title":"x"})";
  begin.items[1].remote_id = "r1";
  begin.items[1].meta = "{}";
  begin.context = "{\"user\":1}";
  begin.state = "state";
  begin.state_schema = 3;
  begin.restarts = 2;
  begin.max_outstanding = 5;
  begin.entropy[31] = 9;
  return test::begin_records(begin);
}

TEST(RecordWriter, lays_every_array_at_a_multiple_of_8) {
  RecordWriter writer;
  writer.open<ingot_ac_http>();
  const std::vector<std::uint32_t> odd = {1, 2, 3};
  const std::vector<ingot_header> headers(2);
  const ingot_span text = writer.text("abc");
  const ingot_span first = writer.array(std::span<const std::uint32_t>(odd));
  const ingot_span second = writer.array(std::span<const ingot_header>(headers));
  const auto record = writer.close(ingot_ac_http{});
  EXPECT_EQ(text.off, sizeof(ingot_ac_http));
  EXPECT_EQ(first.off % 8, 0u);
  EXPECT_EQ(second.off % 8, 0u);
  EXPECT_EQ(record.size() % 8, 0u);
  EXPECT_EQ(RecordReader(record).header().size, record.size());
}

TEST(RecordWriter, writes_the_absent_as_zero) {
  RecordWriter writer;
  writer.open<ingot_ac_note>();
  const ingot_span text = writer.text("");
  EXPECT_EQ(text.off, 0u);
  EXPECT_EQ(text.len, 0u);
  EXPECT_EQ(writer.array(std::span<const std::uint32_t>()).off, 0u);
  EXPECT_EQ(writer.close(ingot_ac_note{}).size(), sizeof(ingot_ac_note));
}

TEST(RecordWriter, counts_spans_from_the_start_of_each_record) {
  RecordWriter writer;
  for (const char* text : {"first", "second"}) {
    writer.open<ingot_ac_note>();
    ingot_ac_note head{};
    head.text = writer.text(text);
    writer.close(head);
  }
  RecordStream stream(writer.bytes());
  for (const char* text : {"first", "second"}) {
    const auto record = stream.next();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->text(record->head<ingot_ac_note>()->text), text);
  }
  EXPECT_TRUE(stream.at_end());
}

TEST(RecordReader, refuses_spans_that_leave_the_record) {
  const Bytes bytes = test::plain_event(INGOT_EV_TIMER, 1);
  Bytes longer = bytes;
  longer.resize(32);
  poke(longer, 0, std::uint32_t{32});
  const RecordReader record = reader_of(longer);
  EXPECT_TRUE(record.text({16, 16}));
  EXPECT_TRUE(record.text({0, 0}));
  EXPECT_TRUE(record.text({32, 0}));
  EXPECT_FALSE(record.text({16, 17}));
  EXPECT_FALSE(record.text({33, 0}));
  EXPECT_FALSE(record.text({32, 1}));
  EXPECT_FALSE(record.text({8, 8})) << "inside the head";
  EXPECT_FALSE(record.text({UINT32_MAX, UINT32_MAX}));
  EXPECT_FALSE(record.text({16, UINT32_MAX}));
  EXPECT_TRUE(record.array<std::uint64_t>({16, 16}, 2));
  EXPECT_FALSE(record.array<std::uint64_t>({20, 8}, 1)) << "not at a multiple of 8";
  EXPECT_FALSE(record.array<std::uint64_t>({16, 16}, 3)) << "elements too small";
  EXPECT_FALSE(record.array<std::uint64_t>({16, 16}, 0)) << "bytes without elements";
  EXPECT_FALSE(record.array<std::uint64_t>({0, 0}, UINT32_MAX)) << "elements without bytes";
  EXPECT_FALSE(record.head<ingot_ev_http>());
}

TEST(RecordStream, stops_at_what_is_not_a_whole_record) {
  const Bytes good = test::plain_event(INGOT_EV_TIMER, 1);
  EXPECT_TRUE(RecordStream(good).next());
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(RecordStream(std::span<const std::byte>(good).first(size)).next()) << size;
  }
  for (const std::uint32_t claimed : {0u, 8u, 15u, 17u, 24u, 0xFFFFFFF8u}) {
    Bytes bad = good;
    poke(bad, 0, claimed);
    EXPECT_FALSE(RecordStream(bad).next()) << claimed;
  }
}

TEST(Facts, come_out_of_a_begin_as_they_went_in) {
  const Bytes bytes = sample_begin();
  const auto facts = detail::read_begin(reader_of(bytes));
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->items.size(), 2u);
  EXPECT_EQ(facts->items[0].key, "2027/a b.tif");
  EXPECT_EQ(facts->items[0].name, "a b.tif");
  EXPECT_EQ(facts->items[0].n_parts, 3u);
  EXPECT_EQ(facts->items[0].fields, R"({"Title":"x"})");
  EXPECT_TRUE(facts->items[0].has_ended);
  EXPECT_FALSE(facts->items[1].has_ended);
  EXPECT_FALSE(facts->items[1].has_bytes);
  EXPECT_EQ(facts->items[1].remote_id, "r1");
  EXPECT_EQ(facts->items[1].meta, "{}");
  EXPECT_EQ(facts->context, "{\"user\":1}");
  EXPECT_EQ(facts->state, "state");
  EXPECT_EQ(facts->state_schema, 3u);
  EXPECT_EQ(facts->restarts, 2u);
  EXPECT_EQ(facts->max_outstanding, 5u);
  EXPECT_EQ(facts->entropy[31], 9u);
}

TEST(Facts, read_records_that_a_newer_host_has_made_longer) {
  // Elements of 96 instead of 88 bytes.
  RecordWriter writer;
  writer.open<ingot_ev_begin>();
  ingot_ev_begin head{};
  head.h.type = INGOT_EV_BEGIN;
  head.op = INGOT_OP_TRANSFER;
  head.n_items = 2;
  constexpr std::size_t kStride = sizeof(ingot_item) + 8;
  std::vector<std::byte> items(2 * kStride, std::byte{0xAB});
  for (std::uint32_t i = 0; i < 2; ++i) {
    ingot_item raw{};
    raw.idx = i;
    raw.size = 100 + i;
    raw.key = writer.text("key" + std::to_string(i));
    std::memcpy(items.data() + i * kStride, &raw, sizeof(raw));
  }
  head.items = writer.array(std::span<const std::byte>(items));
  const auto facts = detail::read_begin(RecordReader(writer.close(head)));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->items[1].size, 101u);
  EXPECT_EQ(facts->items[1].key, "key1");
}

TEST(Facts, refuse_items_out_of_order) {
  test::Begin begin;
  begin.items = {test::make_item("a", 1), test::make_item("b", 1)};
  Bytes bytes = test::begin_records(begin);
  ASSERT_TRUE(detail::read_begin(reader_of(bytes)));
  const std::uint32_t at = reader_of(bytes).head<ingot_ev_begin>()->items.off;
  poke(bytes, at + sizeof(ingot_item), std::uint32_t{0});
  EXPECT_FALSE(detail::read_begin(reader_of(bytes)));
}

TEST(Facts, make_at_least_one_request_possible) {
  test::Begin begin;
  begin.max_outstanding = 0;
  const Bytes bytes = test::begin_records(begin);
  EXPECT_EQ(detail::read_begin(reader_of(bytes))->max_outstanding, 1u);
}

// Every bit of what is not text, and every span, is set to hostile values: all must be read without
// leaving the record (the sanitizers watch), and judged one way or the other.
TEST(Facts, survive_any_change_of_a_record) {
  Bytes begin = sample_begin();
  RecordWriter writer;
  test::write_answer(writer, 7,
                     test::respond(200, "body", {{"etag", "\"x\""}, {"retry-after", "3"}}));
  Bytes http = test::bytes_of(writer);
  const test::Digesting wanted{3, 0, 0, 4, "md5"};
  Bytes digest = test::digest_event(3, wanted, "00ff", INGOT_OUT_RESPONSE);
  std::uint64_t random = 0x9E3779B97F4A7C15u;
  const auto next = [&random](std::uint64_t bound) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    return (random >> 33) % bound;
  };
  const std::uint32_t hostile[] = {0,  1,          7,          8,          15,        16,
                                   17, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF};
  std::size_t refused = 0;
  for (const Bytes* original : {&begin, &http, &digest}) {
    for (int round = 0; round < 20'000; ++round) {
      Bytes bytes = *original;
      for (std::uint64_t n = next(3) + 1; n > 0; --n) {
        const std::uint64_t word =
            4 + next(bytes.size() / 4 - 4);  // the frame is the stream's business
        const std::uint32_t value = next(2) == 0 ? hostile[next(std::size(hostile))]
                                                 : static_cast<std::uint32_t>(next(512));
        poke(bytes, word * 4, value);
      }
      refused += detail::check_event(reader_of(bytes)) == INGOT_OK ? 0 : 1;
    }
    EXPECT_EQ(detail::check_event(reader_of(*original)), INGOT_OK);
  }
  EXPECT_GT(refused, 1000u);
}

}  // namespace
