#include "host/net/response_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::net {
namespace {

constexpr std::size_t kLongestChunkLine = 4 * 1024;
constexpr std::size_t kMostTrailers = 128;

std::string progress(std::uint64_t got, std::uint64_t of) {
  return std::to_string(got) + " of " + std::to_string(of) + " bytes of the body";
}

}  // namespace

ResponseReader::ResponseReader(Connection& connection, std::string_view request_method,
                               ReadLimits limits)
    : connection_(connection), method_(request_method), limits_(limits) {}

ResponseReader::End ResponseReader::read() {
  if (const End end = read_head(); end != End::whole) return end;
  return read_body();
}

ResponseReader::End ResponseReader::read_head() {
  do {
    if (const End end = read_one_head(); end != End::whole) return end;
    if (head_.status == 101) {
      problem_ = "malformed answer: the server switched protocols without being asked";
      return End::broken;
    }
  } while (head_.is_interim());
  auto framing = framing_of(head_, method_);
  if (!framing) {
    problem_ = framing.error().message;
    return End::broken;
  }
  framing_ = *framing;
  return End::whole;
}

ResponseReader::End ResponseReader::read_one_head() {
  std::optional<std::size_t> length;
  while (!(length = head_length(connection_.inbox()))) {
    const bool has_begun = !connection_.inbox().empty();
    if (connection_.inbox().size() > kLongestHead) {
      problem_ = "malformed answer: its head is longer than " + human_bytes(kLongestHead);
      return End::broken;
    }
    const Step step = connection_.fill(has_begun ? limits_.stall : limits_.first_byte);
    if (!step.is_done())
      return broken(step, has_begun ? "in the middle of the answer's head" : "before answering");
    if (!first_byte_at_) first_byte_at_ = connection_.clock().monotonic();
  }
  if (!first_byte_at_) first_byte_at_ = connection_.clock().monotonic();
  auto head = parse_response_head(connection_.inbox().substr(0, *length));
  if (!head) {
    problem_ = head.error().message;
    return End::broken;
  }
  head_ = *std::move(head);
  connection_.consume(*length);
  return End::whole;
}

ResponseReader::End ResponseReader::read_body() {
  switch (framing_.end) {
    case BodyEnd::none:
      return End::whole;
    case BodyEnd::after_length:
      return read_length();
    case BodyEnd::after_last_chunk:
      return read_chunks();
    case BodyEnd::at_close:
      return read_to_close();
  }
  return End::whole;
}

ResponseReader::End ResponseReader::read_length() {
  response_.body_total = framing_.length;
  response_.body.reserve(std::min<std::uint64_t>(framing_.length, limits_.max_body));
  while (response_.body.size() < framing_.length) {
    if (connection_.inbox().empty()) {
      if (const Step step = connection_.fill(limits_.stall); !step.is_done()) {
        return broken(step, "after " + progress(response_.body.size(), framing_.length));
      }
    }
    if (keep(framing_.length - response_.body.size()) == End::too_large) return End::too_large;
  }
  return End::whole;
}

ResponseReader::End ResponseReader::read_chunks() {
  std::string line;
  while (true) {
    if (const Step step = connection_.read_line(line, kLongestChunkLine, limits_.stall);
        !step.is_done()) {
      return broken(step, "in the middle of a chunked body");
    }
    const std::string size = line.substr(0, line.find_first_of("; \t"));
    std::uint64_t length = 0;
    const auto read = std::from_chars(size.data(), size.data() + size.size(), length, 16);
    if (size.empty() || read.ec != std::errc() || read.ptr != size.data() + size.size()) {
      problem_ = "malformed answer: a chunk has no size";
      return End::broken;
    }
    if (length == 0) break;
    if (const End end = read_chunk(length); end != End::whole) return end;
  }
  for (std::size_t i = 0; i < kMostTrailers; ++i) {  // trailers are read and dropped
    if (const Step step = connection_.read_line(line, kLongestChunkLine, limits_.stall);
        !step.is_done()) {
      return broken(step, "in the trailer of a chunked body");
    }
    if (line.empty()) return End::whole;
  }
  problem_ = "malformed answer: too many trailers";
  return End::broken;
}

ResponseReader::End ResponseReader::read_chunk(std::uint64_t length) {
  while (length > 0) {
    if (connection_.inbox().empty()) {
      if (const Step step = connection_.fill(limits_.stall); !step.is_done()) {
        return broken(step, "in the middle of a chunked body");
      }
    }
    const std::size_t before = response_.body.size();
    const End end = keep(length);
    length -= response_.body.size() - before;
    response_.body_total = response_.body.size() + (end == End::too_large ? length : 0);
    if (end == End::too_large) return end;
  }
  std::string line;
  const Step step = connection_.read_line(line, 2, limits_.stall);
  if (step.kind != Step::Kind::failed && !step.is_done())
    return broken(step, "in the middle of a chunked body");
  if (!step.is_done() || !line.empty()) {
    problem_ = "malformed answer: a chunk is longer than its size";
    return End::broken;
  }
  return End::whole;
}

ResponseReader::End ResponseReader::read_to_close() {
  while (true) {
    if (connection_.inbox().empty()) {
      const Step step = connection_.fill(limits_.stall);
      if (step.kind == Step::Kind::closed) return End::whole;
      if (!step.is_done()) return broken(step, "in the middle of a body of unknown length");
    }
    const End end = keep(connection_.inbox().size());
    response_.body_total =
        response_.body.size() + (end == End::too_large ? connection_.inbox().size() : 0);
    if (end == End::too_large) return end;
  }
}

ResponseReader::End ResponseReader::keep(std::uint64_t wanted) {
  const std::string_view waiting = connection_.inbox();
  const auto available = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, waiting.size()));
  const std::size_t room = limits_.max_body - response_.body.size();
  const std::size_t taken = std::min(available, room);
  response_.body.append(waiting.substr(0, taken));
  connection_.consume(taken);
  if (taken < available) {
    framing_.afterwards = Afterwards::close;
    problem_ = "the answer's body is larger than " + human_bytes(limits_.max_body);
    return End::too_large;
  }
  return End::whole;
}

ResponseReader::End ResponseReader::broken(const Step& step, std::string_view while_reading) {
  framing_.afterwards = Afterwards::close;
  switch (step.kind) {
    case Step::Kind::closed:
      problem_ = "the server closed the connection " + std::string(while_reading);
      break;
    case Step::Kind::timed_out:
      problem_ = "the server went silent " + std::string(while_reading);
      break;
    default:
      problem_ = "the connection broke " + std::string(while_reading) + ": " + step.reason;
      break;
  }
  return End::broken;
}

Response ResponseReader::take_response() {
  response_.status = head_.status;
  response_.headers = std::move(head_.headers);
  return std::move(response_);
}

}  // namespace ingot::net
