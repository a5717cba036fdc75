#include "host/plugin/session.hpp"

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ingot/plugin.h>

#include "host/base/task_group.hpp"
#include "host/plugin/library_session.hpp"
#include "host/plugin/record_check.hpp"
#include "tests/plugin/sample_records.hpp"

// What the plugin of these tests does; the config carries its address.
struct Script {
  std::function<std::int32_t(const ingot_host*, ingot_session**)> open;
  std::function<std::int32_t(const ingot_host*)> step;
  std::function<void(const ingot_host*)> close;
  const ingot_host* host = nullptr;
  int steps = 0, closes = 0;
};

struct ingot_session {
  Script* script;
};

namespace ingot::plugin {
namespace {

using test::Record;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::int32_t open_script(const ingot_host* host, const void* config, std::size_t len,
                         ingot_session** out) {
  auto* script =
      reinterpret_cast<Script*>(std::stoull(std::string(static_cast<const char*>(config), len)));
  script->host = host;
  if (script->open) return script->open(host, out);
  *out = new ingot_session{script};
  return INGOT_OK;
}
std::int32_t step_script(ingot_session* session, std::int64_t, const void*, std::size_t) {
  ++session->script->steps;
  return session->script->step(session->script->host);
}
void close_script(ingot_session* session) {
  Script& script = *session->script;
  ++script.closes;
  if (script.close) script.close(script.host);
  delete session;
}
const void* no_extension(const char*) {
  return nullptr;
}

constexpr ingot_plugin kTable{sizeof(ingot_plugin), INGOT_ABI_VERSION, "test.script", "1.0.0",
                              open_script,          step_script,       close_script,  no_extension};

std::int32_t emit(const ingot_host* host, const Record& record) {
  return host->emit(host, record.words.data(), record.bytes().size());
}

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    Manifest manifest;
    manifest.name = "script";
    vendor_ = static_vendor(&kTable, manifest);
  }
  Result<std::unique_ptr<Session>> open() {
    return vendor_->open(std::to_string(reinterpret_cast<std::uintptr_t>(&script_)));
  }
  // Opens, begins with `items` items and takes the first step.
  Result<std::vector<Action>> first_step(std::uint32_t op = INGOT_OP_TRANSFER,
                                         std::size_t items = 3) {
    auto opened = open();
    if (!opened) return opened.error();
    session_ = *std::move(opened);
    BeginFacts facts;
    facts.op = op;
    facts.entropy = "0123456789abcdef0123456789abcdef";
    facts.items.resize(items);
    for (std::size_t i = 0; i < items; ++i) {
      facts.items[i].idx = static_cast<std::uint32_t>(i);
      facts.items[i].flags = i == 2 ? 0 : INGOT_ITEM_HAS_BYTES;
      facts.items[i].size = i == 0 ? 1000 : 0;
    }
    if (const Status begun = events_.begin(facts); !begun) return begun.error();
    auto actions = session_->step(0, events_);
    events_.clear();
    return actions;
  }
  std::string breach() {
    const auto actions = first_step();
    if (actions) return "(kept)";
    EXPECT_EQ(actions.error().kind, ErrorKind::internal);
    EXPECT_THAT(actions.error().message, HasSubstr("plugin script broke the contract: "));
    // It stays broken, and the plugin is not asked again.
    const int steps = script_.steps;
    events_.timer(1);
    const auto later = session_->step(1, events_);
    EXPECT_FALSE(later);
    EXPECT_EQ(later.error().message, actions.error().message);
    EXPECT_EQ(script_.steps, steps);
    return actions.error().message;
  }

  Script script_;
  std::unique_ptr<Vendor> vendor_;
  EventWriter events_;
  std::unique_ptr<Session> session_;  // closed before what it refers to
};

TEST_F(SessionTest, returns_checked_actions_in_order) {
  script_.step = [](const ingot_host* host) {
    EXPECT_EQ(emit(host, test::sample_note()), INGOT_OK);
    EXPECT_EQ(emit(host, test::sample_http()), INGOT_OK);
    EXPECT_EQ(emit(host, test::sample_item(1)), INGOT_OK);
    return INGOT_OK;
  };
  const auto actions = first_step();
  ASSERT_TRUE(actions) << actions.error().message;
  ASSERT_EQ(actions->size(), 3u);
  EXPECT_EQ(name_of((*actions)[0]), "note");
  EXPECT_EQ(name_of((*actions)[1]), "http");
  EXPECT_EQ(name_of((*actions)[2]), "item");
}

