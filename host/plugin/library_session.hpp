// LibrarySession: a Session over a plugin's table: calls step and takes what it emits. Not the
// loading, and not the checking of records (session_intake). One thread at a time; the plugin keeps the
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

#include "host/plugin/session.hpp"
#include "host/plugin/session_intake.hpp"

namespace ingot::plugin {

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
  using ThreadId = decltype(std::this_thread::get_id());

  LibrarySession(const ingot_plugin& table, std::string_view name);
  static std::int32_t emit(const ingot_host* host, const void* record, std::size_t size) noexcept;
  static const void* extension(const ingot_host* host, const char* id) noexcept;
  void look_for_stray_emit();

  const ingot_plugin& table_;
  ingot_host host_;
  ingot_session* session_ = nullptr;
  SessionIntake intake_;
  std::atomic<ThreadId> caller_;  // who may emit now; also read by a thread that may not
  std::atomic<bool> has_stray_emit_ = false;
};

}  // namespace ingot::plugin
