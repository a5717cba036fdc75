#include "host/io/direct_reader.hpp"

#include <fcntl.h>
#include <liburing.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/text.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

namespace {

// Of offsets, lengths and addresses. All disks are content with it, and files that want more are
// read in the ordinary way.
constexpr std::uint64_t kAlign = 4096;

Error unavailable(std::string_view why) {
  return Error{ErrorKind::unavailable, "direct reads: " + std::string(why)};
}

bool is_aligned_enough(int fd) {
  struct statx facts {};
  if (::statx(fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &facts) != 0) return true;
  if ((facts.stx_mask & STATX_DIOALIGN) == 0) return true;  // not told: the first read will show
  return facts.stx_dio_offset_align != 0 && facts.stx_dio_offset_align <= kAlign &&
         facts.stx_dio_mem_align <= kAlign;
}

// The same file once more, since direct reading belongs to an opening, not to a read.
Result<OwnedFd> open_directly(const FileHandle& file) {
  const std::string path = "/proc/self/fd/" + std::to_string(file.fd());
  OwnedFd fd(::open(path.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.is_open() || !is_aligned_enough(fd.value())) {
    return unavailable(printable(file.expected().key) + ": not on this file system");
  }
  return fd;
}

}  // namespace

// The ring and the memory. Block b belongs to stream b / blocks_each; its number is what a
// completion carries.
class DirectReader::State {
 public:
  struct Block {
    int result = 0;  // as of read(2), negative errno
    bool is_pending = false;
  };

  State(unsigned streams, unsigned blocks_each)
      : blocks_each_(blocks_each), blocks_(streams * blocks_each) {
    for (unsigned i = streams; i-- > 0;) free_.push_back(i);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    assert(free_.size() * blocks_each_ == blocks_.size());
    if (memory_ != nullptr) ::munmap(memory_, size());
    if (has_ring_) ::io_uring_queue_exit(&ring_);
  }

  Status start() {
    const int failed = ::io_uring_queue_init(static_cast<unsigned>(blocks_.size()), &ring_, 0);
    if (failed != 0) return unavailable(std::strerror(-failed));
    has_ring_ = true;
    void* const memory =
        ::mmap(nullptr, size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return unavailable(std::strerror(errno));
    memory_ = static_cast<std::byte*>(memory);
    // Advice: fewer pages to pin for each read.
    static_cast<void>(::madvise(memory, size(), MADV_HUGEPAGE));
    return {};
  }

  unsigned blocks_each() const { return blocks_each_; }
  std::optional<unsigned> take_stream() {
    if (free_.empty()) return std::nullopt;
    const unsigned stream = free_.back();
    free_.pop_back();
    return stream;
  }
  void give_stream(unsigned stream) { free_.push_back(stream); }

  std::byte* memory_of(unsigned block) { return memory_ + block * kBlock; }
  const Block& block(unsigned block) const { return blocks_[block]; }

  void read(unsigned block, int fd, std::uint64_t offset, std::size_t length) {
    io_uring_sqe* const entry = ::io_uring_get_sqe(&ring_);
    assert(entry != nullptr);  // as many entries as blocks, and each submitted at once
    ::io_uring_prep_read(entry, fd, memory_of(block), static_cast<unsigned>(length), offset);
    ::io_uring_sqe_set_data64(entry, block);
    blocks_[block] = {0, true};
    // What the system cannot take now stays in the ring until the next wait.
    static_cast<void>(::io_uring_submit(&ring_));
  }

  // Until this block is there, or failed.
  void wait(unsigned block) {
    while (blocks_[block].is_pending) {
      unsigned seen = 0, head = 0;
      io_uring_cqe* completion = nullptr;
      io_uring_for_each_cqe(&ring_, head, completion) {
        blocks_[::io_uring_cqe_get_data64(completion)] = {completion->res, false};
        ++seen;
      }
      ::io_uring_cq_advance(&ring_, seen);
      if (seen == 0) static_cast<void>(::io_uring_submit_and_wait(&ring_, 1));
    }
  }

 private:
  std::size_t size() const { return blocks_.size() * kBlock; }

  const unsigned blocks_each_;
  std::vector<Block> blocks_;
  std::vector<unsigned> free_;  // numbers of streams not under way
  io_uring ring_{};
  bool has_ring_ = false;
  std::byte* memory_ = nullptr;
};

class DirectReader::Stream::State {
 public:
  State(DirectReader::State& reader, unsigned stream, const FileHandle& file, OwnedFd fd,
        std::uint64_t offset, std::uint64_t length)
      : reader_(reader),
        stream_(stream),
        file_(file),
        fd_(std::move(fd)),
        given_(offset),
        end_(offset + length),
        asked_(offset / kAlign * kAlign),
        first_(asked_) {
    for (unsigned i = 0; i < reader_.blocks_each(); ++i) ask();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    // The system writes into the memory until then.
    for (unsigned i = 0; i < reader_.blocks_each(); ++i) reader_.wait(block_at(i));
    reader_.give_stream(stream_);
  }

