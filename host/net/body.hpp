// Bodies: a source pushes its bytes into a sink, once, from the start. The client owns the sink and
// the pace; the source owns the bytes. Used by the thread that runs the exchange only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::net {

// Both calls block until the bytes are handed to the network. After a failure the sink takes
// nothing more: the source must return that error at once and unchanged.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // Best in blocks of 64 to 256 KiB. The bytes are borrowed for the call.
  virtual Status write(std::span<const std::byte> bytes) = 0;
  // Sends `length` bytes of the open file from `offset`, without moving its file position:
  // sendfile(2) on plain connections, 256 KiB reads under TLS. A file that ends early is
  // source_changed.
  virtual Status send_file(int file, std::uint64_t offset, std::uint64_t length) = 0;
};

class BodySource {
 public:
  virtual ~BodySource() = default;
  // Constant during an exchange.
  virtual std::uint64_t size() const = 0;
  // Pushes exactly size() bytes. Not called at all when no connection could be made. A source used
  // for several exchanges starts at its beginning every time.
  virtual Status send_to(BodySink& sink) = 0;
};

// Bytes that are in memory; they must outlive the body.
class BytesBody final : public BodySource {
 public:
  explicit BytesBody(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Status send_to(BodySink& sink) override { return sink.write(std::as_bytes(std::span(bytes_))); }

 private:
  std::string_view bytes_;
};

}  // namespace ingot::net
