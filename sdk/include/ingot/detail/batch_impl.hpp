// The bodies of Batch's functions; included by ingot/batch.hpp alone.
#pragma once

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include <ingot/batch.hpp>

namespace ingot::inline sdk_v1 {

inline Operation Batch::op() const {
  return static_cast<Operation>(engine_.facts().op);
}
inline const std::vector<Item>& Batch::items() const {
  return engine_.facts().items;
}
inline std::string_view Batch::config() const {
  return engine_.config();
}
inline std::string_view Batch::context() const {
  return engine_.facts().context;
}
inline std::string_view Batch::state() const {
  return engine_.facts().state;
}
inline std::uint32_t Batch::state_schema() const {
  return engine_.facts().state_schema;
}
inline std::uint32_t Batch::restarts() const {
  return engine_.facts().restarts;
}
inline std::uint32_t Batch::max_outstanding() const {
  return engine_.facts().max_outstanding;
}
inline std::span<const std::uint8_t, 32> Batch::entropy() const {
  return engine_.facts().entropy;
}
inline std::int64_t Batch::now_ms() const {
  return engine_.now_ms();
}
inline bool Batch::cancelled() const {
  return engine_.cancelled();
}

inline const Reply* Batch::prior(std::uint64_t tag) const {
  const auto found = engine_.facts().prior.find(tag);
  return found == engine_.facts().prior.end() ? nullptr : &found->second;
}

inline detail::SendOperation Batch::send(Request request) {
  return detail::SendOperation(engine_, std::move(request));
}

inline detail::WaitOperation Batch::wait(milliseconds duration) {
  const std::int64_t now = now_ms(), most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t length = duration.count() < 0 ? 0 : duration.count();
  return wait_until(now > 0 && length > most - now ? most : now + length);
}

inline detail::WaitOperation Batch::wait_until(std::int64_t wall_clock_ms) {
  return detail::WaitOperation(engine_, wall_clock_ms);
}

inline detail::DigestOperation Batch::digest(ItemRef item, std::uint64_t off, std::uint64_t len,
                                             std::string_view algorithm) {
  ingot_ac_digest wanted{};
  wanted.item = item.idx();
  wanted.off = off;
  wanted.len = len;
  return detail::DigestOperation(engine_, wanted, std::string(algorithm));
}

inline void Batch::spawn(task<> child) {
  engine_.children().spawn(std::move(child));
}
inline Group::All Batch::all() {
  return engine_.children().all();
}

inline void Batch::checkpoint(std::uint32_t schema, std::string_view blob) {
  engine_.checkpoint(schema, blob);
}
inline void Batch::abandon(std::uint64_t tag) {
  engine_.abandon(tag);
}
inline void Batch::note(NoteLevel level, std::string_view text) {
  engine_.note(static_cast<std::uint32_t>(level), UINT32_MAX, text);
}
inline void Batch::note(NoteLevel level, ItemRef item, std::string_view text) {
  if (item.idx() >= items().size()) throw std::out_of_range("a note on an item that is not there");
  engine_.note(static_cast<std::uint32_t>(level), item.idx(), text);
}

inline void Batch::end_item(ItemRef item, End end, detail::Ending ending) {
  if (item.idx() >= items().size()) throw std::out_of_range("an end of an item that is not there");
  engine_.end_item(item.idx(), end, ending);
}

namespace detail {
inline Ending failure(std::string_view code, std::string_view message, std::string_view remote_id,
                      std::string_view meta) {
  Ending ending;
  ending.code = code;
  ending.message = message;
  ending.remote_id = remote_id;
  ending.meta = meta;
  return ending;
}
}  // namespace detail

inline void Batch::done(ItemRef item, std::string_view remote_id, std::string_view meta) {
  detail::Ending ending;
  ending.remote_id = remote_id;
  ending.meta = meta;
  end_item(item, End::done, ending);
}
inline void Batch::skipped(ItemRef item, std::string_view code, std::string_view message,
                           std::string_view remote_id, std::string_view meta) {
  end_item(item, End::skipped, detail::failure(code, message, remote_id, meta));
}
inline void Batch::retry(ItemRef item, milliseconds after, std::string_view code,
                         std::string_view message, std::string_view remote_id, std::string_view meta) {
  detail::Ending ending = detail::failure(code, message, remote_id, meta);
  ending.retry_after_ms = after.count() < 0 ? 0 : after.count();
  end_item(item, End::retryable, ending);
}
inline void Batch::rejected(ItemRef item, std::string_view code, std::string_view message,
                            std::string_view remote_id, std::string_view meta) {
  end_item(item, End::rejected, detail::failure(code, message, remote_id, meta));
}
inline void Batch::auth_failed(ItemRef item, std::string_view code, std::string_view message,
                               std::string_view remote_id, std::string_view meta) {
  end_item(item, End::auth, detail::failure(code, message, remote_id, meta));
}
inline void Batch::conflict(ItemRef item, std::string_view code, std::string_view message,
                            std::string_view remote_id, std::string_view meta) {
  end_item(item, End::conflict, detail::failure(code, message, remote_id, meta));
}
inline void Batch::unknown(ItemRef item, std::string_view code, std::string_view message,
                           std::string_view remote_id, std::string_view meta) {
  end_item(item, End::unknown, detail::failure(code, message, remote_id, meta));
}
inline void Batch::source_changed(ItemRef item, std::string_view code, std::string_view message,
                                  std::string_view remote_id, std::string_view meta) {
  end_item(item, End::source_changed, detail::failure(code, message, remote_id, meta));
}
inline bool Batch::is_open(ItemRef item) const {
  return engine_.is_open(item.idx());
}

inline void Batch::logged_in(milliseconds expires_in) {
  engine_.result(End::done, {}, {}, expires_in.count() < 0 ? 0 : expires_in.count());
}
inline void Batch::discovered(std::string_view context_json) {
  engine_.result(End::done, context_json, {}, 0);
}
inline void Batch::estimated(std::string_view counts_json) {
  engine_.result(End::done, counts_json, {}, 0);
}
inline void Batch::result(End end, std::string_view message) {
  engine_.result(end, {}, message, 0);
}

}  // namespace ingot::inline sdk_v1
