#include <gtest/gtest.h>

#include <set>

#include "host/cli/command.hpp"

namespace ingot::cli {
namespace {

Command sample() {
  return {"do", "THING [flags]", "does a thing",
          {{"param", "p", "NAME=VALUE", "", true}, {"output", "", "text|json", "", false}, {"quiet", "q", "", "", false}},
          1, 1, {}};
}

std::optional<std::string> no_environment(const std::string&) { return std::nullopt; }

Result<Arguments> parse(const std::vector<std::string>& words) {
  return parse_arguments(sample(), words, no_environment);
}

TEST(arguments, takes_flags_in_any_order_and_spelling) {
  const auto arguments = parse({"-p", "a=1", "thing", "--param=b=2", "-q", "--output", "json"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_EQ(arguments->positional, std::vector<std::string>{"thing"});
  EXPECT_EQ(arguments->all("param"), (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_TRUE(arguments->has("quiet"));
  EXPECT_EQ(arguments->value("output"), "json");
}

TEST(arguments, two_dashes_end_the_flags) {
  const auto arguments = parse({"--", "-q"});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->positional[0], "-q");
  EXPECT_FALSE(arguments->has("quiet"));
}

TEST(arguments, refuses_what_is_not_declared) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"a", "b"}, {"a", "--nope"}, {"a", "-x"}, {"a", "--output"}, {"a", "--output", "yaml"},
        {"a", "--output", "text|json"}, {"a", "--quiet=1"}, {"a", "-q", "-q"}}) {
    const auto arguments = parse(words);
    ASSERT_FALSE(arguments) << words.size();
    EXPECT_NE(arguments.error().message.find("ingot help do"), std::string::npos) << arguments.error().message;
  }
}

TEST(arguments, every_flag_has_a_twin_in_the_environment) {
  const auto with = [](const std::map<std::string, std::string>& values) {
    return parse_arguments(sample(), {"a"}, [values](const std::string& name) -> std::optional<std::string> {
      const auto it = values.find(name);
      if (it == values.end()) return std::nullopt;
      return it->second;
    });
  };
  EXPECT_EQ(with({{"INGOT_OUTPUT", "json"}})->value("output"), "json");
  EXPECT_TRUE(with({{"INGOT_QUIET", "1"}})->has("quiet"));
  EXPECT_FALSE(with({{"INGOT_QUIET", "0"}})->has("quiet"));
  EXPECT_FALSE(with({{"INGOT_OUTPUT", "xml"}}));
}

TEST(commands, are_declared_once_and_have_what_help_needs) {
  std::set<std::string> names;
  for (const auto& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_TRUE(command.run) << command.name;
    std::set<std::string> flags;
    for (const auto& flag : command.flags) EXPECT_TRUE(flags.insert(flag.name).second) << command.name << flag.name;
  }
}

}  // namespace
}  // namespace ingot::cli
