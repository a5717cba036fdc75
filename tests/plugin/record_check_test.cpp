#include "host/plugin/record_check.hpp"

#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugin/near_miss.hpp"
#include "tests/plugin/sample_records.hpp"

namespace ingot::plugin {
namespace {

using test::decoded;
using test::expect_refusals;
using test::letter;
using test::Record;
using test::record_of;
using test::refusal;
using ::testing::HasSubstr;

TEST(RecordCheck, reads_every_field_of_the_other_actions) {
  EXPECT_EQ(decoded<WaitAction>(test::sample_wait()).until_ms, 1234567);
  const auto digest = decoded<DigestAction>(test::sample_digest());
  EXPECT_EQ(digest.id, 9u);
  EXPECT_EQ(digest.off, 10u);
  EXPECT_EQ(digest.len, 990u);
  EXPECT_EQ(digest.alg, "crc32c");
  const auto state = decoded<StateAction>(test::sample_state());
  EXPECT_EQ(state.schema, 5u);
  EXPECT_EQ(state.blob, std::string("\x01\x00\xFF", 3));
  const auto item = decoded<ItemAction>(test::sample_item(1));
  EXPECT_EQ(item.item, 1u);
  EXPECT_EQ(item.result, static_cast<std::uint32_t>(INGOT_IT_RETRYABLE));
  EXPECT_EQ(item.retry_after_ms, 1500);
  EXPECT_EQ(item.remote_id, "asset-1");
  EXPECT_EQ(item.code, "throttled");
  EXPECT_EQ(item.message, "slow down\nplease");
  EXPECT_EQ(item.meta, R"({"upload":[1,2.5e3,null]})");
  const auto note = decoded<NoteAction>(test::sample_note());
  EXPECT_EQ(note.level, static_cast<std::uint32_t>(INGOT_NOTE_WARN));
  EXPECT_EQ(note.item, kNoItem);
  EXPECT_EQ(note.text, "part 3 of é.tif is late");
  EXPECT_EQ(decoded<AbandonAction>(test::sample_abandon()).target, 7u);
  const auto result = decoded<ResultAction>(test::sample_result());
  EXPECT_EQ(result.result, static_cast<std::uint32_t>(INGOT_IT_REJECTED));
  EXPECT_EQ(result.expires_in_ms, 3'600'000);
  EXPECT_EQ(result.message, "no");
}

TEST(RecordCheck, refuses_a_record_with_a_broken_head) {
  expect_refusals(
      test::sample_note(),
      {
          {"no id", [](Record& r) { r.as<ingot_rec>().id = 0; }, "note action 0: id: is 0"},
          {"size one word more", [](Record& r) { r.as<ingot_rec>().size += 8; },
           "record: its size says"},
          {"size one word less", [](Record& r) { r.as<ingot_rec>().size -= 8; },
           "record: its size says"},
          {"a word missing", [](Record& r) { r.words.pop_back(); }, "record: its size says"},
          {"fixed part cut",
           [](Record& r) {
             r.words.resize(3);
             r.as<ingot_rec>().size = 24;
           },
           "its fixed part has"},
          {"head cut", [](Record& r) { r.words.resize(1); }, "its head alone"},
          {"empty", [](Record& r) { r.words.clear(); }, "its head alone"},
          {"a flag of http", [](Record& r) { r.as<ingot_rec>().flags = INGOT_F_IDEMPOTENT; },
           "flags: 2 may not be set"},
          {"an unknown flag", [](Record& r) { r.as<ingot_rec>().flags = 0x4000; },
           "flags: 16384 may not be set"},
      });
}

TEST(RecordCheck, refuses_a_record_that_is_not_aligned) {
  Record record = test::sample_note();
  std::vector<std::uint64_t> shifted(record.words.size() + 1);
  std::byte* start = reinterpret_cast<std::byte*>(shifted.data()) + 4;
  std::memcpy(start, record.data(), record.bytes().size());
  const auto action = decode_action({start, record.bytes().size()}, test::sample_shape());
  ASSERT_FALSE(action);
  EXPECT_THAT(action.error().message, HasSubstr("multiple of 8"));
}

TEST(RecordCheck, refuses_spans_that_leave_the_record) {
  expect_refusals(
      test::sample_note(),
      {
          {"off beyond",
           [](Record& r) { r.as<ingot_ac_note>().text.off = r.as<ingot_rec>().size + 1; },
           "reach beyond"},
          {"len beyond", [](Record& r) { r.as<ingot_ac_note>().text.len = r.as<ingot_rec>().size; },
           "reach beyond"},
          {"one byte beyond",
           [](Record& r) {
             auto& note = r.as<ingot_ac_note>();
             note.text.len = note.h.size - note.text.off + 1;
           },
           "reach beyond"},
          {"sum wraps",
           [](Record& r) {
             r.as<ingot_ac_note>().text = {0xFFFFFFF8u, 0x10u};
           },
           "reach beyond"},
          {"into the fixed part",
           [](Record& r) {
             r.as<ingot_ac_note>().text = {8, 8};
           },
           "lie in the fixed part"},
          {"off 0 with a length", [](Record& r) { r.as<ingot_ac_note>().text.off = 0; },
           "lie in the fixed part"},
      });
}

TEST(RecordCheck, takes_an_empty_span_wherever_it_points_inside) {
  Record record = test::sample_note();
  record.as<ingot_ac_note>().text.len = 0;
  EXPECT_EQ(decoded<NoteAction>(record).text, "");
}

TEST(RecordCheck, refuses_digest_state_item_note_abandon_and_result_near_misses) {
  expect_refusals(
      test::sample_digest(),
      {
          {"item", [](Record& r) { r.as<ingot_ac_digest>().item = 3; }, "digest action 9: item: 3"},
          {"range", [](Record& r) { r.as<ingot_ac_digest>().len = 991; },
           "digest action 9: item 0: 991 bytes at 10"},
          {"algorithm", [](Record& r) { letter(r, r.as<ingot_ac_digest>().alg) = 'C'; },
           "alg: `Crc32c`"},
      });
  expect_refusals(
      test::sample_item(),
      {
          {"item", [](Record& r) { r.as<ingot_ac_item>().item = 3; },
           "item action 11: item: 3 is not one"},
          {"result", [](Record& r) { r.as<ingot_ac_item>().result = 8; }, "result: 8 is unknown"},
          {"retry", [](Record& r) { r.as<ingot_ac_item>().retry_after_ms = -1; },
           "retry_after_ms: -1 is negative"},
          {"remote id", [](Record& r) { letter(r, r.as<ingot_ac_item>().remote_id) = '\n'; },
           "remote_id: has a control"},
          {"code", [](Record& r) { letter(r, r.as<ingot_ac_item>().code) = '\x7F'; },
           "code: has a control"},
          {"message", [](Record& r) { letter(r, r.as<ingot_ac_item>().message) = '\x80'; },
           "message: is not UTF-8"},
          {"meta", [](Record& r) { letter(r, r.as<ingot_ac_item>().meta) = '['; },
           "meta: is not JSON"},
      });
  expect_refusals(
      test::sample_note(),
      {
          {"level", [](Record& r) { r.as<ingot_ac_note>().level = 3; }, "level: 3 is unknown"},
          {"item", [](Record& r) { r.as<ingot_ac_note>().item = 3; }, "item: 3 is not one"},
          {"text", [](Record& r) { letter(r, r.as<ingot_ac_note>().text) = '\xC3'; },
           "text: is not UTF-8"},
      });
  expect_refusals(test::sample_abandon(),
                  {
                      {"target", [](Record& r) { r.as<ingot_ac_abandon>().target = 0; },
                       "abandon action 13: target: is 0"},
                  });
  expect_refusals(
      test::sample_result(),
      {
          {"result", [](Record& r) { r.as<ingot_ac_result>().result = 8; }, "result: 8 is unknown"},
          {"life", [](Record& r) { r.as<ingot_ac_result>().expires_in_ms = -1; },
           "expires_in_ms: -1 is negative"},
          {"context of a transfer",
           [](Record& r) { r.as<ingot_ac_result>().json = r.as<ingot_ac_result>().message; },
           "json: only DISCOVER and ESTIMATE end with JSON"},
      });
}

TEST(RecordCheck, accepts_texts_at_their_limit_and_refuses_one_byte_more) {
  const auto state = [](std::size_t size) {
    return record_of<ingot_ac_state>(INGOT_AC_STATE, 1,
                                     [size](ingot_ac_state& head, RecordLayout& layout) {
                                       head.blob = layout.text(std::string(size, 'x'));
                                     });
  };
  EXPECT_EQ(decoded<StateAction>(state(kMaxStateBytes)).blob.size(), kMaxStateBytes);
  EXPECT_THAT(refusal(state(kMaxStateBytes + 1)),
              HasSubstr("blob: 1048577 bytes, the limit is 1048576"));
  EXPECT_EQ(decoded<NoteAction>(test::sample_note(1, std::string(kMaxTextBytes, 'x'))).text.size(),
            kMaxTextBytes);
  EXPECT_THAT(refusal(test::sample_note(1, std::string(kMaxTextBytes + 1, 'x'))),
              HasSubstr("text: 4097 bytes"));
}

TEST(RecordCheck, ends_items_only_in_operations_that_have_them) {
  EXPECT_THAT(refusal(test::sample_item(), INGOT_OP_LOGIN),
              HasSubstr("this operation has no items to end"));
  EXPECT_THAT(refusal(test::sample_item(), INGOT_OP_DISCOVER),
              HasSubstr("this operation has no items to end"));
  for (const std::uint32_t op :
       {INGOT_OP_VALIDATE, INGOT_OP_TRANSFER, INGOT_OP_LIFECYCLE, INGOT_OP_ABORT, INGOT_OP_VERIFY}) {
    EXPECT_EQ(decoded<ItemAction>(test::sample_item(), op).item, 0u);
  }
}

TEST(RecordCheck, takes_a_context_from_discover_if_it_is_json) {
  const auto discovered = [](std::string_view json) {
    return record_of<ingot_ac_result>(
        INGOT_AC_RESULT, 1,
        [json](ingot_ac_result& head, RecordLayout& layout) { head.json = layout.text(json); });
  };
  EXPECT_EQ(decoded<ResultAction>(discovered("{\"a\":1}"), INGOT_OP_DISCOVER).json, "{\"a\":1}");
  EXPECT_THAT(refusal(discovered("{\"a\":1"), INGOT_OP_DISCOVER), HasSubstr("json: is not JSON"));
}

TEST(RecordCheck, takes_counts_from_estimate_and_json_from_nobody_else) {
  const auto ended = record_of<ingot_ac_result>(
      INGOT_AC_RESULT, 1,
      [](ingot_ac_result& head, RecordLayout& layout) { head.json = layout.text("{\"transfer\":3}"); });
  EXPECT_EQ(decoded<ResultAction>(ended, INGOT_OP_ESTIMATE).json, "{\"transfer\":3}");
  for (const std::uint32_t op : {INGOT_OP_LOGIN, INGOT_OP_TRANSFER, INGOT_OP_VERIFY})
    EXPECT_THAT(refusal(ended, op), HasSubstr("only DISCOVER and ESTIMATE"));
  EXPECT_THAT(refusal(test::sample_item(), INGOT_OP_ESTIMATE),
              HasSubstr("this operation has no items to end"));
}

TEST(RecordCheck, skips_an_unknown_type_unless_it_is_critical) {
  Record record = test::sample_note(77);
  record.as<ingot_rec>().type = 200;
  const auto skipped = decoded<SkippedAction>(record);
  EXPECT_EQ(skipped.type, 200);
  EXPECT_EQ(skipped.id, 77u);
  record.as<ingot_rec>().flags = INGOT_F_CRITICAL;
  const auto action = decode_action(record.bytes(), test::sample_shape());
  ASSERT_FALSE(action);
  EXPECT_EQ(action.error().kind, ErrorKind::refused);
  EXPECT_THAT(action.error().message, HasSubstr("type 200"));
}

TEST(RecordCheck, takes_events_for_no_action) {
  Record record = test::sample_wait();
  record.as<ingot_rec>().type = INGOT_EV_TIMER;
  EXPECT_EQ(decoded<SkippedAction>(record).type, INGOT_EV_TIMER);
}

TEST(RecordCheck, reads_a_record_that_has_grown_at_its_tail) {
  Record record = test::sample_wait();
  record.words.insert(record.words.end(), 4, 0x1122334455667788u);
  record.as<ingot_rec>().size = static_cast<std::uint32_t>(record.bytes().size());
  EXPECT_EQ(decoded<WaitAction>(record).until_ms, 1234567);
}

}  // namespace
}  // namespace ingot::plugin
