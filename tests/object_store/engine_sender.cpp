#include "tests/object_store/engine_sender.hpp"

#include <ingot/plugin.h>

#include <stdexcept>

namespace ingot::test {

using namespace std::chrono_literals;

namespace {

constexpr unsigned kThreads = 4;

transfer::DispatchOptions options() {
  transfer::DispatchOptions options;
  // A store that fails with 5xx is a fault of the test's world: it shows at once.
  options.retry.retries = 0;
  options.byte_slots = kThreads;
  return options;
}

plugin::Segments literal(const std::string& text) {
  plugin::Segment segment;
  segment.text = text;
  return {segment};
}

}  // namespace

EngineSender::EngineSender(std::string_view item)
    : gate_(clock_, 0),
      client_(net::ClientOptions{}),
      workers_({client_, files_, gate_, mailbox_}, kThreads),
      dispatcher_({clock_, entropy_, workers_, vault_, credentials_, *this}, options()),
      items_(1) {
  set_item(item);
}

void EngineSender::set_item(std::string_view bytes) {
  items_[0].file = files_.add("item", bytes);
}

plugin::HttpAction EngineSender::action_of(const Put& put) {
  plugin::HttpAction action;
  action.id = ++last_id_;
  action.flags =
      INGOT_F_EXACT_HEADERS | INGOT_F_IDEMPOTENT | INGOT_F_VERIFY_ETAG | INGOT_F_SENSITIVE;
  action.method = put.method;
  action.url = literal(put.url);
  for (const auto& [name, value] : put.headers) action.headers.emplace_back(name, literal(value));
  if (put.has_md5) {
    plugin::Segment digest;
    digest.kind = plugin::SegmentKind::digest;
    digest.ref = plugin::kWholeBody;
    digest.text = "md5/base64";
    action.headers.emplace_back("Content-MD5", plugin::Segments{digest});
  }
  plugin::Segment bytes;
  bytes.kind = plugin::SegmentKind::file;
  bytes.off = put.offset;
  bytes.len = put.length;
  if (put.method == "PUT") action.body = {bytes};
  action.items = {0};
  return action;
}

std::vector<transfer::HttpOutcome> EngineSender::send(const std::vector<Put>& puts) {
  outcomes_.clear();
  const std::uint64_t first = last_id_ + 1;
  for (const Put& put : puts) dispatcher_.submit(1, action_of(put), items_, 0);
  while (outcomes_.size() < puts.size()) {
    dispatcher_.turn();
    if (outcomes_.size() == puts.size()) break;  // refused before it left
    auto facts = mailbox_.take(60s);
    if (facts.empty()) throw std::runtime_error("a PUT was not answered within a minute");
    for (auto& fact : facts) {
      if (auto* result = std::get_if<transfer::AttemptResult>(&fact)) {
        dispatcher_.handle(std::move(*result));
      } else if (auto* digest = std::get_if<transfer::DigestResult>(&fact)) {
        dispatcher_.handle(*digest);
      }
    }
  }
  std::vector<transfer::HttpOutcome> outcomes;
  for (std::size_t i = 0; i < puts.size(); ++i)
    outcomes.push_back(std::move(outcomes_.at(first + i)));
  return outcomes;
}

void EngineSender::answered(transfer::SessionId, const plugin::HttpAction& action,
                            transfer::HttpOutcome outcome) {
  outcomes_.emplace(action.id, std::move(outcome));
}

std::uint64_t EngineSender::record_intent(transfer::SessionId, const plugin::HttpAction&) {
  throw std::logic_error("a PUT to a pre-signed URL is idempotent: no intent is written");
}

void EngineSender::login_wanted(const std::string&) {
  throw std::logic_error("a pre-signed URL needs no login");
}

}  // namespace ingot::test
