// The transcript format: facts and actions survive being written, near-misses are refused by name,
// and a plugin that answers otherwise is shown where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ingot/plugin.h>

#include "host/plugin/transcript_lines.hpp"
#include "host/plugin/transcript_text.hpp"
#include "tests/support/event_lines.hpp"
#include "tests/support/recording_vendor.hpp"

namespace ingot::test {
namespace {

using plugin::json_of;
using plugin::masked;
using plugin::parse_transcript;
using plugin::Transcript;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kEntropy = std::string("\x00\x01\xff", 3) + std::string(29, 'e');

plugin::BeginFacts begin_facts() {
  plugin::BeginFacts facts;
  facts.op = INGOT_OP_TRANSFER;
  facts.batch_id = 12;
  facts.entropy = kEntropy;
  facts.context = R"({"fields":{"title":"f-1"}})";
  facts.state = "not json";
  facts.state_schema = 3, facts.restarts = 1, facts.max_outstanding = 16;
  plugin::ItemFacts file;
  file.flags = INGOT_ITEM_HAS_BYTES | INGOT_ITEM_ENDED;
  file.size = 9'007'199'254'740'993, file.mtime_ms = -5, file.part_size = 5 << 20, file.n_parts = 7,
  file.tries = 2;
  file.key = "a/é \"x\".tif", file.name = "é \"x\".tif", file.mime = "image/tiff";
  file.fields = R"({"fields":{"Title":["a","b"]},"config":{}})", file.remote_id = "r-1",
  file.meta = R"({"n":1.5})";
  plugin::ItemFacts record;
  record.idx = 1;
  record.n_parts = 0;
  record.key = "https://x.example/?a=1";
  facts.items = {file, record};
  return facts;
}

plugin::HttpFacts http_facts(std::string_view body) {
  plugin::HttpFacts facts;
  facts.id = 0xF000'0000'0000'0001;
  facts.outcome = INGOT_OUT_RESPONSE, facts.status = 201, facts.attempts = 2;
  facts.body_total = body.size();
  facts.headers = {{"etag", "\"00\""}, {"x-empty", ""}, {"etag", "again"}};
  facts.body = body;
  return facts;
}

// What the facts become after they were written as lines and read back.
std::vector<std::byte> read_back(const plugin::EventWriter& events) {
  const auto lines = event_lines(events.bytes());
  EXPECT_TRUE(lines);
  plugin::EventWriter again;
  for (const auto& line : *lines) {
    const Status written = write_event(line, again);
    EXPECT_TRUE(written) << line << ": " << written.error().message;
  }
  return {again.bytes().begin(), again.bytes().end()};
}

std::vector<std::byte> bytes(const plugin::EventWriter& events) {
  return {events.bytes().begin(), events.bytes().end()};
}

TEST(transcript_events, every_event_reads_back_byte_for_byte) {
  plugin::EventWriter events;
  ASSERT_TRUE(events.begin(begin_facts()));
  ASSERT_TRUE(events.http(http_facts(R"({"id":"a","n":[1,-2,0.5,null,true]})")));
  plugin::HttpFacts lost;
  lost.id = 2, lost.outcome = INGOT_OUT_UNKNOWN, lost.detail = "no answer in time";
  ASSERT_TRUE(events.http(lost));
  ASSERT_TRUE(
      events.digest({.id = 3, .item = 1, .outcome = 0, .off = 5, .len = 9, .value = "00ff"}));
  events.timer(4);
  events.cancel();
  EXPECT_EQ(read_back(events), bytes(events));
}

class body_of_an_answer : public ::testing::TestWithParam<std::string_view> {};

TEST_P(body_of_an_answer, reads_back_byte_for_byte) {
  plugin::EventWriter events;
  ASSERT_TRUE(events.http(http_facts(GetParam())));
  EXPECT_EQ(read_back(events), bytes(events));
}

using namespace std::string_view_literals;
INSTANTIATE_TEST_SUITE_P(
    table, body_of_an_answer,
    ::testing::Values(""sv, "{}"sv, "[]"sv, R"({ "spaced": 1 })"sv, R"({"a":1,"a":2})"sv,
                      R"({"torn":)"sv, R"({"hex":"00"})"sv, R"({"json":{"hex":"00"}})"sv,
                      "\xff\x00\x01"sv, "<html>\r\n\t\"\\</html>"sv, R"({"escaped":"\u00e9\/"})"sv,
                      R"({"big":12345678901234567890,"small":1e-9,"one":1.0})"sv,
                      "\x01\x1f\x7f"sv));

TEST(transcript_events, compact_json_is_shown_as_itself) {
  EXPECT_EQ(json_of(R"({"a":[1,"é"]})"), R"({"json":{"a":[1,"é"]}})");
  EXPECT_EQ(json_of(R"({"a": 1})"), R"("{\"a\": 1}")");
  EXPECT_EQ(json_of("\xff"), R"({"hex":"ff"})");
}

TEST(transcript_events, a_body_that_was_cut_keeps_its_whole_size) {
  plugin::EventWriter events;
  auto facts = http_facts("begin");
  facts.body_total = 5'000'000;
  ASSERT_TRUE(events.http(facts));
  EXPECT_EQ(read_back(events), bytes(events));
}

struct BadLine {
  std::string line, why;
};

class line_that_is_no_event : public ::testing::TestWithParam<BadLine> {};

TEST_P(line_that_is_no_event, is_refused_by_name) {
  plugin::EventWriter events;
  const Status written = write_event(GetParam().line, events);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    table, line_that_is_no_event,
    ::testing::Values(
        BadLine{"", "JSON"}, BadLine{R"({"event":"htpp","id":"0x1"})", "`htpp`"},
        BadLine{R"({"event":"http","id":"1","outcome":"response"})", "`id`"},
        BadLine{R"({"event":"http","id":"0x","outcome":"response"})", "`id`"},
        BadLine{R"({"event":"http","id":"0x1","outcome":"lost"})", "`lost`"},
        BadLine{R"({"event":"http","id":"0x1","outcome":"response","status":"200"})", "`status`"},
        BadLine{R"({"event":"http","id":"0x1","outcome":"response","status":-1})", "`status`"},
        BadLine{R"({"event":"http","id":"0x1","outcome":"response","headers":[["a"]]})", "header"},
        BadLine{R"({"event":"http","id":"0x1","outcome":"response","body":{"hex":"0"}})", "`body`"},
        BadLine{R"({"event":"timer","id":"0x1","outcome":"response"})", "`outcome`"},
        BadLine{R"({"event":"begin","op":"upload","items":[]})", "`upload`"},
        BadLine{R"({"event":"begin","op":"transfer","entropy":"00"})", "`items`"},
        BadLine{R"({"event":"begin","op":"transfer","entropy":"00","items":[]})", "entropy"}));

TEST(transcript_text, signatures_are_masked_wherever_they_stand) {
  EXPECT_EQ(masked("https://x/k?partNumber=1&X-Amz-Signature=ab0f&X-Amz-Date=2"),
            "https://x/k?partNumber=1&X-Amz-Signature=masked&X-Amz-Date=2");
  EXPECT_EQ(masked(R"({"url":"/k?X-Amz-Signature=ab%2F0"})"),
            R"({"url":"/k?X-Amz-Signature=masked"})");
  EXPECT_EQ(masked("X-Amz-Signature=masked"), "X-Amz-Signature=masked");
  EXPECT_EQ(masked("X-Amz-SignedHeaders=host"), "X-Amz-SignedHeaders=host");
}

TEST(transcript_actions, show_what_is_asked_for_and_name_secrets_only) {
  plugin::HttpAction put;
  put.id = 0x0200'0000'0001'0003;
  put.flags = INGOT_F_IDEMPOTENT | INGOT_F_EXACT_HEADERS;
  put.method = "PUT";
  put.url = {{plugin::SegmentKind::literal, 0, {}, 0, 0, "https://s/k?X-Amz-Signature=0a"}};
  put.headers = {{"Authorization",
                  {{plugin::SegmentKind::literal, 0, {}, 0, 0, "Bearer "},
                   {plugin::SegmentKind::secret, 0, plugin::Encoding::raw, 0, 0, "token"}}}};
  put.body = {{plugin::SegmentKind::file, 0, {}, 5, 10, {}}};
  put.items = {0};
  EXPECT_EQ(
      action_line(put),
      R"({"action":"http","id":"0x200000000010003","method":"PUT","url":"https://s/k?X-Amz-Signature=masked",)"
      R"("flags":["idempotent","exact_headers"],"items":[0],)"
      R"("headers":[["Authorization",{"segments":["Bearer ",{"secret":"token","as":"raw"}]}]],)"
      R"("body":{"segments":[{"file":0,"off":5,"len":10}]}})");
  plugin::ItemAction done;
  done.id = 9, done.result = INGOT_IT_REJECTED, done.code = "name", done.message = "too long";
  EXPECT_EQ(
      action_line(done),
      R"({"action":"item","id":"0x9","item":0,"result":"rejected","code":"name","message":"too long"})");
}

// Waits until the time its first event says, then ends its item with a message.
class Clerk final : public plugin::Vendor {
 public:
  explicit Clerk(std::string message) : message_(std::move(message)) {}
  const plugin::Manifest& manifest() const override { return manifest_; }
  Result<std::unique_ptr<plugin::Session>> open(std::string_view config) override {
    if (config != R"({"a":1})") return Error{ErrorKind::invalid, "another config"};
    return std::unique_ptr<plugin::Session>(std::make_unique<Desk>(message_));
  }

 private:
  struct Desk final : plugin::Session {
    explicit Desk(std::string text) : message(std::move(text)) {}
    Result<std::vector<plugin::Action>> step(std::int64_t now_ms,
                                             const plugin::EventWriter& events) override {
      if (events.has_begin())
        return std::vector<plugin::Action>{plugin::WaitAction{1, now_ms + 50}};
      if (message.empty()) return Error{ErrorKind::internal, "gave up"};
      plugin::ItemAction end;
      end.id = 2, end.message = message;
      return std::vector<plugin::Action>{
          plugin::NoteAction{3, INGOT_NOTE_INFO, plugin::kNoItem, "fired"}, end};
    }
    const std::string message;
  };

  const std::string message_;
  plugin::Manifest manifest_;
};

Transcript recorded(const std::string& message) {
  Recording recording;
  RecordingVendor vendor(std::make_unique<Clerk>(message), recording);
  auto session = vendor.open(R"({"a":1})");
  plugin::EventWriter events;
  ignore_error(events.begin(begin_facts()), "checked by its own test");
  ignore_error((*session)->step(1000, events), "recorded");
  events.clear();
  events.timer(1);
  ignore_error((*session)->step(1050, events), "recorded");
  return *recording.at(0);
}

TEST(transcript, replays_what_was_recorded) {
  for (const std::string message : {"stored", ""}) {
    Transcript transcript = recorded(message);
    transcript.vendor = "clerk", transcript.shows = "a wait";
    const auto again = parse_transcript(to_text(transcript));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->operation(), "transfer");
    EXPECT_EQ(to_text(*again), to_text(transcript));
    Clerk clerk(message);
    EXPECT_EQ(*replay(*again, clerk), "");
  }
}

TEST(transcript, shows_the_first_step_that_differs) {
  const Transcript transcript = recorded("stored");
  Clerk other("strored");
  const auto difference = replay(transcript, other);
  ASSERT_TRUE(difference);
  EXPECT_THAT(*difference, HasSubstr("step 2 at 1050"));
  EXPECT_THAT(*difference, HasSubstr("\n  {\"action\":\"note\""));
  EXPECT_THAT(*difference, HasSubstr("\n- {\"action\":\"item\""));
  EXPECT_THAT(*difference, HasSubstr("\n+ {\"action\":\"item\""));
  EXPECT_THAT(*difference, HasSubstr("at byte 67"));
  EXPECT_THAT(*difference, Not(HasSubstr("\"wait\"")));
}

TEST(transcript, shows_an_action_too_many_and_one_too_few) {
  Transcript transcript = recorded("stored");
  Clerk clerk("stored");
  auto& actions = transcript.steps[1].actions;
  const std::string note = actions.front();
  actions.erase(actions.begin());
  EXPECT_THAT(*replay(transcript, clerk), HasSubstr("\n+ " + note + "\n  {\"action\":\"item\""));
  actions.insert(actions.begin(), {note, note});
  EXPECT_THAT(*replay(transcript, clerk), HasSubstr("- " + note + "\n  {\"action\":\"item\""));
}

TEST(transcript, can_be_brought_up_to_what_the_plugin_asks_for_now) {
  const Transcript transcript = recorded("stored");
  Clerk other("kept");
  const auto played = play(transcript, other);
  ASSERT_TRUE(played) << played.error().message;
  EXPECT_NE(difference(transcript, *played), "");
  EXPECT_EQ(*replay(*played, other), "");
  for (std::size_t i = 0; i < transcript.steps.size(); ++i)
    EXPECT_EQ(played->steps.at(i).events, transcript.steps[i].events);
}

TEST(transcript, that_is_damaged_is_refused_with_its_line) {
  const std::string text = to_text(recorded("stored"));
  const std::string head = text.substr(0, text.find("{\"step\""));
  const std::pair<std::string, std::string> kTable[] = {
      {"", "no steps"},
      {head, "no steps"},
      {"{\"transcript\":2,\"vendor\":\"a\",\"shows\":\"b\"}\n",
       "line 1: is no transcript of form 1"},
      {head + "{\"event\":\"cancel\"}\n", "line 3: comes before the first step"},
      {head + "{\"step\":{\"now\":1}}\n", "line 3: `now`"},
      {text + "{\"note\":1}\n", "is neither"},
      {text + "{\"event\":\"cancel\"}\n", "behind an action"},
      {text + "torn", "JSON"},
  };
  for (const auto& [damaged, why] : kTable) {
    const auto parsed = parse_transcript(damaged);
    ASSERT_FALSE(parsed) << damaged;
    EXPECT_THAT(parsed.error().message, HasSubstr(why));
  }
}

TEST(transcript, that_cannot_be_played_says_so) {
  Transcript transcript = recorded("stored");
  Clerk clerk("stored");
  transcript.steps[1].events[0] = R"({"event":"timer","id":"one"})";
  const auto played = replay(transcript, clerk);
  ASSERT_FALSE(played);
  EXPECT_THAT(played.error().message, HasSubstr("step 2"));
  transcript.config = "{}";
  EXPECT_FALSE(replay(transcript, clerk));
}

}  // namespace
}  // namespace ingot::test
