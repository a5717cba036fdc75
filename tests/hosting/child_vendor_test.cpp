#include "host/hosting/child_vendor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "host/hosting/landlock.hpp"
#include "tests/hosting/hosted.hpp"

namespace ingot::hosting {
namespace {

using namespace std::chrono_literals;
using test::begin;
using test::host;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(child_vendor, a_plugin_says_the_same_as_in_this_process) {
  auto vendor = host("plain");
  ASSERT_TRUE(vendor) << vendor.error().message;
  auto library = plugin::Library::load(test::module("plain"));
  ASSERT_TRUE(library) << library.error().message;
  const auto here = plugin::library_vendor(*library);
  const auto events = begin(3);
  auto there_session = (*vendor)->open("{}");
  auto here_session = here->open("{}");
  ASSERT_TRUE(there_session && here_session);
  const auto there_said = (*there_session)->step(1, events);
  const auto here_said = (*here_session)->step(1, events);
  ASSERT_TRUE(there_said && here_said);
  ASSERT_EQ(there_said->size(), 3u);
  ASSERT_EQ(here_said->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& there = std::get<plugin::ItemAction>(there_said->at(i));
    const auto& same = std::get<plugin::ItemAction>(here_said->at(i));
    EXPECT_EQ(there.item, same.item);
    EXPECT_EQ(there.result, same.result);
  }
}

TEST(child_vendor, sessions_of_one_process_go_on_side_by_side) {
  auto vendor = host("waits_for_answers");
  ASSERT_TRUE(vendor) << vendor.error().message;
  std::vector<std::unique_ptr<plugin::Session>> sessions;
  for (int i = 0; i < 5; ++i) {
    auto session = (*vendor)->open("{}");
    ASSERT_TRUE(session) << session.error().message;
    sessions.push_back(*std::move(session));
    const auto said = sessions.back()->step(1, begin(2));
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_EQ(said->size(), 2u);
  }
  for (const auto& session : sessions) {
    plugin::EventWriter answers;
    for (std::uint64_t id = 1; id <= 2; ++id) {
      plugin::HttpFacts facts;
      facts.id = id;
      facts.status = 200;
      ASSERT_TRUE(answers.http(facts));
    }
    const auto said = session->step(2, answers);
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_EQ(said->size(), 2u);
  }
  EXPECT_EQ((*vendor)->deaths(), 0u);
}

struct Sin {
  std::string name, words;  // a part of how its session ends
};

void PrintTo(const Sin& sin, std::ostream* out) { *out << sin.name; }

class sins : public ::testing::TestWithParam<Sin> {};

// Each ends its session with a clear word, and the next session finds a new process.
TEST_P(sins, are_contained) {
  auto options = test::options();
  options.step_deadline = GetParam().name == "loops" ? 200ms : 20'000ms;
  options.limits.memory = 256u << 20;
  auto vendor = host(GetParam().name, options);
  ASSERT_TRUE(vendor) << vendor.error().message;
  for (unsigned life = 0; life < 2; ++life) {
    auto session = (*vendor)->open("{}");
    ASSERT_TRUE(session) << session.error().message;
    const auto said = (*session)->step(1, begin());
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().kind, ErrorKind::internal);
    EXPECT_THAT(said.error().message, AllOf(HasSubstr("plugin "), HasSubstr(GetParam().words)));
    const auto again = (*session)->step(2, begin());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message, said.error().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    all, sins,
    ::testing::Values(Sin{"opens_file", "called `open"}, Sin{"writes_file", "called `open"},
                      Sin{"makes_socket", "called `socket`"}, Sin{"forks", "called `clone"},
                      Sin{"runs_program", "called `execve`"}, Sin{"signals_host", "called `"},
                      Sin{"sleeps", "nanosleep`"}, Sin{"makes_code", "called `mmap`"},
                      Sin{"loops", "did not answer within 0.2s in a step"}, Sin{"crashes", "crashed (SIGSEGV) in a step"},
                      Sin{"aborts", "crashed (SIGABRT) in a step"}, Sin{"exits", "ended its process (exit code 7)"},
                      Sin{"eats_memory", "gave up (internal error)"}, Sin{"emits_malformed", "broke the contract"},
                      Sin{"answers_itself", "broke the contract"}),
    [](const auto& sin) { return sin.param.name; });

TEST(child_vendor, a_plugin_that_sins_while_it_is_loaded_is_refused) {
  const auto vendor = host("connects_at_load");
  ASSERT_FALSE(vendor);
  EXPECT_EQ(vendor.error().kind, ErrorKind::refused);
  EXPECT_THAT(vendor.error().message, HasSubstr("called `socket`"));
}

TEST(child_vendor, files_cannot_be_read_while_it_is_loaded) {
  if (landlock_abi() == 0) GTEST_SKIP() << "this kernel has no Landlock: reading is possible until the plugin is loaded";
  const auto vendor = host("reads_secrets_at_load");
  ASSERT_TRUE(vendor) << vendor.error().message;
  EXPECT_EQ((*vendor)->facts().landlock_abi, landlock_abi());
}

TEST(child_vendor, one_that_ends_every_process_is_given_up) {
  auto vendor = host("exits");
  ASSERT_TRUE(vendor) << vendor.error().message;
  unsigned opened = 0;
  for (; opened < 200; ++opened) {
    auto session = (*vendor)->open("{}");
    if (!session) {
      EXPECT_THAT(session.error().message, AllOf(HasSubstr("in a row"), HasSubstr("exit code 7")));
      break;
    }
    EXPECT_FALSE((*session)->step(1, begin()));
  }
  EXPECT_EQ(opened, 50u);
  EXPECT_EQ((*vendor)->deaths(), 50u);
}

// Who shares a process with a sinner falls with it, once.
TEST(child_vendor, after_a_death_nobody_shares) {
  auto vendor = host("crashes");
  ASSERT_TRUE(vendor) << vendor.error().message;
  const auto open = [&] {
    auto session = (*vendor)->open("{}");
    EXPECT_TRUE(session);
    return session ? *std::move(session) : nullptr;
  };
  const auto first = open(), beside = open();
  EXPECT_FALSE(first->step(1, begin()));
  const auto fallen = beside->step(1, begin());
  ASSERT_FALSE(fallen);
  EXPECT_EQ((*vendor)->deaths(), 1u);
  const auto second = open(), alone = open();
  EXPECT_FALSE(second->step(1, begin()));
  const auto own = alone->step(1, begin());
  ASSERT_FALSE(own);
  EXPECT_EQ((*vendor)->deaths(), 3u) << "each ended a process of its own";
}

TEST(child_vendor, the_process_goes_with_the_vendor) {
  auto vendor = host("plain");
  ASSERT_TRUE(vendor) << vendor.error().message;
  auto session = (*vendor)->open("{}");
  ASSERT_TRUE(session);
  session->reset();
  vendor->reset();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no child is left";
}

}  // namespace
}  // namespace ingot::hosting
