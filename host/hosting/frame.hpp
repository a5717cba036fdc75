// Frame: what a host and a plugin's child process say to each other over their socket: a head and a payload. The payload
// of an answer is a list of records, as the plugin emitted them. Values; the reading trusts nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::hosting {

enum class FrameKind : std::uint16_t {
  open = 1,  // config
  step,      // events; `value`: now_ms
  close,     // not answered
  ready,     // the child has loaded the plugin and is confined; `value`: ABI of Landlock, 0 = none
  refused,   // it has not: why
  opened,    // records; `value`: what open answered, or kThrew
  stepped,   // the same of step
  denied,    // `value`: the system call that ends the child
};

// In place of a code: an exception came out of the call.
inline constexpr std::int64_t kThrew = INT64_MIN;
// What open answers besides INGOT_OK when the plugin gave no session.
inline constexpr std::int64_t kNoSession = INT64_MIN + 1;

struct FrameHead {
  std::uint64_t bytes = 0;  // of the payload, a multiple of 8
  FrameKind kind{};
  std::uint16_t reserved[3] = {};
  std::uint64_t session = 0;
  std::int64_t value = 0;
};
static_assert(sizeof(FrameHead) == 32);

struct Frame {
  FrameHead head;
  std::vector<std::uint64_t> words;  // the payload, 8-aligned

  std::span<const std::byte> payload() const { return std::as_bytes(std::span(words)); }
};

// A text as a payload and back; its length stands before it.
std::vector<std::uint64_t> text_words(std::string_view text);
Result<std::string_view> text_of(std::span<const std::byte> payload);

// Records behind each other, each behind its length, each 8-aligned.
class RecordList {
 public:
  void add(std::span<const std::byte> record);
  void clear() { words_.clear(); }
  const std::vector<std::uint64_t>& words() const { return words_; }
  std::size_t bytes() const { return words_.size() * sizeof(std::uint64_t); }

 private:
  std::vector<std::uint64_t> words_;
};
// Takes the next record off the front. Error: the list does not hold together.
Result<std::span<const std::byte>> take_record(std::span<const std::byte>& list);

// Both block until all is through, or as long as the socket's time limits allow. Errors: unavailable = the other end is
// gone, retryable = it was silent for too long, refused = what came is no frame, or longer than `most` bytes.
Status send_frame(int socket, const FrameHead& head, std::span<const std::uint64_t> payload);
Result<Frame> receive_frame(int socket, std::size_t most);

}  // namespace ingot::hosting
