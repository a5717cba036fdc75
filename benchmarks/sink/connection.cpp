#include "benchmarks/sink/connection.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace ingot::sink {
namespace {

constexpr std::uint64_t kShare = 4u << 20;      // bytes of one connection before others get a turn
constexpr std::size_t kLongestHead = 64u << 10;

}  // namespace

Connection::Next Connection::turn() {
  for (share_ = 0; share_ < kShare;) {
    std::optional<Next> next = send_answer();
    if (!next) next = head_ ? take_body() : take_head();
    if (next) return *next;
  }
  return Next::go_on;
}

std::optional<Connection::Next> Connection::send_answer() {
  while (!answer_.empty()) {
    const Moved sent = wire_->write(answer_);
    if (!sent) return Next::close;
    if (*sent == 0) return Next::wait_to_write;
    answer_.erase(0, *sent);
  }
  return is_over_ ? std::optional(Next::close) : std::nullopt;
}

std::optional<Connection::Next> Connection::take_head() {
  const std::size_t end = head_text_.find("\r\n\r\n");
  if (end != head_text_.npos) {
    head_ = parse_request_head(std::string_view(head_text_).substr(0, end + 4));
    head_text_.erase(0, end + 4);
    if (!head_ || head_->is_chunked) {
      head_.reset();
      answer_ = "HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\n\r\n";
      is_over_ = true;
    } else {
      start_body();
    }
    return std::nullopt;
  }
  if (head_text_.size() > kLongestHead) return Next::close;
  std::array<std::byte, 16u << 10> bytes;
  const Moved read = wire_->read(bytes);
  if (!read) return Next::close;
  if (*read == 0) return Next::wait_to_read;
  head_text_.append(reinterpret_cast<const char*>(bytes.data()), *read);
  return std::nullopt;
}

void Connection::start_body() {
  if (head_->path != "/_stats" && !std::exchange(is_counted_, true)) bucket_.count_connection();
  left_ = head_->length;
  if (head_->expects_continue && head_text_.empty() && left_ > 0)
    answer_ = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(left_, head_text_.size()));
  if (bodies_ == Bodies::verified)
    digest_.add(std::as_bytes(std::span(head_text_).first(here)));
  head_text_.erase(0, here);
  left_ -= here;
  if (left_ == 0) finish_body();
}

std::optional<Connection::Next> Connection::take_body() {
  const Moved taken = bodies_ == Bodies::verified ? take_verified() : wire_->discard(left_);
  if (!taken) return Next::close;
  if (*taken == 0) return Next::wait_to_read;
  share_ += *taken;
  left_ -= *taken;
  if (left_ == 0) finish_body();
  return std::nullopt;
}

Moved Connection::take_verified() {
  static thread_local std::array<std::byte, 256u << 10> bytes;
  const std::span<std::byte> into =
      std::span(bytes).first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
  const Moved read = wire_->read(into);
  if (read && *read > 0) digest_.add(into.first(*read));
  return read;
}

void Connection::finish_body() {
  std::optional<Md5> md5;
  if (bodies_ == Bodies::verified) md5 = digest_.finish();
  answer_ += bucket_.answer(*head_, md5);
  is_over_ = head_->is_last;
  head_.reset();
}

}  // namespace ingot::sink
