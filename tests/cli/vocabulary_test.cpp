#include <gtest/gtest.h>

#include <set>

#include "host/cli/doctor_checks.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/reference.hpp"
#include "host/cli/vocabulary.hpp"
#include "host/io/source_file.hpp"
#include "host/job/codes.hpp"
#include "host/ledger/item.hpp"
#include "host/run/run_end.hpp"

namespace ingot::cli {
namespace {

const Vocabulary& words() {
  static const Vocabulary all = Vocabulary::built_in();
  return all;
}

bool knows(std::string_view name, std::string_view kind) {
  for (const Explanation* entry : words().named(name)) {
    if (entry->kind == kind) return true;
  }
  return false;
}

TEST(vocabulary, knows_every_outcome_and_every_end_of_a_run) {
  for (std::size_t i = 0; i < ledger::kItemStates; ++i) {
    const auto state = ledger::item_state(static_cast<std::int64_t>(i));
    if (state) {
      EXPECT_TRUE(knows(ledger::to_string(*state), "outcome")) << ledger::to_string(*state);
    }
  }
  for (int i = 0; i <= static_cast<int>(run::EndReason::internal); ++i) {
    const auto reason = static_cast<run::EndReason>(i);
    EXPECT_TRUE(knows(run::to_string(reason), "end of a run")) << run::to_string(reason);
  }
}

TEST(vocabulary, knows_every_code_of_jobs_and_scans_and_every_exit_code) {
  for (const auto& code : job::all_codes())
    EXPECT_TRUE(knows(job::code_name(code.code), "job file"));
  for (const auto code :
       {io::scan_code::kUnreadable, io::scan_code::kNotUtf8, io::scan_code::kLoop,
        io::scan_code::kSpecialFile, io::scan_code::kUnstable, io::scan_code::kVanished,
        io::scan_code::kBrokenLink, io::scan_code::kOutsideRoot, io::scan_code::kPathTooLong}) {
    EXPECT_TRUE(knows(code, "item")) << code;
  }
  for (int code = kOk; code <= kRegressed; ++code)
    EXPECT_TRUE(knows(std::to_string(code), "exit code")) << code;
  EXPECT_TRUE(knows("130", "exit code"));
}

TEST(vocabulary, knows_what_doctor_looks_at) {
  EXPECT_TRUE(knows(judge_space(0).name, "doctor"));
  EXPECT_TRUE(knows(judge_descriptors(0).name, "doctor"));
  EXPECT_TRUE(knows(judge_clock(0).name, "doctor"));
}

TEST(vocabulary, explains_each_word_of_a_kind_once_and_in_sentences) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Explanation& entry : words().all()) {
    EXPECT_TRUE(seen.insert({entry.kind, entry.name}).second) << entry.name;
    EXPECT_FALSE(entry.title.empty());
    EXPECT_FALSE(entry.title.ends_with('.')) << entry.name;
    EXPECT_TRUE(entry.text.ends_with('.')) << entry.name;
  }
}

TEST(vocabulary, finds_words_as_people_type_them) {
  EXPECT_EQ(words().named("j2007").size(), 1u);
  EXPECT_EQ(words().named("free space").size(), 1u);
  EXPECT_EQ(words().named("free-space").size(), 1u);
  EXPECT_EQ(words().named("auth").size(), 3u) << "a code, an outcome and an end";
  EXPECT_TRUE(words().named("no such thing").empty());
}

TEST(reference, has_a_row_for_every_flag_and_word_and_no_broken_cell) {
  const std::string page = command_reference(commands());
  for (const Command& command : commands()) {
    EXPECT_NE(page.find("## ingot " + command.name + "\n"), std::string::npos);
    for (const Flag& flag : command.flags)
      EXPECT_NE(page.find("`--" + flag.name), std::string::npos) << flag.name;
  }
  EXPECT_EQ(cell("a|b\nc"), "a\\|b c");
  EXPECT_EQ(size_literal(5 << 20), "5MiB");
  EXPECT_EQ(size_literal(5'242'881), "5242881");
  EXPECT_EQ(size_literal(0), "0");
  EXPECT_EQ(duration_literal(90'000), "90s");
  EXPECT_EQ(duration_literal(86'400'000), "1d");
  EXPECT_EQ(duration_literal(1500), "1500ms");
  const std::string job = job_reference();
  EXPECT_NE(job.find("| `part_size` | size, 1KiB to 5GiB, or `auto` | `auto` |"), std::string::npos)
      << job;
}

}  // namespace
}  // namespace ingot::cli