TEST_F(SessionTest, copies_what_is_emitted) {
  script_.step = [](const ingot_host* host) {
    Record record = test::sample_state();
    emit(host, record);
    record.words.assign(record.words.size(), 0xFFFFFFFFFFFFFFFFu);
    emit(host, test::sample_wait());
    return INGOT_OK;
  };
  const auto actions = first_step();
  ASSERT_TRUE(actions) << actions.error().message;
  EXPECT_EQ(std::get<StateAction>((*actions)[0]).blob, std::string("\x01\x00\xFF", 3));
}

TEST_F(SessionTest, goes_on_as_answers_come_and_ends) {
  script_.step = [this](const ingot_host* host) {
    if (script_.steps == 1) return emit(host, test::sample_http(7));
    if (script_.steps == 2) return emit(host, test::sample_http(7));  // free again, it was answered
    return emit(host, test::sample_result());
  };
  ASSERT_TRUE(first_step());
  HttpFacts answer;
  answer.id = 7;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(events_.http(answer));
    const auto actions = session_->step(1, events_);
    ASSERT_TRUE(actions) << actions.error().message;
    EXPECT_EQ(actions->size(), 1u);
    events_.clear();
  }
}

TEST_F(SessionTest, drops_unknown_records_that_may_be_skipped) {
  script_.step = [](const ingot_host* host) {
    Record record = test::sample_note();
    record.as<ingot_rec>().type = 99;
    EXPECT_EQ(emit(host, record), INGOT_OK);
    return emit(host, test::sample_wait());
  };
  const auto actions = first_step();
  ASSERT_TRUE(actions) << actions.error().message;
  EXPECT_EQ(actions->size(), 1u);
}

TEST_F(SessionTest, fails_on_an_unknown_record_that_is_critical) {
  script_.step = [](const ingot_host* host) {
    Record record = test::sample_note();
    record.as<ingot_rec>().type = 99;
    record.as<ingot_rec>().flags = INGOT_F_CRITICAL;
    EXPECT_EQ(emit(host, record), INGOT_E_UNSUPPORTED);
    return INGOT_OK;
  };
  EXPECT_THAT(breach(), HasSubstr("action of type 99 must be understood"));
}

TEST_F(SessionTest, tells_the_plugin_and_the_host_about_a_malformed_record) {
  script_.step = [](const ingot_host* host) {
    Record record = test::sample_http();
    record.as<ingot_ac_http>().n_url = 1000;
    EXPECT_EQ(emit(host, record), INGOT_E_RECORD);
    EXPECT_EQ(emit(host, test::sample_wait()), INGOT_E_STATE);  // nothing is taken after that
    return INGOT_E_RECORD;
  };
  EXPECT_THAT(breach(), HasSubstr("http action 7: url: 1000 entries"));
}

TEST_F(SessionTest, refuses_a_null_record_and_a_record_of_no_size) {
  script_.step = [](const ingot_host* host) {
    EXPECT_EQ(host->emit(host, nullptr, 16), INGOT_E_RECORD);
    return INGOT_OK;
  };
  EXPECT_THAT(breach(), HasSubstr("emitted a null record"));
  script_.step = [](const ingot_host* host) {
    const std::uint64_t word = 0;
    EXPECT_EQ(host->emit(host, &word, 0), INGOT_E_RECORD);
    return INGOT_OK;
  };
  events_ = EventWriter();
  EXPECT_THAT(breach(), HasSubstr("record: 0 bytes"));
}

TEST_F(SessionTest, refuses_what_breaks_the_rules_over_time) {
  script_.step = [](const ingot_host* host) {
    emit(host, test::sample_http(7));
    EXPECT_EQ(emit(host, test::sample_http(7)), INGOT_E_STATE);
    return INGOT_OK;
  };
  EXPECT_THAT(breach(), HasSubstr("http action 7: an action with this id is still outstanding"));
  events_ = EventWriter();
  script_.step = [](const ingot_host*) { return INGOT_OK; };
  EXPECT_THAT(breach(), HasSubstr("waits for nothing while 3 of 3 items are open"));
}

TEST_F(SessionTest, refuses_what_is_emitted_between_steps) {
  script_.step = [](const ingot_host* host) { return emit(host, test::sample_wait()); };
  ASSERT_TRUE(first_step());
  EXPECT_EQ(emit(script_.host, test::sample_note()), INGOT_E_STATE);
  events_.timer(8);
  const auto actions = session_->step(1, events_);
  ASSERT_FALSE(actions);
  EXPECT_THAT(actions.error().message, HasSubstr("broke the contract: emitted outside step"));
  EXPECT_EQ(script_.steps, 1);
}

TEST_F(SessionTest, refuses_what_another_thread_emits_during_a_step) {
  script_.step = [](const ingot_host* host) {
    TaskGroup group;
    group.spawn("stray", [host](const std::stop_token&) {
      EXPECT_EQ(emit(host, test::sample_note()), INGOT_E_STATE);
      return Status();
    });
    ignore_error(group.join(), "the task cannot fail");
    return emit(host, test::sample_wait());
  };
  EXPECT_THAT(breach(), HasSubstr("emitted outside step"));
}

