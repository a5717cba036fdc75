// ingot-floors: the same bytes as a run sends, by the shortest loop there is, in one thread and over
// one connection. What it costs is measured from outside, like any client.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/peers/floor_socket.hpp"
#include "host/digest/lane_digests.hpp"
#include "host/io/root_folder.hpp"

namespace {

namespace fs = std::filesystem;
using namespace ingot;
using floors::FloorSocket;

constexpr std::uint64_t kPart = 8u << 20;     // as the plan of a large file
constexpr std::size_t kBuffer = 256u << 10;

constexpr const char* kUsage =
    "ingot-floors digest PATH                    MD5 of every 8 MiB, by the lanes of the product\n"
    "ingot-floors send|sendfile ADDRESS PATH     a PUT for every 8 MiB: pread and send, or sendfile\n"
    "ingot-floors send ADDRESS PATH CA-FILE      the same by SSL_write\n"
    "PATH is a file, or a folder whose files are taken one by one\n";

class OpenFile {
 public:
  explicit OpenFile(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat facts {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &facts) != 0)
      throw std::runtime_error("open " + path.string());
    size_ = static_cast<std::uint64_t>(facts.st_size);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint64_t size() const { return size_; }

 private:
  const int descriptor_;
  std::uint64_t size_ = 0;
};

std::vector<fs::path> files_at(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

class Sender {
 public:
  enum class Way { send, sendfile };
  Sender(FloorSocket& socket, Way way) : socket_(socket), way_(way), buffer_(kBuffer) {}

  void put(const OpenFile& file) {
    std::uint64_t offset = 0;
    do {
      const std::uint64_t length = std::min(kPart, file.size() - offset);
      put_part(file.descriptor(), offset, length);
      offset += length;
    } while (offset < file.size());
  }

 private:
  void put_part(int file, std::uint64_t offset, std::uint64_t length) {
    const std::string head = "PUT /bench/floor-" + std::to_string(next_++) +
                             " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
                             std::to_string(length) + "\r\n\r\n";
    socket_.send(std::as_bytes(std::span(head)));
    if (way_ == Way::sendfile) {
      socket_.send_file(file, offset, length);
    } else {
      copy(file, offset, length);
    }
    socket_.expect_ok();
  }

  void copy(int file, std::uint64_t offset, std::uint64_t length) {
    while (length > 0) {
      const std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(length, kBuffer));
      const ssize_t got = ::pread(file, buffer_.data(), most, static_cast<off_t>(offset));
      if (got <= 0) throw std::runtime_error("read");
      socket_.send(std::span(buffer_).first(static_cast<std::size_t>(got)));
      offset += static_cast<std::uint64_t>(got);
      length -= static_cast<std::uint64_t>(got);
    }
  }

  FloorSocket& socket_;
  const Way way_;
  std::vector<std::byte> buffer_;
  std::uint64_t next_ = 0;
};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

io::SourceFile source_of(const fs::path& root, const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) throw std::runtime_error("stat " + path.string());
  io::SourceFile source;
  source.key = fs::relative(path, root).string();
  source.size = static_cast<std::uint64_t>(facts.st_size);
  source.mtime_ns = facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec;
  return source;
}

void check(const std::vector<Result<digest::DigestValue>>& digests) {
  for (const auto& one : digests) {
    if (!one) throw std::runtime_error(one.error().message);
  }
}

void digest_parts(digest::LaneHasher& hasher, const io::FileHandle& file, std::uint64_t size) {
  std::vector<digest::FileRange> ranges;
  for (std::uint64_t at = 0; at < size; at += kPart)
    ranges.push_back(digest::FileRange{file, at, std::min(kPart, size - at)});
  check(digest::lane_digests(hasher, ranges, {}));
}

void digest_all(const fs::path& path) {
  auto hasher = value_of(digest::LaneHasher::start(digest::Algorithm::md5));
  const fs::path root = fs::is_directory(path) ? path : path.parent_path();
  io::DiskFiles files(value_of(io::RootFolder::open(root, io::Symlinks::skip)));
  std::vector<io::SourceFile> sources;
  for (const fs::path& file : files_at(path)) sources.push_back(source_of(root, file));
  if (fs::is_directory(path)) return check(digest::lane_digests(hasher, files, sources, {}));
  const io::FileHandle file = value_of(files.open(sources.front()));
  digest_parts(hasher, file, sources.front().size);
}

void send_all(FloorSocket& socket, Sender::Way way, const fs::path& path) {
  Sender sender(socket, way);
  for (const fs::path& file : files_at(path)) sender.put(OpenFile(file));
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "digest") {
    digest_all(words[1]);
    return true;
  }
  const bool has_ca = words.size() == 4;
  if (words.size() != 3 && !has_ca) return false;
  if (words[0] != "send" && (words[0] != "sendfile" || has_ca)) return false;
  FloorSocket socket(words[1], has_ca ? words[3] : "");
  send_all(socket, words[0] == "send" ? Sender::Way::send : Sender::Way::sendfile, words[2]);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (run({argv + 1, argv + argc})) return 0;
    std::fputs(kUsage, stderr);
    return 2;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "ingot-floors: %s\n", problem.what());
    return 1;
  }
}
