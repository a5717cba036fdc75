// Doctor's judgements at their bounds, and its looks at a folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "host/cli/doctor_checks.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/json_outline.hpp"
#include "host/cli/vendor_clock.hpp"
#include "host/ledger/integrity.hpp"
#include "host/ledger/ledger.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

using Level = Finding::Level;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

TEST(doctor, judges_at_the_bounds) {
  EXPECT_EQ(judge_space(kSpaceFail - 1).level, Level::fail);
  EXPECT_EQ(judge_space(kSpaceFail).level, Level::warn);
  EXPECT_EQ(judge_space(kSpaceWarn - 1).level, Level::warn);
  EXPECT_EQ(judge_space(kSpaceWarn).level, Level::ok);
  EXPECT_EQ(judge_descriptors(kDescriptorsFail - 1).level, Level::fail);
  EXPECT_EQ(judge_descriptors(kDescriptorsFail).level, Level::warn);
  EXPECT_EQ(judge_descriptors(kDescriptorsWarn).level, Level::ok);
  for (const std::int64_t sign : {-1, 1}) {
    EXPECT_EQ(judge_clock(sign * (kClockWarnMs - 1)).level, Level::ok);
    EXPECT_EQ(judge_clock(sign * kClockWarnMs).level, Level::warn);
    EXPECT_EQ(judge_clock(sign * kClockFailMs).level, Level::fail);
  }
  EXPECT_EQ(judge_clock(kClockFailMs).exit_code, kAuth);
  EXPECT_THAT(clock_text(-120'000), HasSubstr("behind"));
  EXPECT_THAT(clock_text(120'000), HasSubstr("ahead"));
}

class Answering final : public net::Exchanger {
 public:
  net::Answer answer;
  net::Answer exchange(const net::Request& request, net::BodySource*, std::stop_token) override {
    asked = request;
    return answer;
  }
  net::Request asked;
};

TEST(doctor, the_vendors_clock_is_read_from_any_answer_and_without_credentials) {
  ManualClock clock(784'111'777'000 + 90'500);
  Answering http;
  http.answer.delivery = net::Delivery::response;
  http.answer.response = {404, {{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}}, "", 0};
  EXPECT_EQ(clock_difference(http, clock, "http://x/", {})->value(), 90'000);
  EXPECT_TRUE(http.asked.headers.empty());
  http.answer.response.headers.clear();
  EXPECT_FALSE(clock_difference(http, clock, "http://x/", {})->has_value());
  http.answer.delivery = net::Delivery::not_sent;
  http.answer.error = Error{ErrorKind::unavailable, "no such host"};
  EXPECT_EQ(clock_difference(http, clock, "http://x/", {}).error().message, "no such host");
}

TEST(doctor, a_state_folder_is_probed_and_left_as_it_was) {
  test::TempDir folder;
  const StateFolder there(folder.path()), absent(folder.path() / "a" / "b");
  EXPECT_EQ(check_state_folder(there).level, Level::ok);
  EXPECT_THAT(check_state_folder(absent).message, HasSubstr("not there yet"));
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_EQ(check_space(absent).name, "free space");
  std::ofstream(folder.path() / "file") << "x";
  EXPECT_EQ(check_state_folder(StateFolder(folder.path() / "file")).level, Level::fail);
}

TEST(doctor, a_token_file_that_others_can_use_is_a_failure) {
  test::TempDir folder;
  const StateFolder state(folder.path());
  EXPECT_EQ(check_token_file(state).level, Level::ok);
  std::ofstream(state.token_file()) << "";
  for (const unsigned mode : {0640u, 0604u, 0620u}) {
    fs::permissions(state.token_file(), static_cast<fs::perms>(mode));
    EXPECT_EQ(check_token_file(state).exit_code, kAuth) << mode;
  }
  fs::permissions(state.token_file(), static_cast<fs::perms>(0600));
  EXPECT_EQ(check_token_file(state).level, Level::ok);
}

ledger::Transaction some_items(int count) {
  ledger::Transaction transaction;
  for (int i = 0; i < count; ++i) {
    ledger::AddItem add;
    add.item.key = "file " + std::to_string(i);
    add.item.size = 10;
    transaction.push_back(add);
  }
  return transaction;
}

TEST(doctor, a_damaged_ledger_is_found_and_a_whole_one_left_alone) {
  test::TempDir folder;
  const StateFolder state(folder.path());
  EXPECT_EQ(check_ledger(state).level, Level::ok);
  const std::string id = "20300101-000000-aaaa";
  ASSERT_TRUE(state.make(id));
  {
    auto ledger = ledger::Ledger::create(state.ledger(id));
    ASSERT_TRUE(ledger);
    ASSERT_TRUE((*ledger)->apply(some_items(2000), ledger::Durability::disk));
    EXPECT_EQ(check_ledger(state).level, Level::ok) << "also while it is written";
  }
  EXPECT_EQ(check_ledger(state).message, "run " + id + " is whole");
  const auto size = fs::file_size(state.ledger(id));
  {
    std::fstream file(state.ledger(id), std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t at = 8 * 4096; at < size; at += 4096) {
      file.seekp(static_cast<std::streamoff>(at));
      file.write("damage!!damage!!", 16);
    }
  }
  const Finding damaged = check_ledger(state);
  EXPECT_EQ(damaged.level, Level::fail);
  EXPECT_EQ(damaged.exit_code, kUnavailable);
  EXPECT_THAT(damaged.message, HasSubstr("ledger.db"));
}

TEST(doctor, plugins_that_are_none_are_refused) {
  test::TempDir folder;
  EXPECT_EQ(check_plugins(plugin::Registry({folder.path()}))[0].exit_code, kPluginRefused);
  std::ofstream(folder.path() / "ingot-text.so") << "not a library";
  const auto findings = check_plugins(plugin::Registry({folder.path()}));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].level, Level::fail);
}

TEST(json_outline, is_a_line_a_member_whatever_the_plugin_says) {
  EXPECT_THAT(json_outline(R"({"a":"x","b":[1,2],"c":{"k":1,"l":{}},"d":null,"e":true,"f":[],"g":[{}]})"),
              ElementsAre("a: x", "b: 2 (1, 2)", "c: 2 (k, l)", "d: -", "e: true", "f: 0", "g: 1 (…)"));
  EXPECT_THAT(json_outline("[1,2,3,4,5,6,7,8,9]"), ElementsAre("[1,2,3,4,5,6,7,8,9]"));
  EXPECT_THAT(json_outline(R"({"n":[1,2,3,4,5,6,7,8,9]})"), ElementsAre("n: 9 (1, 2, 3, 4, 5, 6, 7, 8, …)"));
}

}  // namespace
}  // namespace ingot::cli
