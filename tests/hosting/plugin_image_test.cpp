#include "host/hosting/plugin_image.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "host/plugin/library.hpp"
#include "tests/hosting/hosted.hpp"

namespace ingot::hosting {
namespace {

namespace fs = std::filesystem;

struct plugin_image : ::testing::Test {
  plugin_image() {
    std::string name = (fs::temp_directory_path() / "ingot-image-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    file = folder / "ingot-copy.so";
    fs::copy_file(test::module("plain"), file);
  }
  ~plugin_image() override { fs::remove_all(folder); }
  fs::path folder, file;
};

TEST_F(plugin_image, is_the_file_as_it_was_whatever_becomes_of_it) {
  const auto image = PluginImage::read(file);
  ASSERT_TRUE(image) << image.error().message;
  const std::string before(reinterpret_cast<const char*>(image->bytes().data()), image->bytes().size());
  EXPECT_EQ(before.size(), fs::file_size(file));
  std::ofstream(file, std::ios::trunc) << "something else";
  EXPECT_EQ(std::memcmp(before.data(), image->bytes().data(), before.size()), 0);
  const auto manifest = plugin::read_installed(image->path());
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->name, "plain");
}

TEST_F(plugin_image, cannot_be_written_to) {
  const auto image = PluginImage::read(file);
  ASSERT_TRUE(image);
  EXPECT_LT(::pwrite(image->fd(), "x", 1, 0), 0);
  EXPECT_EQ(errno, EPERM);
  EXPECT_NE(::ftruncate(image->fd(), 0), 0);
  EXPECT_EQ(::mmap(nullptr, 4096, PROT_WRITE, MAP_SHARED, image->fd(), 0), MAP_FAILED);
}

TEST_F(plugin_image, what_is_no_plugin_file_is_refused) {
  EXPECT_EQ(PluginImage::read(folder / "missing.so").error().kind, ErrorKind::not_found);
  EXPECT_EQ(PluginImage::read(folder).error().kind, ErrorKind::refused);
  std::ofstream(folder / "empty.so");
  EXPECT_EQ(PluginImage::read(folder / "empty.so").error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace ingot::hosting
