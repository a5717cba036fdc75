#include "connection.hpp"

#include <algorithm>
#include <array>

#include <ingot/lab/clock.hpp>

namespace ingot::lab {

namespace {

// Pre-signed URLs and cookies fit many times.
constexpr std::size_t kLongestHead = 64 * 1024;
// A body nobody wanted is read and forgotten up to here, so that the client gets to see the reply.
constexpr std::uint64_t kMostDrained = 64ULL << 20;

class WireBody final : public BodyReader {
 public:
  WireBody(Wire& wire, StopSignal& stop, const HttpHead& head)
      : wire_(wire),
        stop_(stop),
        rest_(head.content_length.value_or(0)),
        expects_word_(Headers(head.headers).find("Expect") == "100-continue") {}

  std::size_t read(std::span<std::byte> into) override {
    if (!may_take()) return 0;
    return taken(wire_.read(into.first(std::min<std::uint64_t>(into.size(), rest_))));
  }
  std::size_t skip(std::size_t count) override {
    if (!may_take()) return 0;
    return taken(wire_.skip(std::min<std::uint64_t>(count, rest_)));
  }
  bool is_truncated() const override { return is_gone_ && rest_ > 0; }
  void slow_down(std::int64_t pause_ms) override { pause_ms_ = pause_ms; }

  // True when the whole body has been taken off the connection.
  bool drain() {
    // A client still waiting for the word to continue has sent nothing: there is nothing to take.
    if (expects_word_ || rest_ > kMostDrained) return rest_ == 0;
    pause_ms_ = 0;
    std::array<std::byte, 64 * 1024> block;
    while (read(block) != 0) {
    }
    return rest_ == 0;
  }

 private:
  bool may_take() {
    if (rest_ == 0 || is_gone_) return false;
    if (expects_word_) {
      expects_word_ = false;
      wire_.send("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (pause_ms_ > 0) stop_.wait_ms(pause_ms_);
    return true;
  }
  std::size_t taken(std::size_t count) {
    is_gone_ = count == 0;
    rest_ -= count;
    return count;
  }

  Wire& wire_;
  StopSignal& stop_;
  std::uint64_t rest_;
  bool expects_word_;
  bool is_gone_ = false;
  std::int64_t pause_ms_ = 0;
};

bool wants_close(const HttpHead& head) {
  const auto connection = head.headers.find("Connection");
  if (connection == "close" || connection == "Close") return true;
  return head.is_http_1_0 || head.is_chunked;
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, Service& service, StopSignal& stop,
                       ConnectionLimits limits)
    : wire_(socket, limits.idle_timeout_ms), service_(service), stop_(stop), limits_(limits) {}

void Connection::run() {
  while (!stop_.is_raised() && serve_one() == Next::kKeepAlive) {
  }
  wire_.cut();
}

Connection::Next Connection::serve_one() {
  const std::string text = wire_.read_head(kLongestHead);
  if (text.empty()) {
    return wire_.is_overlong() ? refuse(431, "the head has more than 64 KiB") : Next::kClose;
  }
  ParsedHead parsed = parse_head(text);
  if (parsed.refusal) return refuse(parsed.refusal->status, parsed.refusal->why);
  return serve(parsed.head);
}

Connection::Next Connection::serve(HttpHead& head) {
  WireBody body(wire_, stop_, head);
  Request request{.method = head.method,
                  .target = head.target,
                  .headers = head.headers,
                  .content_length = head.content_length,
                  .body = body};
  const Reply reply = service_.handle(request);
  if (reply.disposition.cut == Cut::kBeforeProcessing) {
    stop_.wait_ms(reply.disposition.delay_ms);
    return Next::kClose;
  }
  if (body.is_truncated()) return Next::kClose;
  const Next next = carry(reply, head);
  if (reply.disposition.cut != Cut::kNone) return next;
  if (body.drain() && !head.is_chunked) return next;
  wire_.linger();
  return Next::kClose;
}

Connection::Next Connection::carry(const Reply& reply, const HttpHead& head) {
  const std::int64_t wait_ms = limits_.latency_ms + reply.disposition.delay_ms;
  if (wait_ms > 0) stop_.wait_ms(wait_ms);
  if (reply.disposition.cut == Cut::kAfterProcessing) return Next::kClose;
  const bool must_close = wants_close(head);
  SystemClock clock;
  std::string out =
      render_head(reply, http_date(clock.now_ms()), must_close ? "close" : "keep-alive");
  const bool is_cut = reply.disposition.cut == Cut::kMidReply;
  const std::size_t count =
      is_cut ? std::min(reply.disposition.cut_after, reply.body.size()) : reply.body.size();
  if (head.method != "HEAD" && reply.status != 204) out.append(reply.body, 0, count);
  const bool is_sent = wire_.send(out);
  return is_sent && !is_cut && !must_close ? Next::kKeepAlive : Next::kClose;
}

Connection::Next Connection::refuse(int status, const std::string& why) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "text/plain");
  reply.body = why + "\n";
  SystemClock clock;
  wire_.send(render_head(reply, http_date(clock.now_ms()), "close") + reply.body);
  wire_.linger();
  return Next::kClose;
}

}  // namespace ingot::lab
