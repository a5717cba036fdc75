#include <Poco/Net/StreamSocket.h>

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "host/net/wire.hpp"

namespace ingot::net {
namespace {

// One call moves at most this much, so that a stop and an early answer are seen between calls.
constexpr std::uint64_t kSendfileBlock = 1 << 20;

Io io_of(int error_number, Io::Kind would_block) {
  if (error_number == EAGAIN || error_number == EWOULDBLOCK || error_number == EINTR) {
    return Io::of(would_block);
  }
  return Io::broken(error_number);
}

// sendfile(2) has no MSG_NOSIGNAL: a closed peer would kill the process. Blocks SIGPIPE for this
// thread, and eats the one that the call has caused.
class PipeSignalBlock {
 public:
  PipeSignalBlock() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~PipeSignalBlock() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  PipeSignalBlock(const PipeSignalBlock&) = delete;
  PipeSignalBlock& operator=(const PipeSignalBlock&) = delete;

  void eat() const {
    const timespec now{};
    while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
    }
  }

 private:
  sigset_t pipe_{}, before_{};
};

// The system calls are made on Poco's descriptor directly: its sendBytes() reports a full socket
// buffer by throwing, which costs more than sending.
class PlainWire final : public Wire {
 public:
  explicit PlainWire(const Poco::Net::StreamSocket& socket)
      : socket_(socket), fd_(socket.impl()->sockfd()) {}

  int fd() const override { return fd_; }

  Io read(std::span<std::byte> into) override {
    const auto count = ::recv(fd_, into.data(), into.size(), MSG_DONTWAIT);
    if (count < 0) return io_of(errno, Io::Kind::want_read);
    return count == 0 ? Io::of(Io::Kind::closed) : Io::moved(static_cast<std::size_t>(count));
  }

  Io write(std::span<const std::byte> bytes, Follow follow) override {
    const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (follow == Follow::more ? MSG_MORE : 0);
    const auto count = ::send(fd_, bytes.data(), bytes.size(), flags);
    if (count < 0) return io_of(errno, Io::Kind::want_write);
    bytes_out_ += static_cast<std::uint64_t>(count);
    return Io::moved(static_cast<std::size_t>(count));
  }

  Io send_file(int file, std::uint64_t offset, std::uint64_t length) override {
    const PipeSignalBlock quiet;
    auto from = static_cast<off_t>(offset);
    const auto count = ::sendfile(fd_, file, &from, std::min(length, kSendfileBlock));
    if (count > 0) {
      bytes_out_ += static_cast<std::uint64_t>(count);
      return Io::moved(static_cast<std::size_t>(count));
    }
    if (count == 0) return Io::of(Io::Kind::file_ended);
    const int error_number = errno;
    if (error_number == EPIPE) quiet.eat();
    // EIO, EBADF and the like speak of the file; everything else of the connection.
    if (error_number == EIO || error_number == EBADF || error_number == EINVAL ||
        error_number == EOVERFLOW) {
      return {Io::Kind::file_failed, 0, error_number, {}};
    }
    return io_of(error_number, Io::Kind::want_write);
  }

  Io flush() override { return Io::moved(0); }
  std::uint64_t bytes_out() const override { return bytes_out_; }
  void rest() override {}

 private:
  Poco::Net::StreamSocket socket_;  // closes the descriptor
  const int fd_;
  std::uint64_t bytes_out_ = 0;
};

}  // namespace

std::unique_ptr<Wire> make_plain_wire(const Poco::Net::StreamSocket& socket) {
  return std::make_unique<PlainWire>(socket);
}

}  // namespace ingot::net
