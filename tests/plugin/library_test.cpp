#include "host/plugin/library.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ingot/plugin.h>

#include "host/plugin/session.hpp"
#include "tests/plugin/module_files.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::plugin {
namespace {

using ingot::test::TempDir;
using test::content_of;
using test::module;
using test::write_file;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kEntropy = "0123456789abcdef0123456789abcdef";

std::string refusal(const std::filesystem::path& file, LoadOptions options = {}) {
  const auto library = Library::load(file, options);
  if (library) return "(loaded)";
  EXPECT_EQ(library.error().kind, ErrorKind::refused);
  EXPECT_THAT(library.error().message, StartsWith("plugin " + file.string() + " "));
  // No child is left behind, whatever it did.
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  return library.error().message;
}

TEST(Library, loads_a_good_plugin_and_runs_it) {
  auto library = Library::load(module("plain"));
  ASSERT_TRUE(library) << library.error().message;
  EXPECT_TRUE(library->path().is_absolute());
  EXPECT_EQ(library->manifest().name, "plain");
  EXPECT_STREQ(library->table().id, "test.plain");
  const auto vendor = library_vendor(*library);
  auto session = vendor->open("{}");
  ASSERT_TRUE(session) << session.error().message;
  BeginFacts facts;
  facts.op = INGOT_OP_TRANSFER;
  facts.entropy = kEntropy;
  facts.items.resize(2);
  facts.items[1].idx = 1;
  EventWriter events;
  ASSERT_TRUE(events.begin(facts));
  const auto actions = (*session)->step(0, events);
  ASSERT_TRUE(actions) << actions.error().message;
  ASSERT_EQ(actions->size(), 2u);
  EXPECT_EQ(std::get<ItemAction>((*actions)[1]).item, 1u);
}

TEST(Library, loads_the_same_plugin_again) {
  const auto once = Library::load(module("plain"));
  const auto again = Library::load(module("plain"));
  ASSERT_TRUE(once && again);
  EXPECT_EQ(&once->table(), &again->table());
}

TEST(Library, resolves_a_relative_path_against_the_current_folder) {
  const auto relative = std::filesystem::relative(module("plain"));
  const auto library = Library::load(relative);
  ASSERT_TRUE(library) << library.error().message;
  EXPECT_EQ(library->path(), module("plain"));
}

TEST(Library, refuses_each_broken_plugin_with_its_reason) {
  const std::pair<const char*, const char*> cases[] = {
      {"no_symbol", "does not export ingot_plugin_query"},
      {"null_slot", "slot `step` is null"},
      {"wrong_major", "speaks ABI 2.0, this ingot speaks 1.0; install a plugin built for 1.x"},
      {"newer_minor",
       "answers with ABI 1.1, newer than the 1.0 this ingot asked for; update ingot"},
      {"small_table", "answers a table of "},
      {"no_answer", "speaks no ABI that this ingot speaks (1.0)"},
      {"other_id", "calls itself `test.somebody-else`, its manifest says `test.plain`"},
      {"other_version", "calls itself version 9.9.9, its manifest says 1.0.0"},
      {"crashes_in_query", "crashed while being queried (SIGSEGV)"},
      {"crashes_at_load", "crashed while being loaded (SIGABRT)"},
      {"exits_at_load", "ended the process while being loaded (exit code 3)"},
      {"exports_more", "exports 1 symbols besides ingot_plugin_query (helper)"},
      {"no_manifest", "without an ingot manifest"},
      {"unresolved", "cannot be loaded: "},
  };
  for (const auto& [sin, reason] : cases)
    EXPECT_THAT(refusal(module(sin)), HasSubstr(reason)) << sin;
  EXPECT_THAT(refusal(module("unresolved")), HasSubstr("a_function_of_nobody"));
}

TEST(Library, gives_up_on_a_plugin_that_hangs) {
  const LoadOptions soon{std::chrono::milliseconds(100)};
  EXPECT_THAT(refusal(module("hangs_in_query"), soon),
              HasSubstr("did not answer within 0.1s while being queried"));
}

TEST(Library, refuses_files_that_are_no_plugins) {
  const TempDir dir;
  EXPECT_THAT(refusal(write_file(dir.path() / "text.so", "hello")),
              HasSubstr("is not a shared library"));
  const std::string good = content_of(module("plain"));
  EXPECT_THAT(refusal(write_file(dir.path() / "half.so", good.substr(0, good.size() / 2))),
              HasSubstr("is truncated"));
  const auto missing = Library::load(dir.path() / "none.so");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("none.so cannot be opened: no such file"));
}

// The manifest of the plain plugin changed in place, same length: what it says then counts before
// any code runs.
std::filesystem::path with_manifest(const TempDir& dir, std::string_view from,
                                    std::string_view to) {
  std::string bytes = content_of(module("plain"));
  for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos;)
    bytes.replace(at, from.size(), to);
  return write_file(dir.path() / "changed.so", bytes);
}

TEST(Library, refuses_by_the_manifest_before_any_code_runs) {
  const TempDir dir;
  EXPECT_THAT(
      refusal(with_manifest(dir, R"("min": "1.0", "max": "1.0")", R"("min": "2.1", "max": "2.9")")),
      HasSubstr("speaks ABI 2.1, this ingot speaks 1.0; install a plugin built for 1.x"));
  EXPECT_THAT(
      refusal(with_manifest(dir, R"("min": "1.0", "max": "1.0")", R"("min": "1.4", "max": "1.9")")),
      HasSubstr(
          "needs ABI 1.4, this ingot speaks 1.0; update ingot or install a plugin built for 1.0"));
  EXPECT_THAT(refusal(with_manifest(dir, R"("manifest": 1)", R"("manifest": 9)")),
              AllOf(HasSubstr("has an unusable manifest: "), HasSubstr("format 9 is unknown")));
}

TEST(Library, reports_what_a_loaded_plugin_emits_wrongly) {
  const auto begin = [](EventWriter& events) {
    BeginFacts facts;
    facts.op = INGOT_OP_TRANSFER;
    facts.entropy = kEntropy;
    facts.items.resize(1);
    ASSERT_TRUE(events.begin(facts));
  };
  auto library = Library::load(module("emits_malformed"));
  ASSERT_TRUE(library) << library.error().message;
  const auto vendor = library_vendor(*library);
  auto session = vendor->open("{}");
  ASSERT_TRUE(session) << session.error().message;
  EventWriter events;
  begin(events);
  const auto actions = (*session)->step(0, events);
  ASSERT_FALSE(actions);
  EXPECT_THAT(actions.error().message,
              AllOf(StartsWith("plugin emits-malformed broke the contract: "),
                    HasSubstr("note action 1: text")));
  const auto talkative = Library::load(module("emits_in_open"));
  ASSERT_TRUE(talkative) << talkative.error().message;
  const auto refused = library_vendor(*talkative)->open("{}");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("plugin emits-in-open broke the contract: "));
}

TEST(CheckTable, refuses_a_table_that_is_not_there) {
  EXPECT_FALSE(check_table(nullptr));
}

}  // namespace
}  // namespace ingot::plugin
