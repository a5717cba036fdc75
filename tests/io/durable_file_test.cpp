// Small files and folders the host writes: whole or not at all, with the mode asked for, and clear
// errors.
#include "host/io/durable_file.hpp"

#include <sys/resource.h>

#include <csignal>

#include "host/io/folder.hpp"
#include "tests/io/scan_fixture.hpp"

namespace ingot::io {
namespace {

class DurableFileTest : public testing::Test {
 protected:
  std::filesystem::path at(const char* name) const { return dir_.path() / name; }
  mode_t mode_of(const char* name) const {
    struct stat facts {};
    EXPECT_EQ(::stat(at(name).c_str(), &facts), 0);
    return facts.st_mode & 07777;
  }
  std::size_t names_in_folder() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(dir_.path()),
                                                  std::filesystem::directory_iterator()));
  }
  test::TempDir dir_;
};

TEST_F(DurableFileTest, is_written_whole_with_its_mode_and_read_back) {
  ASSERT_TRUE(write_durable_file(at("a.json"), "{}\n"));
  EXPECT_EQ(*read_small_file(at("a.json"), 3), "{}\n");
  EXPECT_EQ(mode_of("a.json"), kSharedFile);
  ASSERT_TRUE(write_durable_file(at("a.json"), std::string(200'000, 'x'), kPrivateFile));
  EXPECT_EQ(read_small_file(at("a.json"), 200'000)->size(), 200'000u);
  EXPECT_EQ(mode_of("a.json"), kPrivateFile);
  ASSERT_TRUE(write_durable_file(at("a.json"), ""));
  EXPECT_EQ(*read_small_file(at("a.json"), 0), "");
  EXPECT_EQ(names_in_folder(), 1u);
}

TEST_F(DurableFileTest, leaves_the_old_text_and_no_litter_when_it_cannot_be_written) {
  ASSERT_TRUE(write_durable_file(at("a"), "old"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 1000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const Status status = write_durable_file(at("a"), std::string(5000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("a: write: file too large"), std::string::npos)
      << status.error().message;
  EXPECT_EQ(*read_small_file(at("a"), 10), "old");
  EXPECT_EQ(names_in_folder(), 1u);
}

TEST_F(DurableFileTest, says_where_it_cannot_be_written) {
  const Status missing = write_durable_file(at("no/such/folder"), "x");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_TRUE(missing.error().message.starts_with("write " + at("no/such/folder").string() + ": "));
  std::filesystem::create_directory(at("folder"));
  EXPECT_FALSE(write_durable_file(at("folder"), "x"));
  EXPECT_EQ(names_in_folder(), 1u);
}

TEST_F(DurableFileTest, is_read_only_up_to_the_bound_and_only_if_regular) {
  ASSERT_TRUE(write_durable_file(at("a"), "12345"));
  EXPECT_TRUE(read_small_file(at("a"), 5));
  const auto larger = read_small_file(at("a"), 4);
  EXPECT_EQ(larger.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(larger.error().message.ends_with("a: larger than 4 B")) << larger.error().message;
  EXPECT_EQ(read_small_file(at("b"), 5).error().kind, ErrorKind::not_found);
  EXPECT_EQ(read_small_file(dir_.path(), 5).error().kind, ErrorKind::invalid);
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0644), 0);
  EXPECT_EQ(read_small_file(at("fifo"), 5).error().kind, ErrorKind::invalid);
  // A file that says it is empty and is not.
  EXPECT_FALSE(read_small_file("/proc/self/status", 1'000'000)->empty());
}

TEST_F(DurableFileTest, folders_are_made_with_their_mode_as_deep_as_needed) {
  ASSERT_TRUE(make_folders(at("a/b/c"), kPrivateFolder));
  EXPECT_EQ(mode_of("a"), kPrivateFolder);
  EXPECT_EQ(mode_of("a/b/c"), kPrivateFolder);
  ASSERT_TRUE(make_folders(at("a/b/c")));
  EXPECT_EQ(mode_of("a/b/c"), kPrivateFolder);
  ASSERT_TRUE(make_folders(at("a/b/d/")));
  ASSERT_TRUE(sync_folder(at("a/b/d")));
}

TEST_F(DurableFileTest, folders_say_what_is_in_their_way) {
  ASSERT_TRUE(write_durable_file(at("file"), "x"));
  const Status status = make_folders(at("file/b"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::invalid);
  EXPECT_EQ(status.error().message,
            "make folder " + at("file").string() + ": a file of this name is in the way");
  EXPECT_EQ(make_folders("").error().kind, ErrorKind::invalid);
  EXPECT_EQ(sync_folder(at("missing")).error().kind, ErrorKind::not_found);
  ::chmod(dir_.path().c_str(), 0755);
  const AsNobody nobody;
  EXPECT_EQ(make_folders(at("x/y")).error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace ingot::io
