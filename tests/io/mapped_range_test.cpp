// MappedRange and BusGuard: the bytes are the file's, a file that is cut meanwhile ends as
// source_changed whoever reads it, and any other SIGBUS still does what it did before.
#include "host/io/mapped_range.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "host/io/memory_files.hpp"
#include "tests/io/disk_file.hpp"

namespace ingot::io {
namespace {

constexpr std::size_t kSize = 3 * 4096 + 100;

std::vector<std::byte> some_bytes(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 + i / 251 + 1);
  return bytes;
}

// Every byte once; volatile, so that nothing is left out.
unsigned sum_of(std::span<const std::byte> bytes) {
  unsigned sum = 0;
  const volatile std::byte* at = bytes.data();
  for (std::size_t i = 0; i < bytes.size(); ++i) sum += std::to_integer<unsigned>(at[i]);
  return sum;
}

TEST(MappedRange, shows_the_bytes_of_any_range) {
  const auto content = some_bytes(kSize);
  const DiskFile disk(content);
  MemoryFiles memory(MemoryFiles::Mapping::offered);
  const auto in_memory = *memory.open(
      memory.add("a", {reinterpret_cast<const char*>(content.data()), content.size()}));
  const auto on_disk = disk.open();
  for (const FileHandle* file : {&on_disk, &in_memory}) {
    for (const std::size_t offset : {0u, 1u, 4095u, 4096u, 4097u, 12'000u}) {
      for (const std::size_t length : {std::size_t{1}, std::size_t{188}, kSize - offset}) {
        const auto range = MappedRange::map(*file, offset, length);
        ASSERT_TRUE(range) << range.error().message;
        EXPECT_TRUE(std::ranges::equal(range->bytes(), std::span(content).subspan(offset, length)));
        EXPECT_TRUE(range->intact());
      }
    }
  }
}

TEST(MappedRange, refuses_what_is_not_in_the_file_and_files_that_may_not_be_mapped) {
  const DiskFile disk(some_bytes(100));
  const auto file = disk.open();
  EXPECT_EQ(MappedRange::map(file, 100, 1).error().kind, ErrorKind::internal);
  EXPECT_EQ(MappedRange::map(file, ~0ull, 2).error().kind, ErrorKind::internal);
  EXPECT_EQ(MappedRange::map(file, 5, 0).error().kind, ErrorKind::internal);
  MemoryFiles memory;
  const auto counted = memory.open(memory.add("a", "12345"));
  EXPECT_EQ(MappedRange::map(*counted, 0, 5).error().kind, ErrorKind::unavailable);
}

TEST(MappedRange, of_a_file_cut_before_the_first_look_is_zeros_and_says_so) {
  const DiskFile disk(some_bytes(kSize));
  const auto file = disk.open();
  const auto before = MappedRange::map(file, 0, kSize);
  disk.resize(4096);
  const auto after = MappedRange::map(file, 4096, kSize - 4096);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(sum_of(after->bytes()), 0u);
  EXPECT_EQ(after->intact().error().kind, ErrorKind::source_changed);
  EXPECT_TRUE(before->intact());  // nobody has looked there yet
  EXPECT_EQ(sum_of(before->bytes().subspan(4096)), 0u);
  EXPECT_EQ(before->intact().error().kind, ErrorKind::source_changed);
  // What lies before the cut is still the file's.
  EXPECT_TRUE(std::ranges::equal(before->bytes().first(4096), some_bytes(4096)));
}

TEST(MappedRange, tells_a_disk_that_failed_from_a_file_that_was_cut) {
  const DiskFile disk(some_bytes(kSize));
  const SourceFile scanned = disk.source();
  const auto file = disk.open();
  const auto range = MappedRange::map(file, 0, kSize);
  disk.resize(0);
  EXPECT_EQ(sum_of(range->bytes()), 0u);
  // Whole again, and by its size and time never anything else: then the page was what failed.
  disk.resize(kSize);
  const timespec time{scanned.mtime_ns / 1'000'000'000, scanned.mtime_ns % 1'000'000'000};
  const timespec both[] = {time, time};
  ASSERT_EQ(::utimensat(AT_FDCWD, disk.path().c_str(), both, 0), 0);
  EXPECT_EQ(range->intact().error().kind, ErrorKind::retryable);
}

TEST(MappedRange, is_torn_alone_and_not_by_what_was_at_its_address_before) {
  const DiskFile cut(some_bytes(kSize)), whole(some_bytes(kSize));
  const auto cut_file = cut.open(), whole_file = whole.open();
  for (int round = 0; round < 3; ++round) {
    const auto other = MappedRange::map(whole_file, 0, kSize);
    const auto range = MappedRange::map(cut_file, 0, kSize);
    cut.resize(0);
    EXPECT_EQ(sum_of(range->bytes()), 0u);
    EXPECT_FALSE(range->intact());
    EXPECT_TRUE(std::ranges::equal(other->bytes(), some_bytes(kSize)));
    EXPECT_TRUE(other->intact());
  }
  for (int round = 0; round < 3; ++round) {
    const auto range = MappedRange::map(whole_file, 0, kSize);
    EXPECT_EQ(sum_of(range->bytes()), sum_of(some_bytes(kSize)));
    EXPECT_TRUE(range->intact());
  }
}

TEST(MappedRange, survives_a_cut_while_several_threads_read_it_and_others) {
  const DiskFile disk(some_bytes(1u << 20));
  const auto file = disk.open();
  const auto shared = MappedRange::map(file, 0, 1u << 20);
  std::atomic<int> have_begun{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      bool has_begun = false;
      while (true) {
        const auto own = MappedRange::map(file, 1000, (1u << 20) - 1000);
        sum_of(own->bytes());
        sum_of(shared->bytes());
        if (!own->intact() && !shared->intact()) break;
        if (!std::exchange(has_begun, true)) ++have_begun;
      }
    });
  }
  while (have_begun < 4) std::this_thread::yield();
  disk.resize(5000);
  threads.clear();
  EXPECT_EQ(shared->intact().error().kind, ErrorKind::source_changed);
}

