// Making and opening ledgers: what is refused, in which words, and who may use a file at the same
// time.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "host/ledger/sqlite.hpp"
#include "tests/ledger/child_process.hpp"
#include "tests/ledger/ledger_fixture.hpp"

namespace ingot::ledger::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Opening : public LedgerTest {
 protected:
  using Opener = Result<std::unique_ptr<Ledger>> (*)(const fs::path&);

  void expect_refusal(Opener opener, ErrorKind kind, const std::string& words) {
    auto result = opener(file());
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(to_string(result.error().kind), to_string(kind));
    EXPECT_THAT(result.error().message, HasSubstr("ledger " + file().string() + ": "));
    EXPECT_THAT(result.error().message, HasSubstr(words));
  }
  void expect_both_refuse(ErrorKind kind, const std::string& words) {
    expect_refusal(Ledger::open, kind, words);
    expect_refusal(Ledger::open_read_only, kind, words);
  }
  void run_sql(const char* sql) {
    auto connection = must(Connection::open(file(), Access::create));
    must(connection.execute(sql));
  }
  void write_file(const std::string& content) {
    std::ofstream(file(), std::ios::binary) << content;
  }
  bool exists(const char* suffix) const { return fs::exists(file().string() + suffix); }
};

TEST_F(Opening, a_missing_file_is_not_found_and_not_made) {
  expect_both_refuse(ErrorKind::not_found, "no such file");
  EXPECT_FALSE(exists(""));
  EXPECT_FALSE(exists("-lock"));
}

TEST_F(Opening, a_missing_folder_is_not_found) {
  auto result = Ledger::create(file() / "deeper");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::not_found);
}

TEST_F(Opening, a_folder_is_no_ledger) {
  fs::create_directory(file());
  expect_refusal(Ledger::create, ErrorKind::conflict, "already exists");
  EXPECT_FALSE(Ledger::open(file()).has_value());
  EXPECT_FALSE(Ledger::open_read_only(file()).has_value());
}

TEST_F(Opening, an_existing_file_is_never_overwritten) {
  write_file("precious");
  expect_refusal(Ledger::create, ErrorKind::conflict, "it already exists");
  EXPECT_EQ(fs::file_size(file()), 8u);
}

TEST_F(Opening, a_file_that_is_not_sqlite_is_refused_and_left_alone) {
  std::string content(5000, 'x');
  write_file(content);
  expect_both_refuse(ErrorKind::refused, "not an ingot ledger");
  EXPECT_EQ(fs::file_size(file()), content.size());
  EXPECT_FALSE(exists("-lock"));
}

TEST_F(Opening, a_foreign_sqlite_file_is_refused_and_left_alone) {
  run_sql("create table t(x); pragma user_version = 1");
  auto before = fs::last_write_time(file());
  expect_both_refuse(ErrorKind::refused, "this SQLite file is not an ingot ledger");
  EXPECT_EQ(fs::last_write_time(file()), before);
  EXPECT_FALSE(exists("-lock"));
  EXPECT_FALSE(exists("-wal"));
}

TEST_F(Opening, a_newer_format_is_refused_with_both_numbers) {
  must(Ledger::create(file()));
  run_sql("pragma user_version = 7");
  expect_both_refuse(ErrorKind::refused, "the file has ledger format 7, this ingot knows format 3");
}

TEST_F(Opening, a_file_whose_creation_was_killed_is_named) {
  write_file("");
  expect_both_refuse(ErrorKind::invalid, "its run was killed before anything was recorded");
}

TEST_F(Opening, a_name_sqlite_would_interpret_is_only_a_name) {
  ingot::test::TempDir folder;
  for (const char* name : {":memory:", "file:x?mode=memory", "a b%20#?.db", "ä😀"}) {
    fs::path path = folder.path() / name;
    must(must(Ledger::create(path))->apply({SetFact{"job", name}}, Durability::process));
    EXPECT_TRUE(fs::exists(path)) << name;
    EXPECT_EQ(must(must(Ledger::open_read_only(path))->fact("job")), name);
  }
}

TEST_F(Opening, a_second_writer_in_the_same_process_is_refused) {
  auto first = must(Ledger::create(file()));
  expect_refusal(Ledger::open, ErrorKind::conflict,
                 "it is being written by process " + std::to_string(getpid()));
  expect_refusal(Ledger::create, ErrorKind::conflict, "being written");
  must(first->apply({SetFact{"job", "x"}}, Durability::process));
  first.reset();
  EXPECT_EQ(must(must(Ledger::open(file()))->fact("job")), "x");
}

TEST_F(Opening, a_writer_in_another_process_is_refused_until_the_first_is_dead) {
  ChildProcess child([&](const ChildProcess::Tell& tell) {
    auto ledger = must(Ledger::create(file()));
    must(ledger->apply({SetFact{"job", "x"}}, Durability::process));
    tell(getpid());
    pause();
    return 0;
  });
  auto pid = child.heard();
  ASSERT_TRUE(pid.has_value());
  expect_refusal(Ledger::open, ErrorKind::conflict, "process " + std::to_string(*pid));
  EXPECT_EQ(must(must(Ledger::open_read_only(file()))->fact("job")), "x");
  child.kill();
  child.wait();
  EXPECT_EQ(must(must(Ledger::open(file()))->fact("job")), "x");
}

