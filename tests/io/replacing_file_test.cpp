// ReplacingFile: nothing stands in its place before commit, and everything does after it.
#include "host/io/replacing_file.hpp"

#include <sys/resource.h>

#include <csignal>

#include "host/io/durable_file.hpp"
#include "tests/io/scan_fixture.hpp"

namespace ingot::io {
namespace {

class ReplacingFileTest : public testing::Test {
 protected:
  std::size_t names_in_folder() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(dir_.path()),
                                                  std::filesystem::directory_iterator()));
  }
  test::TempDir dir_;
  const std::filesystem::path path_ = dir_.path() / "report.csv";
};

TEST_F(ReplacingFileTest, takes_its_place_whole_and_only_at_commit) {
  ASSERT_TRUE(write_durable_file(path_, "old"));
  auto file = ReplacingFile::begin(path_);
  ASSERT_TRUE(file);
  std::string expected;
  for (int row = 0; row < 20'000; ++row) {
    const std::string line = std::to_string(row).append(",done\n");
    ASSERT_TRUE(file->write(line));
    expected += line;
  }
  EXPECT_EQ(*read_small_file(path_, 10), "old");
  ReplacingFile moved = *std::move(file);
  ASSERT_TRUE(moved.commit(kPrivateFile));
  EXPECT_EQ(*read_small_file(path_, 1'000'000), expected);
  struct stat facts {};
  ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, kPrivateFile);
  EXPECT_EQ(names_in_folder(), 1u);
}

TEST_F(ReplacingFileTest, leaves_nothing_behind_without_commit) {
  {
    auto file = ReplacingFile::begin(path_);
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write("half"));
    EXPECT_EQ(names_in_folder(), 1u);
  }
  EXPECT_EQ(names_in_folder(), 0u);
}

TEST_F(ReplacingFileTest, keeps_the_old_file_when_the_disk_takes_no_more) {
  ASSERT_TRUE(write_durable_file(path_, "old"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 1000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const Status status = [this]() -> Status {
    INGOT_TRY(ReplacingFile file, ReplacingFile::begin(path_));
    INGOT_CHECK(file.write(std::string(5000, 'x')));
    return file.commit();
  }();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("file too large"), std::string::npos);
  EXPECT_EQ(*read_small_file(path_, 10), "old");
  EXPECT_EQ(names_in_folder(), 1u);
}

TEST_F(ReplacingFileTest, says_when_there_is_no_such_folder) {
  EXPECT_EQ(ReplacingFile::begin(dir_.path() / "no" / "report").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace ingot::io
