// The thunks at the boundary: negotiation, configs, malformed and unknown events, hosts that
// refuse.
#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "tests/sdk/coroutine_vendor.hpp"

namespace {

using namespace ingot;
using namespace ingot::test;

task<> one_request(Batch& batch) {
  co_await batch.send(Request("GET", "u").tag(1));
  batch.done(0, "x");
}

class PickyVendor : public Vendor {
 public:
  explicit PickyVendor(std::string_view config) {
    if (config.find("folder") == std::string_view::npos)
      throw std::invalid_argument("folder: is missing");
    if (config.find("odd") != std::string_view::npos) throw 1;
  }
};

constexpr ingot_plugin kPicky = plugin_table<PickyVendor>("test.picky", "1.2.3");

TEST(Negotiation, answers_only_hosts_of_its_major_and_not_older) {
  const auto version = [](std::uint32_t major, std::uint32_t minor) { return major << 16 | minor; };
  EXPECT_TRUE(detail::speaks(version(1, 0)));
  EXPECT_TRUE(detail::speaks(version(1, 9)));
  EXPECT_FALSE(detail::speaks(version(0, 9)));
  EXPECT_FALSE(detail::speaks(version(2, 0)));
  EXPECT_FALSE(detail::speaks(0));
  EXPECT_FALSE(detail::speaks(UINT32_MAX));
}

TEST(Table, is_complete) {
  EXPECT_EQ(kPicky.size, sizeof(ingot_plugin));
  EXPECT_EQ(kPicky.abi >> 16, 1u);
  EXPECT_STREQ(kPicky.id, "test.picky");
  EXPECT_STREQ(kPicky.version, "1.2.3");
  EXPECT_TRUE(kPicky.open && kPicky.step && kPicky.close && kPicky.extension);
  EXPECT_EQ(kPicky.extension("ingot.anything/1"), nullptr);
}

TEST(Open, refuses_a_config_with_the_vendors_words) {
  FakeHost host(kPicky);
  EXPECT_EQ(host.open("{}"), INGOT_E_CONFIG);
  ASSERT_EQ(host.notes().size(), 1u);
  EXPECT_EQ(host.notes()[0].text, "folder: is missing");
  EXPECT_EQ(host.notes()[0].level, std::uint32_t{INGOT_NOTE_WARN});
  EXPECT_TRUE(host.violations().empty());
  FakeHost odd(kPicky);
  EXPECT_EQ(odd.open(R"({"folder":"odd"})"), INGOT_E_CONFIG);
  FakeHost good(kPicky);
  EXPECT_EQ(good.open(R"({"folder":"/"})"), INGOT_OK);
}

TEST(Open, gives_its_code_to_hosts_that_take_no_note) {
  ingot_host host{};
  host.size = sizeof(host);
  host.emit = [](const ingot_host*, const void*, std::size_t) -> std::int32_t {
    return INGOT_E_STATE;
  };
  ingot_session* session = nullptr;
  EXPECT_EQ(kPicky.open(&host, "{}", 2, &session), INGOT_E_CONFIG);
  EXPECT_EQ(session, nullptr);
}

TEST(Open, refuses_a_host_it_could_not_talk_to) {
  ingot_host mute{};
  ingot_session* session = nullptr;
  EXPECT_EQ(kPicky.open(nullptr, "{}", 2, &session), INGOT_E_STATE);
  EXPECT_EQ(kPicky.open(&mute, "{}", 2, &session), INGOT_E_STATE);
  EXPECT_EQ(kPicky.open(&mute, nullptr, 2, &session), INGOT_E_STATE);
  EXPECT_EQ(kPicky.open(&mute, "{}", 2, nullptr), INGOT_E_STATE);
  kPicky.close(nullptr);
}

TEST(Vendor, says_which_operations_it_does_not_have) {
  for (std::uint32_t op = INGOT_OP_LOGIN; op <= INGOT_OP_ESTIMATE; ++op) {
    FakeHost host(kPicky);
    ASSERT_EQ(host.open(R"({"folder":"/"})"), INGOT_OK);
    ASSERT_EQ(host.begin(begin_with(op == INGOT_OP_LOGIN || op == INGOT_OP_DISCOVER ? 0 : 2, op)),
              INGOT_OK);
    ASSERT_EQ(host.results().size(), 1u);
    EXPECT_EQ(host.results()[0].result, std::uint32_t{INGOT_IT_REJECTED});
    EXPECT_EQ(host.results()[0].message, "operation not supported by this plugin");
    EXPECT_TRUE(host.violations().empty());
  }
}

TEST(Step, skips_unknown_events_unless_they_are_critical) {
  Started<one_request> host(1);
  EXPECT_EQ(host.step(plain_event(4711, 1)), INGOT_OK);
  EXPECT_EQ(host.answer(1, respond(200)), INGOT_OK);
  EXPECT_EQ(host.ends().size(), 1u);
  Started<one_request> other(1);
  EXPECT_EQ(other.step(plain_event(4711, 1, INGOT_F_CRITICAL)), INGOT_E_UNSUPPORTED);
  EXPECT_EQ(other.answer(1, respond(200)), INGOT_E_UNSUPPORTED) << "a failed session stays failed";
}

TEST(Step, wants_begin_first_and_once) {
  FakeHost host(table_of<one_request>());
  ASSERT_EQ(host.open(), INGOT_OK);
  EXPECT_EQ(host.step(plain_event(INGOT_EV_TIMER, 1)), INGOT_E_STATE);
  Started<one_request> twice(1);
  EXPECT_EQ(twice.begin(begin_with(1)), INGOT_E_STATE);
}

TEST(Step, refuses_operations_it_does_not_know) {
  for (const std::uint32_t op : {0u, 9u, UINT32_MAX}) {
    FakeHost host(table_of<one_request>());
    ASSERT_EQ(host.open(), INGOT_OK);
    EXPECT_EQ(host.begin(begin_with(1, op)), INGOT_E_UNSUPPORTED);
  }
}

TEST(Step, does_nothing_over_no_events) {
  Started<one_request> host(1);
  EXPECT_EQ(host.step({}), INGOT_OK);
  EXPECT_EQ(host.outstanding().size(), 1u);
}

// A step that is malformed anywhere has no effect at all: its sound first record is not handled
// either.
TEST(Step, refuses_torn_records_before_any_effect) {
  RecordWriter writer;
  write_answer(writer, 1, respond(200, "body", {{"etag", "e"}}));
  const Bytes sound = bytes_of(writer);
  const Bytes more = plain_event(INGOT_EV_TIMER, 9);
  for (std::size_t cut = 1; cut < more.size(); ++cut) {
    Started<one_request> host(1);
    Bytes torn = sound;
    torn.insert(torn.end(), more.begin(), more.begin() + static_cast<std::ptrdiff_t>(cut));
    EXPECT_EQ(host.step(torn), INGOT_E_RECORD) << cut;
    EXPECT_TRUE(host.ends().empty());
  }
}

TEST(Step, survives_any_change_of_its_events) {
  RecordWriter writer;
  write_answer(writer, 1, respond(200, "body", {{"etag", "e"}, {"x", "y"}}));
  const Bytes sound = bytes_of(writer);
  int refused = 0;
  for (std::size_t at = 0; at + 4 <= sound.size(); at += 4) {
    for (const std::uint32_t value : {0u, 1u, 8u, 200u, 0x7FFFFFF8u, 0xFFFFFFF8u, 0xFFFFFFFFu}) {
      Started<one_request> host(1);
      Bytes bad = sound;
      std::memcpy(bad.data() + at, &value, sizeof(value));
      refused += host.step(bad) == INGOT_OK ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 20);
}

TEST(Step, reads_events_at_any_address) {
  FakeHost host(table_of<one_request>());
  ASSERT_EQ(host.open(), INGOT_OK);
  host.begin(begin_with(1));
  RecordWriter writer;
  write_answer(writer, 1, respond(200, "body", {{"etag", "e"}}));
  Bytes shifted(writer.bytes().size() + 1);
  std::memcpy(shifted.data() + 1, writer.bytes().data(), writer.bytes().size());
  const detail::HttpView view =
      *detail::view_http(RecordReader(std::span<const std::byte>(shifted).subspan(1)));
  EXPECT_EQ(view.body, "body");
  EXPECT_EQ(view.headers.size(), 1u);
}

// A host that refuses the i-th record, for every i: the session fails with the host's code and
// leaks nothing.
struct RefusingHost {
  ingot_host host{};
  int takes = 0, refused = 0;
  explicit RefusingHost(int n) : takes(n) {
    host.size = sizeof(host);
    host.ctx = this;
    host.emit = [](const ingot_host* h, const void*, std::size_t) -> std::int32_t {
      auto& self = *static_cast<RefusingHost*>(h->ctx);
      if (self.takes-- > 0) return INGOT_OK;
      ++self.refused;
      return INGOT_E_RECORD;
    };
  }
};

task<> several_records(Batch& batch) {
  const Live live;
  batch.note(NoteLevel::info, "one");
  batch.checkpoint(1, "two");
  batch.spawn([](Batch& b) -> task<> { co_await b.wait(std::chrono::seconds(1)); }(batch));
  try {
    batch.done(0, "x");
  } catch (const std::exception&) {  // an author who swallows it does not hide it from the host
  }
  batch.done(1, "y");
  co_await batch.all();
}

TEST(Step, fails_with_the_hosts_code_when_a_record_is_refused) {
  for (int taken = 0; taken <= 5; ++taken) {
    RefusingHost refusing(taken);
    const ingot_plugin table = table_of<several_records>();
    ingot_session* session = nullptr;
    ASSERT_EQ(table.open(&refusing.host, "{}", 2, &session), INGOT_OK);
    Begin begin = begin_with(2);
    const Bytes events = begin_records(begin);
    const std::int32_t code = table.step(session, 0, events.data(), events.size());
    EXPECT_EQ(code, taken < 5 ? INGOT_E_RECORD : INGOT_OK) << taken;
    EXPECT_EQ(refusing.refused, taken < 5 ? 1 : 0) << "nothing is said after a refusal";
    table.close(session);
    EXPECT_EQ(Live::count, 0);
  }
}

}  // namespace
