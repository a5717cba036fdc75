// The bodies of Engine's functions; included by engine.hpp alone.
#pragma once

#include <algorithm>

#include <ingot/detail/engine.hpp>
#include <ingot/detail/soundness.hpp>

namespace ingot::inline sdk_v1::detail {

inline void Engine::emit(std::span<const std::byte> record) {
  if (refusal_ != INGOT_OK) throw std::runtime_error("the host has refused an earlier record");
  const std::int32_t answer = host_->emit(host_, record.data(), record.size());
  if (answer == INGOT_OK) return;
  refusal_ = answer;
  throw std::runtime_error("the host refused a malformed record");
}

inline void Engine::begin(Facts facts) {
  facts_ = std::move(facts);
  open_.clear();
  for (const Item& item : facts_.items) open_.push_back(!item.has_ended);
  n_open_ = static_cast<std::size_t>(std::count(open_.begin(), open_.end(), true));
  sealed_ = n_open_ == 0 && !facts_.items.empty();
}

inline bool Engine::is_deaf() {
  if (!cancelled_ && !sealed_) return false;
  // Far above what a well-behaved fan-out over 10 000 parts asks on its way out, and reached in
  // well under a second: a loop that never looks at cancelled() must not hang the host.
  constexpr std::size_t kMostDeafAsks = 100'000;
  if (++deaf_asks_ > kMostDeafAsks) {
    throw std::runtime_error("the plugin keeps asking after it was told to stop");
  }
  return true;
}

inline void Engine::ask(Pending& asker, const RequestFields& request) {
  const std::uint64_t id = request.tag != 0 ? request.tag : next_id();
  if (is_outstanding(id)) throw std::invalid_argument("a request with this tag is outstanding");
  check_request(request);
  emit(write_http(writer_, request, id));
  sign_on(asker, id);
}

inline void Engine::ask_wait(Pending& asker, std::int64_t until_ms) {
  const std::uint64_t id = next_id();
  auto head = start<ingot_ac_wait>(INGOT_AC_WAIT, id);
  head.until_ms = until_ms;
  emit(writer_.close(head));
  sign_on(asker, id);
}

inline void Engine::ask_digest(Pending& asker, ingot_ac_digest wanted, std::string_view algorithm) {
  const std::uint64_t id = next_id();
  auto head = start<ingot_ac_digest>(INGOT_AC_DIGEST, id);
  head.item = wanted.item;
  head.off = wanted.off;
  head.len = wanted.len;
  head.alg = writer_.text(algorithm);
  emit(writer_.close(head));
  sign_on(asker, id);
}

inline Pending* Engine::take(std::uint64_t id, std::uint16_t answer) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end() || found->second->answer() != answer) return nullptr;
  Pending* asker = found->second;
  waiting_.erase(found);
  asker->id_ = 0;
  return asker;
}

inline std::vector<std::uint64_t> Engine::outstanding(std::uint16_t answer) const {
  std::vector<std::uint64_t> ids;
  for (const auto& [id, asker] : waiting_) {
    if (asker->answer() == answer) ids.push_back(id);
  }
  return ids;
}

inline void Engine::checkpoint(std::uint32_t schema, std::string_view blob) {
  if (sealed_) return;
  auto head = start<ingot_ac_state>(INGOT_AC_STATE, next_id());
  head.schema = schema;
  head.blob = writer_.text(blob);
  emit(writer_.close(head));
}

inline void Engine::abandon(std::uint64_t id) {
  if (sealed_ || !is_outstanding(id)) return;
  auto head = start<ingot_ac_abandon>(INGOT_AC_ABANDON, next_id());
  head.target = id;
  emit(writer_.close(head));
}

inline void Engine::note(std::uint32_t level, std::uint32_t item, std::string_view text) {
  if (sealed_) return;
  auto head = start<ingot_ac_note>(INGOT_AC_NOTE, next_id());
  head.level = level;
  head.item = item;
  head.text = writer_.text(clean_message(text));
  emit(writer_.close(head));
}

inline void Engine::end_item(std::uint32_t item, End end, const Ending& ending) {
  if (!open_.at(item) || sealed_) return;
  check_single_line(ending.remote_id, "remote id");
  auto head = start<ingot_ac_item>(INGOT_AC_ITEM, next_id());
  head.item = item;
  head.result = static_cast<std::uint32_t>(end);
  head.retry_after_ms = ending.retry_after_ms;
  head.remote_id = writer_.text(ending.remote_id);
  head.code = writer_.text(clean_code(ending.code));
  head.message = writer_.text(clean_message(ending.message));
  head.meta = writer_.text(ending.meta);
  emit(writer_.close(head));
  open_[item] = false;
  if (--n_open_ == 0) sealed_ = true;
}

inline void Engine::result(End end, std::string_view json, std::string_view message,
                           std::int64_t expires_in_ms) {
  if (sealed_) return;
  auto head = start<ingot_ac_result>(INGOT_AC_RESULT, next_id());
  head.result = static_cast<std::uint32_t>(end);
  head.expires_in_ms = expires_in_ms;
  head.json = writer_.text(json);
  head.message = writer_.text(clean_message(message));
  emit(writer_.close(head));
  open_.assign(open_.size(), false);
  n_open_ = 0;
  sealed_ = true;
}

}  // namespace ingot::inline sdk_v1::detail
