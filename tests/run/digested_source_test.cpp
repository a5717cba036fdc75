// Which files are read for a digest, and which are left alone.
#include "host/run/digested_source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <set>

#include "host/base/text.hpp"
#include "tests/support/kept_items.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

class OneList final : public ItemSource {
 public:
  Result<SourceCounts> walk(ItemSink& sink, const std::stop_token&) override {
    INGOT_CHECK(sink.take(items));
    return SourceCounts();
  }
  std::vector<ledger::Item> items;
};

class Past final : public EarlierRuns {
 public:
  Result<std::optional<EarlierItem>> find(std::string_view key) override {
    const auto found = items.find(key);
    return found == items.end() ? std::optional<EarlierItem>() : std::optional(found->second);
  }
  std::map<std::string, EarlierItem, std::less<>> items;
};

class CountedFiles final : public io::Files {
 public:
  explicit CountedFiles(io::RootFolder root) : files_(std::move(root)) {}
  Result<io::FileHandle> open(const io::SourceFile& expected) override {
    opened.insert(expected.key);
    return files_.open(expected);
  }
  std::set<std::string> opened;

 private:
  io::DiskFiles files_;
};

EarlierItem brought(std::uint64_t size, std::string sha256) {
  EarlierItem item;
  item.size = size;
  item.sha256 = std::move(sha256);
  return item;
}

class digested_source_test : public ::testing::Test {
 protected:
  void add(const std::string& key, const EarlierItem& earlier) {
    std::ofstream(folder_.path() / key) << "abc";
    ledger::Item item;
    item.key = key;
    item.size = 3;
    struct stat facts {};
    ASSERT_EQ(::stat((folder_.path() / key).c_str(), &facts), 0);
    item.mtime_ns = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
    item.inode = facts.st_ino;
    source_.items.push_back(item);
    past_.items[key] = earlier;
  }

  test::TempDir folder_;
  OneList source_;
  Past past_;
  test::KeptItems kept_;
};

TEST_F(digested_source_test, reads_files_that_may_be_the_same_and_no_others) {
  add("same.tif", brought(3, std::string(32, 'x')));
  add("other size.tif", brought(4, std::string(32, 'x')));
  add("not recorded.tif", brought(3, ""));
  add("new.tif", {});
  past_.items.erase("new.tif");
  add("changed since.tif", brought(3, std::string(32, 'x')));
  source_.items.back().mtime_ns -= 1'000'000'000;
  CountedFiles files(*io::RootFolder::open(folder_.path(), io::Symlinks::skip));
  ASSERT_TRUE(digested_source(source_, past_, files)->walk(kept_, std::stop_token()));
  EXPECT_EQ(files.opened, (std::set<std::string>{"same.tif", "changed since.tif"}));
  ASSERT_EQ(kept_.all.size(), 5u);
  EXPECT_EQ(to_hex(kept_.all[0].sha256),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(kept_.all[i].sha256, "") << kept_.all[i].key;
}

TEST_F(digested_source_test, ends_with_the_run) {
  add("same.tif", brought(3, std::string(32, 'x')));
  CountedFiles files(*io::RootFolder::open(folder_.path(), io::Symlinks::skip));
  std::stop_source stop;
  stop.request_stop();
  const auto walked = digested_source(source_, past_, files)->walk(kept_, stop.get_token());
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(kept_.all.empty());
}

}  // namespace
}  // namespace ingot::run
