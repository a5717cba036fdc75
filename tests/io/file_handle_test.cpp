// FileHandle and MemoryFiles: a file is either the version that was scanned or an error that says
// how it differs.
#include "host/io/file_handle.hpp"

#include <gtest/gtest.h>
#include <sys/sendfile.h>

#include <cstring>
#include <functional>

#include "host/io/memory_files.hpp"

namespace ingot::io {
namespace {

std::string read_text(const FileHandle& file, std::uint64_t offset, std::size_t length) {
  std::string text(length, '?');
  const Status status = file.read_at(std::as_writable_bytes(std::span(text)), offset);
  return status ? text : std::string("error: ").append(status.error().message);
}

TEST(FileHandle, reads_any_range_of_the_file) {
  MemoryFiles files;
  const auto file = files.open(files.add("a/b.txt", "hello world"));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->size(), 11u);
  EXPECT_EQ(file->expected().key, "a/b.txt");
  EXPECT_EQ(read_text(*file, 0, 11), "hello world");
  EXPECT_EQ(read_text(*file, 6, 5), "world");
  EXPECT_EQ(read_text(*file, 11, 0), "");
  EXPECT_TRUE(file->still_unchanged());
}

TEST(FileHandle, goes_on_after_a_short_read) {
  MemoryFiles files;
  const auto file = files.open(files.add("a", "hello world"));
  files.shorten_read(1, 7);
  EXPECT_EQ(read_text(*file, 0, 11), "hello world");
  const auto accesses = files.accesses();
  ASSERT_EQ(accesses.size(), 4u);
  EXPECT_EQ(accesses[2], (MemoryFiles::Access{MemoryFiles::AccessKind::read, "a", 0, 11}));
  EXPECT_EQ(accesses[3], (MemoryFiles::Access{MemoryFiles::AccessKind::read, "a", 4, 7}));
}

TEST(FileHandle, refuses_to_read_beyond_the_file) {
  MemoryFiles files;
  const auto file = files.open(files.add("a", "hello"));
  std::byte one{};
  EXPECT_EQ(file->read_at({&one, 1}, 5).error().kind, ErrorKind::internal);
  EXPECT_EQ(file->read_at({&one, 1}, ~0ull).error().kind, ErrorKind::internal);
  EXPECT_EQ(files.bytes_read(), 0u);
}

TEST(FileHandle, says_how_an_opened_file_differs_from_the_scanned_one) {
  MemoryFiles files;
  const SourceFile scanned = files.add("a", "12345");
  const auto message = [&](const std::function<void(SourceFile&)>& change) {
    SourceFile other = scanned;
    change(other);
    const auto file = files.open(other);
    if (file) return std::string("opened");
    EXPECT_EQ(file.error().kind, ErrorKind::source_changed);
    return file.error().message;
  };
  EXPECT_EQ(message([](SourceFile&) {}), "opened");
  EXPECT_EQ(message([](SourceFile& file) { file.size = 6; }),
            "a: the size went from 6 to 5 bytes since it was scanned; scan it again");
  EXPECT_EQ(message([](SourceFile& file) { ++file.mtime_ns; }),
            "a: the file was modified since it was scanned; scan it again");
  EXPECT_EQ(message([](SourceFile& file) { ++file.inode; }),
            "a: the file was replaced by another of the same size and time since it was scanned; "
            "scan it again");
  EXPECT_EQ(message([](SourceFile& file) { file.key = std::string("b"); }),
            "b: open: the file is gone");
  // Neither an unknown inode nor another device number is a difference.
  EXPECT_EQ(message([](SourceFile& file) { file.inode = 0; }), "opened");
  EXPECT_EQ(message([](SourceFile& file) { ++file.device; }), "opened");
}

TEST(FileHandle, notices_a_change_in_place_and_not_a_replacement) {
  MemoryFiles files;
  const auto file = files.open(files.add("a", "12345"));
  files.add("a", "other");
  // The handle still reads the old version, whole: nothing is mixed.
  EXPECT_TRUE(file->still_unchanged());
  EXPECT_EQ(read_text(*file, 0, 5), "12345");
  const auto second = files.open(files.add("b", "12345"));
  files.overwrite("b", "54321");
  EXPECT_EQ(second->still_unchanged().error().kind, ErrorKind::source_changed);
}

TEST(FileHandle, notices_a_file_that_became_shorter_while_reading) {
  MemoryFiles files;
  const auto file = files.open(files.add("a", "12345"));
  files.before_read(1, [&] { files.overwrite("a", "123"); });
  EXPECT_EQ(
      read_text(*file, 0, 5),
      "error: a: read: short by 2 bytes: the file was cut since it was scanned; scan it again");
}

TEST(FileHandle, can_be_moved) {
  MemoryFiles files;
  auto file = files.open(files.add("a", "12345"));
  FileHandle moved = *std::move(file);
  EXPECT_EQ(read_text(moved, 0, 5), "12345");
  moved = *files.open(files.add("b", "abc"));
  EXPECT_EQ(read_text(moved, 0, 3), "abc");
}

TEST(MemoryFiles, fail_the_chosen_read_once_and_no_other) {
  MemoryFiles files;
  const auto file = files.open(files.add("a", "12345"));
  files.fail_read(2, Error{ErrorKind::retryable, "read: input/output error"});
  EXPECT_EQ(read_text(*file, 0, 5), "12345");
  EXPECT_EQ(read_text(*file, 0, 5), "error: a: read: input/output error");
  EXPECT_EQ(read_text(*file, 0, 5), "12345");
  files.fail_open("a", Error{ErrorKind::refused, "open: permission denied"});
  EXPECT_EQ(files.open(file->expected()).error().message, "a: open: permission denied");
}

TEST(MemoryFiles, can_hold_files_larger_than_memory_and_corrupt_them_unseen) {
  MemoryFiles files;
  const std::uint64_t size = 1ull << 40;
  const auto file = files.open(files.add_sparse("huge", size));
  ASSERT_TRUE(file);
  files.corrupt("huge", size - 3, "xyz");
  EXPECT_EQ(read_text(*file, size - 4, 4), std::string("\0xyz", 4));
  EXPECT_TRUE(file->still_unchanged());
}

TEST(MemoryFiles, have_descriptors_that_sendfile_takes) {
  MemoryFiles files;
  const auto file = files.open(files.add("a", "hello world"));
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  off_t offset = 6;
  EXPECT_EQ(::sendfile(ends[1], file->fd(), &offset, 5), 5);
  char text[5];
  EXPECT_EQ(::read(ends[0], text, 5), 5);
  EXPECT_EQ(std::memcmp(text, "world", 5), 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(MemoryFiles, count_the_handles_that_are_open) {
  MemoryFiles files;
  const SourceFile scanned = files.add("a", "1");
  {
    const auto first = files.open(scanned);
    const auto second = files.open(scanned);
    EXPECT_EQ(files.open_handles(), 2u);
  }
  files.remove("a");
  EXPECT_FALSE(files.open(scanned));
  EXPECT_EQ(files.open_handles(), 0u);
}

}  // namespace
}  // namespace ingot::io
