#include "host/transfer/digest_threads.hpp"

#include <gtest/gtest.h>

#include <future>
#include <set>

#include "host/digest/lane_kernel.hpp"
#include "host/io/memory_files.hpp"

namespace ingot::transfer {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kLong = (64u << 20) + 1;

struct digest_threads : ::testing::Test {
  digest_threads() : threads(files, mailbox, 2) {}
  ~digest_threads() override { release(); }

  void put(DigestTask task) { threads.put({std::move(task)}); }
  void put(std::uint64_t id, const io::SourceFile& file, std::uint64_t length) {
    put({.id = id, .file = file, .offset = 0, .length = length});
  }
  // The next read of any file waits for release().
  void block_next_read() {
    files.before_read(1, [this] {
      reached.set_value();
      released.get_future().wait();
    });
  }
  void release() {
    if (!std::exchange(is_released, true)) released.set_value();
  }
  std::vector<DigestResult> wait_for(std::size_t count) {
    std::vector<DigestResult> results;
    while (results.size() < count) {
      auto facts = mailbox.take(10s);
      if (facts.empty()) break;
      for (auto& fact : facts) results.push_back(std::get<DigestResult>(std::move(fact)));
    }
    return results;
  }
  static std::set<std::uint64_t> ids_of(const std::vector<DigestResult>& results) {
    std::set<std::uint64_t> ids;
    for (const auto& result : results) ids.insert(result.id);
    return ids;
  }

  const std::size_t lanes = digest::lane_kernels(digest::Algorithm::md5).front().lanes;
  io::MemoryFiles files;
  Mailbox<Fact> mailbox;
  std::promise<void> reached, released;
  bool is_released = false;
  DigestThreads threads;
};

TEST_F(digest_threads, what_comes_during_a_batch_is_the_next_one) {
  if (lanes < 4) GTEST_SKIP() << "no lanes here";
  const auto first = files.add("first", "1"), later = files.add("later", "22");
  block_next_read();
  put(1, first, 1);
  reached.get_future().wait();
  for (std::uint64_t id = 2; id <= 4; ++id) put(id, later, 2);
  EXPECT_TRUE(mailbox.take(0s).empty());
  release();
  EXPECT_EQ(ids_of(wait_for(4)), (std::set<std::uint64_t>{1, 2, 3, 4}));
  std::size_t opened = 0;
  for (const auto& access : files.accesses()) {
    opened += access.kind == io::MemoryFiles::AccessKind::open && access.key == "later" ? 1 : 0;
  }
  EXPECT_EQ(opened, 1u) << "one batch opens a file once";
}

TEST_F(digest_threads, a_full_batch_does_not_wait_for_the_one_under_way) {
  const auto file = files.add("a", "abc");
  block_next_read();
  put(1000, file, 3);
  reached.get_future().wait();
  for (std::uint64_t id = 0; id < lanes; ++id) put(id, file, 3);
  EXPECT_EQ(wait_for(lanes).size(), lanes);
  release();
  EXPECT_EQ(ids_of(wait_for(1)), std::set<std::uint64_t>{1000});
}

TEST_F(digest_threads, long_tasks_leave_a_thread_for_the_others) {
  const auto whole = files.add_sparse("whole", kLong), part = files.add("part", "x");
  block_next_read();
  put(1, whole, kLong);
  reached.get_future().wait();
  put(2, whole, kLong);
  put(3, part, 1);
  EXPECT_EQ(ids_of(wait_for(1)), std::set<std::uint64_t>{3});
  release();
  EXPECT_EQ(ids_of(wait_for(2)), (std::set<std::uint64_t>{1, 2}));
}

TEST_F(digest_threads, a_cancelled_task_is_answered_waiting_or_under_way) {
  if (lanes < 2) GTEST_SKIP() << "nothing waits without lanes";
  const auto big = files.add_sparse("big", 1u << 20);
  block_next_read();
  put(1, big, 1u << 20);
  reached.get_future().wait();
  put(2, big, 1u << 20);
  threads.cancel(2);
  auto results = wait_for(1);
  EXPECT_EQ(ids_of(results), std::set<std::uint64_t>{2});
  EXPECT_EQ(results[0].value.error().kind, ErrorKind::cancelled);
  threads.cancel(1);
  threads.cancel(77);
  release();
  results = wait_for(1);
  EXPECT_EQ(ids_of(results), std::set<std::uint64_t>{1});
  EXPECT_EQ(results[0].value.error().kind, ErrorKind::cancelled);
}

TEST_F(digest_threads, a_stop_ends_the_batch_under_way_and_drops_what_waits) {
  const auto big = files.add_sparse("big", 8u << 20);
  block_next_read();
  put(1, big, 8u << 20);
  reached.get_future().wait();
  if (lanes > 1) put(2, big, 8u << 20);
  std::jthread stopper([&] { threads.stop(); });
  release();
  stopper.join();
  const auto results = wait_for(1);
  ASSERT_EQ(ids_of(results), std::set<std::uint64_t>{1});
  EXPECT_TRUE(mailbox.take(0s).empty());
  EXPECT_EQ(files.open_handles(), 0u);
}

TEST_F(digest_threads, every_task_is_answered_once_under_load) {
  const auto small = files.add("small", std::string(100, 's')), part = files.add("part", std::string(300'000, 'p'));
  std::set<std::uint64_t> asked;
  for (std::uint64_t id = 0; id < 600; ++id) {
    const auto algorithm = id % 5 == 0 ? digest::Algorithm::sha256 : digest::Algorithm::md5;
    const bool is_small = id % 3 != 0;
    put({.id = id, .file = is_small ? small : part, .offset = 0, .length = is_small ? 100u : 300'000u,
                 .algorithm = algorithm, .holds_bytes = id % 2 == 0 && is_small});
    asked.insert(id);
    if (id % 7 == 0) threads.cancel(id);
  }
  const auto results = wait_for(600);
  EXPECT_EQ(results.size(), 600u);
  EXPECT_EQ(ids_of(results), asked);
}

}  // namespace
}  // namespace ingot::transfer