TEST(MappedRange, can_be_moved) {
  const DiskFile disk(some_bytes(kSize));
  const auto file = disk.open();
  auto first = *MappedRange::map(file, 0, kSize);
  MappedRange second = std::move(first);
  second = *MappedRange::map(file, 4096, 10);
  EXPECT_EQ(second.bytes().front(), some_bytes(kSize)[4096]);
  disk.resize(0);
  EXPECT_EQ(sum_of(second.bytes()), 0u);
  EXPECT_FALSE(second.intact());
}

TEST(BusGuard, are_as_many_as_there_may_be_and_free_again) {
  void* const memory = ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::vector<BusGuard> all;
  while (auto guard = BusGuard::take(memory, 4096)) all.push_back(*std::move(guard));
  EXPECT_EQ(all.size(), BusGuard::kMost);
  const DiskFile disk(some_bytes(10));
  const auto file = disk.open();
  EXPECT_EQ(MappedRange::map(file, 0, 10).error().kind, ErrorKind::unavailable);
  all.clear();
  EXPECT_TRUE(MappedRange::map(file, 0, 10));
  ::munmap(memory, 4096);
}

class OtherBusErrors : public testing::Test {
 protected:
  // A process of its own, in which no guard was taken before.
  OtherBusErrors() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }

  // In memory, since a process that dies removes no folder.
  MemoryFiles files_{MemoryFiles::Mapping::offered};
  const FileHandle file_ = *files_.open(files_.add("a", std::string(kSize, 'x')));

  void guard_one() { sum_of(MappedRange::map(file_, 0, kSize)->bytes()); }
  // Reads a page behind the end of a file, beside a mapping that is guarded.
  void read_unguarded() {
    const auto guarded = MappedRange::map(file_, 0, kSize);
    void* const bare = ::mmap(nullptr, kSize, PROT_READ, MAP_SHARED, file_.fd(), 0);
    files_.overwrite("a", "");
    sum_of(guarded->bytes());
    sum_of({static_cast<const std::byte*>(bare), kSize});
  }
};

// A sanitizer reports such a death in its own way.
bool died_of_it(int status) {
  return (WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) ||
         (INGOT_TEST_SANITIZED && WIFEXITED(status) && WEXITSTATUS(status) != 0);
}

TEST_F(OtherBusErrors, still_end_the_process) {
  EXPECT_EXIT(read_unguarded(), died_of_it, "");
}

TEST_F(OtherBusErrors, that_are_sent_still_end_the_process) {
  EXPECT_EXIT(
      {
        guard_one();
        ::raise(SIGBUS);
      },
      died_of_it, "");
}

TEST_F(OtherBusErrors, go_to_the_handler_that_was_there_before) {
  EXPECT_EXIT(
      {
        ::signal(SIGBUS, [](int) { ::_exit(42); });
        read_unguarded();
      },
      testing::ExitedWithCode(42), "");
  EXPECT_EXIT(
      {
        struct sigaction action = {};
        action.sa_flags = SA_SIGINFO;
        action.sa_sigaction = [](int, siginfo_t* info, void*) {
          ::_exit(info->si_code == BUS_ADRERR ? 43 : 44);
        };
        ::sigaction(SIGBUS, &action, nullptr);
        read_unguarded();
      },
      testing::ExitedWithCode(43), "");
}

TEST_F(OtherBusErrors, that_were_ignored_still_are_when_sent_only) {
  EXPECT_EXIT(
      {
        ::signal(SIGBUS, SIG_IGN);
        guard_one();
        ::raise(SIGBUS);
        ::_exit(5);
      },
      testing::ExitedWithCode(5), "");
  EXPECT_EXIT(
      {
        ::signal(SIGBUS, SIG_IGN);
        read_unguarded();
      },
      died_of_it, "");
}

}  // namespace
}  // namespace ingot::io
