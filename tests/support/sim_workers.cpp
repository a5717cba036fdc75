#include "tests/support/sim_workers.hpp"

#include <algorithm>
#include <cctype>

#include <ingot/lab/clock.hpp>

#include "host/digest/hasher.hpp"
#include "host/net/url.hpp"

namespace ingot::test {

using transfer::Attempt;
using transfer::AttemptResult;

std::int64_t SimWorkers::soon(int at_most_ms) {
  return clock_.wall_ms() + 1 + static_cast<std::int64_t>(random_() % static_cast<unsigned>(at_most_ms));
}

void SimWorkers::put(std::int64_t at_ms, Travelling what) {
  travelling_.emplace(When{at_ms, ++order_}, std::move(what));
}

void SimWorkers::send(Attempt attempt) {
  ++sent_;
  put(soon(20), Travelling{std::move(attempt), std::nullopt});
}

void SimWorkers::digest(std::vector<transfer::DigestTask> tasks) {
  for (const auto& task : tasks) put(soon(5), Travelling{std::nullopt, digested(task)});
}

void SimWorkers::cancel(std::uint64_t attempt_id) {
  for (auto it = travelling_.begin(); it != travelling_.end(); ++it) {
    const bool is_it = it->second.request && it->second.request->id == attempt_id;
    if (!is_it) continue;
    AttemptResult result;
    result.id = attempt_id;
    result.answer.delivery = net::Delivery::cancelled;
    result.answer.error = Error{ErrorKind::cancelled, "stopped"};
    travelling_.erase(it);
    return put(soon(5), Travelling{std::nullopt, std::move(result)});
  }
}

bool SimWorkers::may_withdraw(std::uint64_t id) const {
  return std::any_of(travelling_.begin(), travelling_.end(), [id](const auto& entry) {
    return entry.second.request && entry.second.request->id == id;
  });
}

std::vector<transfer::Fact> SimWorkers::take() {
  std::vector<transfer::Fact> facts;
  while (!travelling_.empty() && travelling_.begin()->first.first <= clock_.wall_ms()) {
    Travelling what = std::move(travelling_.begin()->second);
    travelling_.erase(travelling_.begin());
    if (what.fact) {
      facts.push_back(*std::move(what.fact));
    } else {
      arrive(*std::move(what.request));
    }
  }
  return facts;
}

std::optional<std::int64_t> SimWorkers::next_ms() const {
  if (travelling_.empty()) return std::nullopt;
  return travelling_.begin()->first.first;
}

void SimWorkers::die() {
  for (auto& [when, what] : travelling_) {
    std::int64_t ignored_delay = 0;
    if (what.request && random_() % 2 == 0) process(*what.request, ignored_delay);
  }
  travelling_.clear();
}

void SimWorkers::arrive(Attempt attempt) {
  std::int64_t delay_ms = 0;
  AttemptResult result = process(attempt, delay_ms);
  if (delay_ms > attempt.request.reply_timeout.count()) {
    delay_ms = attempt.request.reply_timeout.count();
    result.answer.delivery = net::Delivery::unknown;
    result.answer.response = {};
    result.answer.error = Error{ErrorKind::unknown_outcome, "no answer in time"};
  }
  put(soon(20) + delay_ms, Travelling{std::nullopt, std::move(result)});
}

namespace {

enum class BodyPart { all, files };

std::string text_of(const transfer::HeldBytes& held, std::uint64_t length) {
  return std::string(reinterpret_cast<const char*>(held.get()), static_cast<std::size_t>(length));
}

// In memory: simulated files are small.
Result<std::string> body_of(const Attempt& attempt, io::Files& files, BodyPart part) {
  std::string body;
  for (const auto& piece : attempt.body) {
    if (!piece.file) {
      if (part == BodyPart::all) body += piece.bytes;
      continue;
    }
    if (attempt.held) {
      body += text_of(attempt.held, piece.length);
      continue;
    }
    INGOT_TRY(const io::FileHandle file, files.open(*piece.file));
    std::string bytes(static_cast<std::size_t>(piece.length), '\0');
    INGOT_CHECK(file.read_at(std::as_writable_bytes(std::span(bytes)), piece.offset));
    INGOT_CHECK(file.still_unchanged());
    body += bytes;
  }
  return body;
}

std::string digest_of(digest::Algorithm algorithm, std::string_view bytes, bool as_hex) {
  auto hasher = digest::Hasher::start(algorithm);
  hasher->update(std::as_bytes(std::span(bytes)));
  const auto value = hasher->finish();
  return as_hex ? value->hex() : transfer::raw_bytes(*value);
}

AttemptResult unknown(std::uint64_t id, std::string why) {
  AttemptResult result;
  result.id = id;
  result.answer.delivery = net::Delivery::unknown;
  result.answer.error = Error{ErrorKind::unknown_outcome, std::move(why)};
  return result;
}

lab::Request lab_request(const Attempt& attempt, const net::Url& url, lab::BodyReader& reader) {
  lab::Request request{attempt.request.method, url.target, {}, std::nullopt, reader};
  request.headers.add("Host", url.authority);
  for (const auto& header : attempt.request.headers) request.headers.add(header.name, header.value);
  const bool has_body = attempt.request.method != "GET" && attempt.request.method != "DELETE";
  if (has_body || attempt.request.body_size > 0) {
    request.content_length = attempt.request.body_size;
    request.headers.add("Content-Length", std::to_string(attempt.request.body_size));
  }
  return request;
}

}  // namespace

transfer::DigestResult SimWorkers::digested(const transfer::DigestTask& task) {
  transfer::DigestResult result{.id = task.id,
                                .value = Error{ErrorKind::internal, "not taken"},
                                .held = {},
                                .sha256_raw = {}};
  const auto size = static_cast<std::size_t>(task.length);
  auto bytes = std::make_unique<std::byte[]>(size);
  auto hasher = digest::Hasher::start(task.algorithm);
  const auto file = files_.open(task.file);
  const Status read = file ? file->read_at({bytes.get(), size}, task.offset) : Status(file.error());
  const Status same = read ? file->still_unchanged() : read;
  if (!same) {
    result.value = same.error();
    return result;
  }
  hasher->update({bytes.get(), size});
  result.value = hasher->finish();
  if (!task.holds_bytes) return result;
  result.held = std::move(bytes);
  if (task.takes_sha256) {
    result.sha256_raw = digest_of(digest::Algorithm::sha256, text_of(result.held, task.length), false);
  }
  return result;
}

AttemptResult SimWorkers::process(const Attempt& attempt, std::int64_t& delay_ms) {
  auto body = body_of(attempt, files_, BodyPart::all);
  AttemptResult result;
  result.id = attempt.id;
  if (!body) {
    result.answer.delivery = net::Delivery::source_failed;
    result.answer.error = body.error();
    return result;
  }
  lab::MemoryBody reader(*body);
  const auto url = net::parse_url(attempt.request.url);
  lab::Request request = lab_request(attempt, *url, reader);
  lab::Reply reply = service_.handle(request);
  // As every server on a socket says it (RFC 9110, 6.6.1).
  if (!reply.headers.has("Date")) reply.headers.add("Date", lab::http_date(clock_.wall_ms()));
  delay_ms = reply.disposition.delay_ms;
  if (reply.disposition.cut != lab::Cut::kNone) return unknown(attempt.id, "the connection was lost");
  result.answer.delivery = net::Delivery::response;
  result.answer.response.status = reply.status;
  for (const auto& [name, value] : reply.headers) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    result.answer.response.headers.push_back({lower, value});
  }
  result.answer.response.body_total = reply.body.size();
  result.answer.response.body = std::move(reply.body);
  result.answer.timing.bytes_sent = body->size();
  if (attempt.wants_md5) result.md5_hex = digest_of(digest::Algorithm::md5, *body, true);
  if (attempt.wants_sha256) {
    const auto file = body_of(attempt, files_, BodyPart::files);
    result.sha256_raw = digest_of(digest::Algorithm::sha256, *file, false);
  }
  return result;
}

}  // namespace ingot::test
