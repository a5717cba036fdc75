// Rotated tokens over runs, processes, damage and new originals.
#include "host/secrets/token_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "host/base/task_group.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::secrets {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

Secret secret(const std::string& value) {
  return Secret(value);
}

std::string content_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

class TokenStoreTest : public ::testing::Test {
 protected:
  std::optional<std::string> load(const std::string& name, const std::string& original) {
    TokenStore store(file_);  // a new process would begin like this
    auto token = store.load(name, secret(original));
    EXPECT_TRUE(token) << token.error().message;
    if (!token || !*token) return std::nullopt;
    return std::string((*token)->reveal());
  }

  test::TempDir dir_;
  fs::path file_ = dir_.path() / "state" / "tokens";
  TokenStore store_{file_};
};

TEST_F(TokenStoreTest, has_nothing_at_first) {
  EXPECT_EQ(load("dash", "original"), std::nullopt);
}

TEST_F(TokenStoreTest, gives_back_what_the_last_run_saved) {
  ASSERT_TRUE(store_.save("dash", secret("rotated-1"), secret("original")).ok());
  ASSERT_TRUE(store_.save("dash", secret("rotated-2"), secret("original")).ok());
  ASSERT_TRUE(store_.save("other \n account", secret("theirs"), secret("x")).ok());
  EXPECT_EQ(load("dash", "original"), "rotated-2");
  EXPECT_EQ(load("other \n account", "x"), "theirs");
}

TEST_F(TokenStoreTest, drops_a_token_when_the_user_supplies_a_new_original) {
  ASSERT_TRUE(store_.save("dash", secret("rotated"), secret("original")).ok());
  EXPECT_EQ(load("dash", "new original"), std::nullopt);
  EXPECT_EQ(load("dash", "original"), std::nullopt) << "dropped for good, not only hidden";
}

TEST_F(TokenStoreTest, finds_a_token_by_name_alone) {
  ASSERT_TRUE(store_.save("dash", secret("rotated"), secret("original")).ok());
  EXPECT_EQ((*store_.load("dash"))->reveal(), "rotated");
  ASSERT_TRUE(store_.drop("dash").ok());
  EXPECT_FALSE(store_.load("dash")->has_value());
  EXPECT_TRUE(store_.drop("dash").ok());
}

TEST_F(TokenStoreTest, lets_nobody_else_read_and_tells_nothing_in_clear) {
  ASSERT_TRUE(store_.save("dash", secret("rotated-token"), secret("original-token")).ok());
  struct stat facts {};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0600u);
  ASSERT_EQ(::stat(file_.parent_path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0700u);
  EXPECT_THAT(content_of(file_), Not(HasSubstr("original-token")));
}

TEST_F(TokenStoreTest, does_not_show_that_two_accounts_share_an_original) {
  ASSERT_TRUE(store_.save("a", secret("1"), secret("same")).ok());
  ASSERT_TRUE(store_.save("b", secret("1"), secret("same")).ok());
  std::istringstream lines(content_of(file_));
  std::string heading, a, b;
  std::getline(lines, heading);
  std::getline(lines, a);
  std::getline(lines, b);
  const auto fingerprint = [](const std::string& line) { return line.substr(line.find(' '), 100); };
  EXPECT_NE(fingerprint(a), fingerprint(b));
}

TEST_F(TokenStoreTest, refuses_a_file_others_can_read) {
  ASSERT_TRUE(store_.save("dash", secret("rotated"), secret("original")).ok());
  ASSERT_EQ(::chmod(file_.c_str(), 0644), 0);
  const auto token = store_.load("dash");
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ErrorKind::refused);
  EXPECT_THAT(token.error().message, HasSubstr(file_.string()));
}

TEST_F(TokenStoreTest, names_the_damaged_line_and_keeps_the_file) {
  ASSERT_TRUE(store_.save("dash", secret("rotated-token"), secret("original")).ok());
  const std::string whole = content_of(file_);
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    { std::ofstream(file_, std::ios::trunc) << whole.substr(0, cut); }
    const auto token = store_.load("dash");
    // A cut right behind the heading leaves an empty store; every other cut is damage.
    if (whole.substr(0, cut) == "ingot-tokens 1\n") continue;
    ASSERT_FALSE(token) << cut;
    EXPECT_EQ(token.error().kind, ErrorKind::invalid);
    EXPECT_THAT(token.error().message, HasSubstr("is damaged"));
    EXPECT_FALSE(store_.save("dash", secret("x"), secret("y")).ok())
        << "must not overwrite what it cannot read";
    EXPECT_EQ(content_of(file_), whole.substr(0, cut));
  }
}

TEST_F(TokenStoreTest, recovers_from_a_write_that_was_killed) {
  ASSERT_TRUE(store_.save("dash", secret("rotated-1"), secret("original")).ok());
  { std::ofstream(file_.string() + ".new") << "half a li"; }
  EXPECT_EQ(load("dash", "original"), "rotated-1");
  ASSERT_TRUE(store_.save("dash", secret("rotated-2"), secret("original")).ok());
  EXPECT_EQ(load("dash", "original"), "rotated-2");
  EXPECT_FALSE(fs::exists(file_.string() + ".new"));
}

TEST_F(TokenStoreTest, refuses_an_empty_token_or_name) {
  EXPECT_EQ(store_.save("dash", Secret(), secret("original")).error().kind, ErrorKind::refused);
  EXPECT_EQ(store_.save("", secret("token"), secret("original")).error().kind, ErrorKind::refused);
}

TEST_F(TokenStoreTest, says_where_it_cannot_write) {
  TokenStore nowhere("/proc/ingot/tokens");
  const Status saved = nowhere.save("dash", secret("rotated-token"), secret("original"));
  ASSERT_FALSE(saved.ok());
  EXPECT_THAT(saved.error().message, HasSubstr("/proc/ingot"));
  EXPECT_THAT(saved.error().message, Not(HasSubstr("rotated-token")));
}

TEST_F(TokenStoreTest, loses_nothing_when_threads_save_at_once) {
  TaskGroup group;
  for (int thread = 0; thread < 4; ++thread) {
    group.spawn("saver", [&, thread](const std::stop_token&) -> Status {
      TokenStore own(file_);
      for (int i = 0; i < 5; ++i) {
        INGOT_CHECK(
            own.save(std::to_string(thread) + "-" + std::to_string(i), secret("t"), secret("o")));
      }
      return {};
    });
  }
  ASSERT_TRUE(group.join().ok());
  for (int thread = 0; thread < 4; ++thread) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(load(std::to_string(thread) + "-" + std::to_string(i), "o"), "t");
    }
  }
}

TEST_F(TokenStoreTest, loses_nothing_when_processes_save_at_once) {
  std::vector<pid_t> children;
  for (int process = 0; process < 3; ++process) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool is_good = true;
      TokenStore own(file_);
      for (int i = 0; i < 5; ++i) {
        is_good &=
            own.save(std::to_string(process) + "-" + std::to_string(i), secret("t"), secret("o"))
                .ok();
      }
      ::_exit(is_good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  for (int process = 0; process < 3; ++process) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(load(std::to_string(process) + "-" + std::to_string(i), "o"), "t");
    }
  }
}

}  // namespace
}  // namespace ingot::secrets
