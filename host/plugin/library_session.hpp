// LibrarySession: a Session over a plugin's table: calls step, takes what it emits, checks every
// record and the rules over time. Not the loading. One thread at a time; the plugin keeps the
// address of the host table inside, so the object never moves.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <ingot/plugin.h>

#include "host/plugin/conduct.hpp"
#include "host/plugin/session.hpp"

namespace ingot::plugin {

// Bounds on one step, so that a plugin in a loop ends before the memory does: ten times what the
// largest sensible fan-out (10 000 parts) would emit at once, and four full records.
inline constexpr std::size_t kMaxActionsPerStep = 100'000;
inline constexpr std::size_t kMaxBytesPerStep = 64u << 20;

class LibrarySession final : public Session {
 public:
  // `table` and `name` (for messages) must outlive the session.
  static Result<std::unique_ptr<Session>> open(const ingot_plugin& table, std::string_view name,
                                               std::string_view config_json);
  ~LibrarySession() override;
  LibrarySession(const LibrarySession&) = delete;
  LibrarySession& operator=(const LibrarySession&) = delete;

  Result<std::vector<Action>> step(std::int64_t now_ms, const EventWriter& events) override;

 private:
  enum class Call { none, open, step };
  using ThreadId = decltype(std::this_thread::get_id());

  LibrarySession(const ingot_plugin& table, std::string_view name);
  static std::int32_t emit(const ingot_host* host, const void* record, std::size_t size) noexcept;
  static const void* extension(const ingot_host* host, const char* id) noexcept;

  std::int32_t take(std::span<const std::byte> record);
  Status take_events(const EventWriter& events);
  Error opening_failure(std::int32_t code) const;
  Error step_failure(std::int32_t code) const;
  std::string with_notes(std::string message) const;
  Error fail(Error why);
  void breach(std::string_view what);

  const ingot_plugin& table_;
  const std::string_view name_;
  ingot_host host_;
  ingot_session* session_ = nullptr;
  std::optional<Conduct> conduct_;
  std::optional<Error> failure_;  // the first one; every later call repeats it
  Call call_ = Call::none;
  std::atomic<ThreadId> caller_;  // who may emit now; also read by a thread that may not
  std::atomic<bool> has_stray_emit_ = false;
  std::vector<Action> actions_;
  std::size_t emitted_ = 0, emitted_bytes_ = 0;
  std::vector<std::string> warnings_;  // of the present call
};

}  // namespace ingot::plugin
