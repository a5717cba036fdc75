#include "host/hosting/frame.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>

#include "host/base/text.hpp"

namespace ingot::hosting {

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

std::size_t words_for(std::size_t bytes) { return (bytes + kWord - 1) / kWord; }

void append(std::vector<std::uint64_t>& words, std::span<const std::byte> bytes) {
  words.push_back(bytes.size());
  const std::size_t at = words.size();
  words.resize(at + words_for(bytes.size()));
  if (!bytes.empty()) std::memcpy(words.data() + at, bytes.data(), bytes.size());
}

Error gone(std::string_view doing) {
  const int reason = errno;
  const bool is_silent = reason == EAGAIN || reason == EWOULDBLOCK;
  return Error{is_silent ? ErrorKind::retryable : ErrorKind::unavailable,
               system_error(std::string(doing), reason).message};
}

// The whole of `memory`, or an error.
Status receive_all(int socket, std::span<std::byte> memory) {
  while (!memory.empty()) {
    const ssize_t got = ::recv(socket, memory.data(), memory.size(), MSG_WAITALL);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return gone("receive");
    if (got == 0) return Error{ErrorKind::unavailable, "receive: the other end has closed"};
    memory = memory.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

}  // namespace

std::vector<std::uint64_t> text_words(std::string_view text) {
  std::vector<std::uint64_t> words;
  append(words, std::as_bytes(std::span(text)));
  return words;
}

Result<std::string_view> text_of(std::span<const std::byte> payload) {
  INGOT_TRY(const auto text, take_record(payload));
  return std::string_view(reinterpret_cast<const char*>(text.data()), text.size());
}

void RecordList::add(std::span<const std::byte> record) { append(words_, record); }

Result<std::span<const std::byte>> take_record(std::span<const std::byte>& list) {
  std::uint64_t length = 0;
  if (list.size() < kWord) return Error{ErrorKind::refused, "a list of records ends too soon"};
  std::memcpy(&length, list.data(), kWord);
  const auto rest = list.subspan(kWord);
  if (length > rest.size() || words_for(length) * kWord > rest.size()) {
    return Error{ErrorKind::refused, "a record is longer than its list"};
  }
  list = rest.subspan(words_for(length) * kWord);
  return rest.first(length);
}

Status send_frame(int socket, const FrameHead& head, std::span<const std::uint64_t> payload) {
  FrameHead whole = head;
  whole.bytes = payload.size_bytes();
  iovec pieces[] = {{&whole, sizeof whole},
                    {const_cast<std::uint64_t*>(payload.data()), payload.size_bytes()}};
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = 2;
  for (;;) {
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return gone("send");
    auto left = static_cast<std::size_t>(sent);
    for (iovec& piece : pieces) {
      const std::size_t taken = std::min(left, piece.iov_len);
      piece.iov_base = static_cast<std::byte*>(piece.iov_base) + taken;
      piece.iov_len -= taken;
      left -= taken;
    }
    if (pieces[0].iov_len == 0 && pieces[1].iov_len == 0) return {};
  }
}

Result<Frame> receive_frame(int socket, std::size_t most) {
  Frame frame;
  INGOT_CHECK(receive_all(socket, std::as_writable_bytes(std::span(&frame.head, 1))));
  if (frame.head.bytes % kWord != 0 || frame.head.bytes > most) {
    return Error{ErrorKind::refused, "no frame, or one of " + std::to_string(frame.head.bytes) + " bytes"};
  }
  frame.words.resize(frame.head.bytes / kWord);
  INGOT_CHECK(receive_all(socket, std::as_writable_bytes(std::span(frame.words))));
  return frame;
}

}  // namespace ingot::hosting