TEST_F(SessionTest, ignores_what_is_emitted_while_closing) {
  script_.step = [](const ingot_host* host) { return emit(host, test::sample_wait()); };
  script_.close = [](const ingot_host* host) {
    EXPECT_EQ(emit(host, test::sample_note()), INGOT_E_STATE);
  };
  ASSERT_TRUE(first_step());
  session_.reset();
  EXPECT_EQ(script_.closes, 1);
}

TEST_F(SessionTest, stops_exceptions_at_the_boundary) {
  script_.step = [](const ingot_host*) -> std::int32_t { throw std::runtime_error("oops"); };
  EXPECT_THAT(breach(), HasSubstr("threw an exception out of step"));
  script_.open = [](const ingot_host*, ingot_session**) -> std::int32_t { throw 1; };
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("threw an exception out of open"));
}

TEST_F(SessionTest, passes_on_why_a_config_is_unusable) {
  script_.open = [](const ingot_host* host, ingot_session** out) {
    *out = nullptr;
    EXPECT_EQ(emit(host, test::sample_note(1, "oauth.client_id is missing")), INGOT_OK);
    return static_cast<std::int32_t>(INGOT_E_CONFIG);
  };
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_EQ(refused.error().message,
            "plugin script cannot work with this config: oauth.client_id is missing");
}

TEST_F(SessionTest, passes_on_the_last_words_of_a_plugin_that_gives_up) {
  script_.step = [](const ingot_host* host) {
    for (std::uint64_t i = 1; i <= 5; ++i)
      emit(host, test::sample_note(i, "reason " + std::to_string(i)));
    return static_cast<std::int32_t>(INGOT_E_STATE);
  };
  const auto actions = first_step();
  ASSERT_FALSE(actions);
  EXPECT_EQ(actions.error().kind, ErrorKind::internal);
  EXPECT_EQ(actions.error().message,
            "plugin script gave up (wrong state): reason 3; reason 4; reason 5");
}

TEST_F(SessionTest, does_not_close_what_a_failed_open_left_behind) {
  ingot_session left{&script_};
  script_.open = [&left](const ingot_host*, ingot_session** out) {
    *out = &left;
    return static_cast<std::int32_t>(INGOT_E_INTERNAL);
  };
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("could not open a session (internal error)"));
  EXPECT_EQ(script_.closes, 0);
}

TEST_F(SessionTest, refuses_a_session_that_is_none) {
  script_.open = [](const ingot_host*, ingot_session**) {
    return static_cast<std::int32_t>(INGOT_OK);
  };
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("opened a session and gave none"));
}

TEST_F(SessionTest, ends_a_plugin_that_never_stops_emitting) {
  script_.step = [](const ingot_host* host) {
    std::size_t taken = 0;
    for (Record wait = test::sample_wait(1); emit(host, wait) == INGOT_OK;
         ++wait.as<ingot_rec>().id)
      ++taken;
    EXPECT_EQ(taken, kMaxActionsPerStep);
    return INGOT_OK;
  };
  EXPECT_THAT(breach(), HasSubstr("emitted more in one step than the host can take"));
}

TEST_F(SessionTest, wants_begin_first_and_once_and_blames_the_caller) {
  script_.step = [](const ingot_host* host) { return emit(host, test::sample_wait()); };
  auto session = open();
  ASSERT_TRUE(session);
  EventWriter events;
  EXPECT_EQ((*session)->step(0, events).error().kind, ErrorKind::invalid);
  events.timer(1);
  EXPECT_EQ((*session)->step(0, events).error().kind, ErrorKind::invalid);
  EXPECT_EQ(script_.steps, 0);
  EXPECT_TRUE(first_step());
}

TEST_F(SessionTest, offers_no_extensions_and_says_what_it_speaks) {
  script_.step = [](const ingot_host* host) {
    EXPECT_EQ(host->size, sizeof(ingot_host));
    EXPECT_EQ(host->abi, INGOT_ABI_VERSION);
    EXPECT_EQ(host->extension(host, "ingot.anything/1"), nullptr);
    return emit(host, test::sample_wait());
  };
  EXPECT_TRUE(first_step());
}

TEST(StaticVendor, refuses_a_table_with_a_hole) {
  ingot_plugin table = kTable;
  table.close = nullptr;
  Manifest manifest;
  manifest.name = "holey";
  const auto vendor = static_vendor(&table, manifest);
  EXPECT_EQ(vendor->manifest().name, "holey");
  const auto session = vendor->open("{}");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().message, "plugin holey answers a table whose slot `close` is null");
}

}  // namespace
}  // namespace ingot::plugin