TEST_F(Opening, a_reader_sees_each_commit_while_the_writer_goes_on) {
  auto writer = must(Ledger::create(file()));
  auto reader = must(Ledger::open_read_only(file()));
  for (int i = 1; i <= 50; ++i) {
    std::string text = std::to_string(i);
    must(writer->apply({add("k" + text), SetFact{"last", text}}, Durability::process));
    EXPECT_EQ(must(reader->fact("last")), text);
    EXPECT_EQ(must(reader->find("k" + text))->seq, i);
  }
  int seen = 0;
  must(reader->each_item([&](const Item&) {
    ++seen;
    return writer->apply({SetFact{"last", "during"}}, Durability::process);
  }));
  EXPECT_EQ(seen, 50);
  EXPECT_EQ(must(reader->fact("last")), "during");
}

TEST_F(Opening, a_reader_may_stay_after_the_writer_has_gone) {
  auto writer = must(Ledger::create(file()));
  must(writer->apply({add("a")}, Durability::process));
  auto reader = must(Ledger::open_read_only(file()));
  writer.reset();
  EXPECT_TRUE(must(reader->find("a")).has_value());
  writer = must(Ledger::open(file()));
  must(writer->apply({add("b")}, Durability::process));
  EXPECT_TRUE(must(reader->find("b")).has_value());
}

TEST_F(Opening, a_reader_writes_nothing) {
  must(Ledger::create(file()));
  auto reader = must(Ledger::open_read_only(file()));
  Status status = reader->apply({SetFact{"job", "x"}}, Durability::process);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::refused);
}

// Root may write everywhere, so the child becomes somebody else first.
int as_nobody(const std::function<int()>& work) {
  if (geteuid() == 0 && setuid(65534) != 0) return 97;
  return work();
}

TEST_F(Opening, a_closed_ledger_in_a_folder_nobody_may_write_can_be_read_and_not_written) {
  must(must(Ledger::create(file()))->apply({SetFact{"job", "x"}}, Durability::process));
  fs::remove(file().string() + "-lock");
  chmod(file().c_str(), 0444);
  chmod(file().parent_path().c_str(), 0555);
  ChildProcess child([&](const ChildProcess::Tell&) {
    return as_nobody([&] {
      if (must(must(Ledger::open_read_only(file()))->fact("job")) != "x") return 1;
      auto writing = Ledger::open(file());
      if (writing) return 2;
      return writing.error().kind == ErrorKind::refused ? 0 : 3;
    });
  });
  EXPECT_EQ(child.wait(), 0);
  chmod(file().parent_path().c_str(), 0755);
}

TEST_F(Opening, a_killed_ledger_in_a_folder_nobody_may_write_says_what_to_do) {
  ChildProcess writer([&](const ChildProcess::Tell&) {
    auto ledger = must(Ledger::create(file()));
    must(ledger->apply({SetFact{"job", "x"}}, Durability::process));
    raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(writer.wait(), 1000 + SIGKILL);
  fs::remove(file().string() + "-shm");
  chmod(file().parent_path().c_str(), 0555);
  ChildProcess child([&](const ChildProcess::Tell&) {
    return as_nobody([&] {
      auto reading = Ledger::open_read_only(file());
      if (reading) return 1;
      bool is_told = reading.error().message.find("copy both files") != std::string::npos;
      return is_told && reading.error().kind == ErrorKind::refused ? 0 : 2;
    });
  });
  EXPECT_EQ(child.wait(), 0);
  chmod(file().parent_path().c_str(), 0755);
}

class Damage : public Opening {
 protected:
  Damage() {
    auto ledger = must(Ledger::create(file()));
    Transaction many;
    for (int i = 0; i < 2000; ++i) many.push_back(add("folder/file-" + std::to_string(i)));
    must(ledger->apply(many, Durability::process));
  }
  void overwrite(std::streamoff offset, std::size_t length) {
    std::fstream stream(file(), std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(offset);
    stream << std::string(length, '\xa5');
  }
  // Every way of reading either works or tells of damage; at least one does the latter.
  void expect_damage_is_told() {
    auto ledger = Ledger::open_read_only(file());
    if (!ledger) {
      EXPECT_EQ(ledger.error().kind, ErrorKind::invalid);
      EXPECT_THAT(ledger.error().message, HasSubstr("the file is damaged"));
      return;
    }
    Status status = (*ledger)->each_item([](const Item&) { return Status(); });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().kind, ErrorKind::invalid);
    EXPECT_THAT(status.error().message, HasSubstr("the file is damaged"));
    EXPECT_THAT(status.error().message, HasSubstr(file().string()));
  }
};

TEST_F(Damage, a_truncated_file_is_told) {
  fs::resize_file(file(), fs::file_size(file()) / 2);
  expect_damage_is_told();
  EXPECT_FALSE(Ledger::open(file()).has_value());
}

TEST_F(Damage, overwritten_pages_are_told) {
  overwrite(3 * 4096, fs::file_size(file()) - 3 * 4096);
  expect_damage_is_told();
}

TEST_F(Damage, an_item_state_from_nowhere_is_told) {
  {
    auto connection = must(Connection::open(file(), Access::read_write));
    must(connection.execute("update item set state = 99 where seq = 1500"));
  }
  expect_damage_is_told();
}

}  // namespace
}  // namespace ingot::ledger::test