  Result<std::span<const std::byte>> next() {
    if (is_in_use_) ask();  // the block given before is free now
    is_in_use_ = false;
    if (given_ == end_) return std::span<const std::byte>();
    const std::uint64_t number = (given_ - first_) / kBlock;
    const std::uint64_t begin = first_ + number * kBlock;
    const std::size_t length =
        static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, end_ - begin));
    INGOT_CHECK(complete(block_at(number), begin, length));
    const std::size_t lead = static_cast<std::size_t>(given_ - begin);
    given_ = begin + length;
    is_in_use_ = true;
    return std::span<const std::byte>(reader_.memory_of(block_at(number)) + lead, length - lead);
  }

 private:
  unsigned block_at(std::uint64_t number) const {
    return stream_ * reader_.blocks_each() + static_cast<unsigned>(number % reader_.blocks_each());
  }

  // Starts the read of the next block, into the block used longest ago.
  void ask() {
    if (asked_ >= end_) return;
    if (asked_ < direct_until_) {
      // A read that begins inside the file may ask beyond its end, and gets what there is.
      const std::uint64_t aligned_end = (end_ + kAlign - 1) / kAlign * kAlign;
      const std::uint64_t length = std::min<std::uint64_t>(kBlock, aligned_end - asked_);
      reader_.read(block_at((asked_ - first_) / kBlock), fd_.value(), asked_,
                   static_cast<std::size_t>(length));
    }
    asked_ += kBlock;
  }

  // Waits for the block and reads what it lacks in the ordinary way, which knows what is an error.
  Status complete(unsigned block, std::uint64_t begin, std::size_t length) {
    reader_.wait(block);
    const int result = begin < direct_until_ ? reader_.block(block).result : 0;
    // Refused once is refused always; what was asked for meanwhile still comes or fails by itself.
    if (result < 0) direct_until_ = std::min(direct_until_, asked_);
    const std::size_t have = std::min(static_cast<std::size_t>(std::max(result, 0)), length);
    if (have == length) return {};
    return file_.read_at({reader_.memory_of(block) + have, length - have}, begin + have);
  }

  DirectReader::State& reader_;  // outlives its streams
  const unsigned stream_;
  const FileHandle& file_;
  const OwnedFd fd_;
  std::uint64_t given_;                             // up to here the caller has the bytes
  const std::uint64_t end_;                         // of the range
  std::uint64_t asked_;                             // up to here reads were started
  const std::uint64_t first_;                       // where the first block begins
  bool is_in_use_ = false;                          // the caller has the latest block
  std::uint64_t direct_until_ = ~std::uint64_t{0};  // blocks from here are read in the ordinary way
};

DirectReader::Stream::Stream(std::unique_ptr<State> state) : state_(std::move(state)) {}
DirectReader::Stream::Stream(Stream&&) noexcept = default;
DirectReader::Stream::~Stream() = default;

Result<std::span<const std::byte>> DirectReader::Stream::next() {
  return state_->next();
}

DirectReader::DirectReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
DirectReader::DirectReader(DirectReader&&) noexcept = default;
DirectReader& DirectReader::operator=(DirectReader&&) noexcept = default;
DirectReader::~DirectReader() = default;

Result<DirectReader> DirectReader::start(unsigned streams, unsigned ahead) {
  assert(streams > 0 && ahead > 0);
  auto state = std::make_unique<State>(streams, ahead + 1);
  INGOT_CHECK(state->start());
  return DirectReader(std::move(state));
}

Result<DirectReader::Stream> DirectReader::open(const FileHandle& file, std::uint64_t offset,
                                                std::uint64_t length) {
  INGOT_CHECK(file.has_range(offset, length));
  if (!file.is_mappable()) return unavailable("not this kind of file");
  INGOT_TRY(auto fd, open_directly(file));
  const auto stream = state_->take_stream();
  if (!stream) return unavailable("all streams are under way");
  return Stream(
      std::make_unique<Stream::State>(*state_, *stream, file, std::move(fd), offset, length));
}

}  // namespace ingot::io
