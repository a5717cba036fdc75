// Wire: one connected byte stream, plain or TLS, that never blocks. Waiting, deadlines and stopping
// are the business of Connection. Owned by one thread at a time; fd() may be shut down by another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "host/base/error.hpp"

namespace Poco::Net {
class StreamSocket;
}

namespace ingot::net {

// What came of one attempt to move bytes.
struct Io {
  enum class Kind {
    moved,        // `bytes` > 0 went through (flush: everything is out)
    closed,       // the peer ended the stream in order
    want_read,    // nothing now; try again when the socket is readable
    want_write,   // nothing now; try again when the socket is writable
    file_ended,   // send_file: the file has no byte at that offset
    file_failed,  // send_file: reading the file failed with error_number
    failed,       // the stream is broken; `reason` says why
  };
  Kind kind = Kind::failed;
  std::size_t bytes = 0;
  int error_number = 0;
  std::string reason;

  static Io moved(std::size_t bytes) { return {Kind::moved, bytes, 0, {}}; }
  static Io of(Kind kind) { return {kind, 0, 0, {}}; }
  // The socket's own failure: "socket: broken pipe".
  static Io broken(int error_number) {
    return failed(error_number, system_error("socket", error_number).message);
  }
  static Io failed(int error_number, std::string reason) {
    return {Kind::failed, 0, error_number, std::move(reason)};
  }
};

// Whether more bytes follow at once: lets the kernel put the head and the body's start into one
// packet.
enum class Follow { more, nothing };

class Wire {
 public:
  virtual ~Wire() = default;
  virtual int fd() const = 0;
  virtual Io read(std::span<std::byte> into) = 0;
  // Takes a prefix of `bytes`. What is taken may still have to be flushed.
  virtual Io write(std::span<const std::byte> bytes, Follow follow) = 0;
  // Takes up to `length` bytes of `file` from `offset`.
  virtual Io send_file(int file, std::uint64_t offset, std::uint64_t length) = 0;
  virtual Io flush() = 0;
  // Bytes the kernel has taken since the wire was made, TLS framing included.
  virtual std::uint64_t bytes_out() const = 0;
  // Gives up buffers that an idle connection does not need.
  virtual void rest() = 0;
};

enum class Security { plain, tls };
// What a connection is wrapped in once it is ready for requests; called by the dialling thread. For
// measurements over a link that is not there.
using WireDecorator = std::function<std::unique_ptr<Wire>(std::unique_ptr<Wire>, Security)>;

// Takes the connected, non-blocking socket over.
std::unique_ptr<Wire> make_plain_wire(const Poco::Net::StreamSocket& socket);

}  // namespace ingot::net
