#include "host/transfer/digest_batch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "host/digest/hasher.hpp"
#include "host/io/memory_files.hpp"

namespace ingot::transfer {
namespace {

using digest::Algorithm;

std::string some_bytes(std::uint64_t seed, std::size_t size) {
  std::mt19937_64 random(seed);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

digest::DigestValue openssl(Algorithm algorithm, std::string_view bytes) {
  auto hasher = digest::Hasher::start(algorithm);
  hasher->update(std::as_bytes(std::span(bytes)));
  return *hasher->finish();
}

struct digest_batch : ::testing::Test {
  std::map<std::uint64_t, DigestResult> run(std::vector<DigestTask> tasks, std::stop_token stop = {}) {
    std::vector<DigestJob> jobs;
    for (DigestTask& task : tasks) jobs.push_back({std::move(task)});
    return run_jobs(std::move(jobs), stop);
  }
  std::map<std::uint64_t, DigestResult> run_jobs(std::vector<DigestJob> jobs, std::stop_token stop = {}) {
    const std::size_t count = jobs.size();
    DigestBatch(files, mailbox, std::move(jobs)).run(memory, stop);
    std::map<std::uint64_t, DigestResult> results;
    for (Fact& fact : mailbox.take(std::chrono::nanoseconds(0))) {
      auto& result = std::get<DigestResult>(fact);
      const std::uint64_t id = result.id;
      EXPECT_TRUE(results.emplace(id, std::move(result)).second) << "answered twice: " << id;
    }
    EXPECT_EQ(results.size(), count);
    EXPECT_EQ(files.open_handles(), 0u);
    return results;
  }
  std::size_t times_opened(std::string_view key) const {
    const auto accesses = files.accesses();
    return static_cast<std::size_t>(std::count_if(accesses.begin(), accesses.end(), [&](const auto& access) {
      return access.kind == io::MemoryFiles::AccessKind::open && access.key == key;
    }));
  }

  io::MemoryFiles files;
  Mailbox<Fact> mailbox;
  DigestMemory memory;
};

TEST_F(digest_batch, mixed_sizes_have_the_digests_openssl_finds_and_each_byte_is_read_once) {
  const std::size_t sizes[] = {0, 1, 55, 56, 63, 64, 65, 16383, 16384, 16385, 65536, 100'000, 300'001, 1u << 20};
  for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha256, Algorithm::crc32c}) {
    for (const bool holds : {false, true}) {
      std::vector<DigestTask> tasks;
      std::vector<std::string> contents;
      std::uint64_t total = 0;
      const std::uint64_t read_before = files.bytes_read();
      for (const std::size_t size : sizes) {
        contents.push_back(some_bytes(size + 1, size));
        const auto file = files.add("f" + std::to_string(size), contents.back());
        tasks.push_back({.id = tasks.size(), .file = file, .offset = 0, .length = size, .algorithm = algorithm,
                         .holds_bytes = holds, .takes_sha256 = holds});
        total += size;
      }
      auto results = run(tasks);
      for (std::size_t i = 0; i < contents.size(); ++i) {
        DigestResult& result = results.at(i);
        ASSERT_TRUE(result.value) << result.value.error().message;
        EXPECT_EQ(*result.value, openssl(algorithm, contents[i])) << contents[i].size();
        ASSERT_EQ(result.held != nullptr, holds);
        if (!holds) continue;
        EXPECT_TRUE(std::equal(contents[i].begin(), contents[i].end(),
                               reinterpret_cast<const char*>(result.held.get())));
        EXPECT_EQ(result.sha256_raw, raw_bytes(openssl(Algorithm::sha256, contents[i])));
      }
      EXPECT_EQ(files.bytes_read() - read_before, total);
    }
  }
}

TEST_F(digest_batch, a_lone_task_has_the_same_digest) {
  const std::string content = some_bytes(9, 700'000);
  const auto file = files.add("a", content);
  for (const bool holds : {false, true}) {
    const auto results = run({{.id = 3, .file = file, .offset = 1000, .length = 600'000, .holds_bytes = holds}});
    EXPECT_EQ(*results.at(3).value, openssl(Algorithm::md5, std::string_view(content).substr(1000, 600'000)));
  }
  EXPECT_EQ(files.bytes_read(), 1'200'000u);
}

TEST_F(digest_batch, parts_of_one_file_share_one_opening) {
  const auto big = files.add("big", some_bytes(1, 400'000)), other = files.add("other", some_bytes(2, 10));
  std::vector<DigestTask> tasks;
  for (std::uint64_t id = 0; id < 8; ++id) tasks.push_back({.id = id, .file = big, .offset = id * 50'000, .length = 50'000});
  tasks.push_back({.id = 8, .file = other, .offset = 0, .length = 10});
  run(tasks);
  EXPECT_EQ(times_opened("big"), 1u);
  EXPECT_EQ(times_opened("other"), 1u);
}

TEST_F(digest_batch, a_file_that_changes_meanwhile_fails_alone) {
  const auto steady = files.add("steady", some_bytes(1, 200'000)), moving = files.add("moving", some_bytes(2, 200'000));
  files.before_read(3, [&] { files.overwrite("moving", some_bytes(3, 200'000)); });
  const auto results = run({{.id = 1, .file = steady, .offset = 0, .length = 200'000},
                            {.id = 2, .file = moving, .offset = 0, .length = 100'000},
                            {.id = 3, .file = moving, .offset = 100'000, .length = 100'000}});
  EXPECT_TRUE(results.at(1).value);
  for (const std::uint64_t id : {2, 3}) {
    ASSERT_FALSE(results.at(id).value);
    EXPECT_EQ(results.at(id).value.error().kind, ErrorKind::source_changed);
  }
}

TEST_F(digest_batch, what_cannot_be_opened_or_read_fails_alone) {
  const std::string content = some_bytes(1, 1000);
  const auto good = files.add("good", content), shut = files.add("shut", "x"), bad = files.add("bad", content);
  files.fail_open("shut", Error{ErrorKind::refused, "permission denied"});
  const auto tasks = [&](bool holds) -> std::vector<DigestTask> {
    return {{.id = 1, .file = shut, .offset = 0, .length = 1, .holds_bytes = holds},
            {.id = 2, .file = bad, .offset = 0, .length = 1000, .holds_bytes = holds},
            {.id = 3, .file = good, .offset = 0, .length = 1000, .holds_bytes = holds}};
  };
  for (const bool holds : {false, true}) {
    for (const std::size_t n : {1, 2}) {
      files.fail_read(n, Error{ErrorKind::retryable, "disk trouble"});
      const auto results = run(tasks(holds));
      EXPECT_EQ(results.at(1).value.error().kind, ErrorKind::refused);
      EXPECT_NE(results.at(2).value.has_value(), results.at(3).value.has_value()) << n;
      for (const std::uint64_t id : {2, 3}) {
        EXPECT_EQ(results.at(id).held != nullptr, holds && results.at(id).value.has_value());
      }
    }
  }
}

TEST_F(digest_batch, a_stop_answers_everything_and_reads_nothing_more) {
  const auto file = files.add("a", some_bytes(1, 1u << 20));
  for (const std::uint64_t tasks_count : {1, 40}) {
    std::stop_source stop;
    files.before_read(1, [&] { stop.request_stop(); });
    const std::uint64_t read_before = files.bytes_read();
    std::vector<DigestTask> tasks;
    for (std::uint64_t id = 0; id < tasks_count; ++id) tasks.push_back({.id = id, .file = file, .offset = 0, .length = 1u << 20});
    for (const auto& [id, result] : run(tasks, stop.get_token())) {
      ASSERT_FALSE(result.value);
      EXPECT_EQ(result.value.error().kind, ErrorKind::cancelled);
    }
    EXPECT_LE(files.bytes_read() - read_before, 256u << 10) << "at most the read under way";
  }
}

TEST_F(digest_batch, a_cancelled_task_ends_and_the_others_go_on) {
  const auto file = files.add("a", some_bytes(1, 1u << 20));
  std::stop_source cancel;
  files.before_read(3, [&] { cancel.request_stop(); });
  std::vector<DigestJob> jobs;
  jobs.push_back({{.id = 1, .file = file, .offset = 0, .length = 1u << 20}, cancel.get_token()});
  jobs.push_back({{.id = 2, .file = file, .offset = 0, .length = 1u << 20}, {}});
  const auto results = run_jobs(std::move(jobs));
  EXPECT_EQ(results.at(1).value.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(results.at(2).value);
}

}  // namespace
}  // namespace ingot::transfer
