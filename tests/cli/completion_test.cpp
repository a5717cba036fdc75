// What shells and `man` are told comes from the command table, whole and quoted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/cli/completion.hpp"

namespace ingot::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Kind = Candidates::Kind;

const CompletionWords kWords{{"J1001", "J2007"}, {"dash"}};

TEST(completion, every_verb_and_flag_of_the_table_is_in_every_script_and_in_the_man_page) {
  const std::string man = man_page(commands(), "1.2.3");
  for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
    const std::string script = completion_script(shell, commands(), kWords);
    for (const auto& command : commands()) {
      EXPECT_THAT(script, HasSubstr(command.name));
      for (const auto& flag : command.flags) {
        EXPECT_THAT(script, HasSubstr(shell == Shell::fish ? "-l " + flag.name : "--" + flag.name)) << command.name;
      }
    }
  }
  for (const auto& command : commands()) {
    EXPECT_THAT(man, HasSubstr("ingot " + command.name));
    for (const auto& flag : command.flags) EXPECT_THAT(man, HasSubstr(environment_twin(flag)));
  }
  EXPECT_THAT(man, HasSubstr("ingot 1.2.3"));
}

TEST(completion, placeholders_say_what_may_be_typed) {
  const auto kind = [](const char* value) { return value_candidates({"f", "", value, "", false}).kind; };
  EXPECT_EQ(kind("FILE"), Kind::files);
  EXPECT_EQ(kind("FOLDERS"), Kind::folders);
  EXPECT_EQ(kind("NAME"), Kind::none);
  EXPECT_THAT(value_candidates({"f", "", "text|json", "", false}).words, ElementsAre("text", "json"));

  const Command diff{"diff", "RUN1 RUN2 [flags]", "", {}, 2, 2, {}};
  const auto runs = word_candidates(diff, {}, kWords);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[1].kind, Kind::runs);
  EXPECT_THAT(word_candidates({"explain", "CODE", "", {}, 1, 1, {}}, {}, kWords)[0].words, ElementsAre("J1001", "J2007"));
  EXPECT_THAT(word_candidates({"help", "[COMMAND]", "", {}, 0, 1, {}}, {diff}, kWords)[0].words, ElementsAre("diff"));
  EXPECT_THAT(word_candidates({"lab", "VENDOR [lab flags]", "", {}, 1, 1, {}}, {}, kWords)[0].words,
              ElementsAre("dash"));
}

TEST(completion, what_a_shell_or_roff_would_read_is_quoted) {
  const std::vector<Command> table = {
      {"do", "JOB", "the system's [best]: \\o/", {{"out", "", "FILE", "it's a 'file'", false}}, 1, 1, {}}};
  EXPECT_THAT(completion_script(Shell::zsh, table, kWords), HasSubstr("'do:the system'\\''s \\[best\\]\\: \\\\o/'"));
  EXPECT_THAT(completion_script(Shell::fish, table, kWords), HasSubstr("-d 'it\\'s a \\'file\\''"));
  const std::string man = man_page({{"do", "", ".sneaky", {}, 0, 0, {}}}, "1");
  EXPECT_THAT(man, HasSubstr("\n\\&.sneaky.\n"));
  EXPECT_THAT(man_page(table, "1"), HasSubstr("\\eo/"));
  EXPECT_THAT(man_page(table, "1"), HasSubstr("\\fB\\-\\-out\\fR"));
}

TEST(completion, knows_three_shells) {
  EXPECT_EQ(shell_named("bash"), Shell::bash);
  EXPECT_EQ(shell_named("zsh"), Shell::zsh);
  EXPECT_EQ(shell_named("fish"), Shell::fish);
  EXPECT_FALSE(shell_named("tcsh"));
}

}  // namespace
}  // namespace ingot::cli
