// The C functions behind a plugin's table: they turn every exception into a code before it can
// cross. Thread rule: open from any thread; step and close serialised per session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include <ingot/detail/session.hpp>
#include <ingot/plugin.h>

namespace ingot::inline sdk_v1::detail {

/// What this layer speaks; a newer header does not change it.
inline constexpr std::uint32_t kLayerAbi = (1u << 16) | 0u;
static_assert(INGOT_ABI_VERSION >= kLayerAbi && (INGOT_ABI_VERSION >> 16) == (kLayerAbi >> 16));

constexpr bool speaks(std::uint32_t host_abi) {
  return (host_abi >> 16) == (kLayerAbi >> 16) && host_abi >= kLayerAbi;
}

/// Why a config was refused, as the only record that is ever emitted outside step(). A host that
/// does not take it there still has the code.
inline void tell_refusal(const ingot_host* host, std::string_view message) noexcept {
  try {
    Engine engine(host, {});
    engine.note(INGOT_NOTE_WARN, UINT32_MAX, message);
  } catch (...) {  // nothing is left to tell it with
  }
}

template <class V>
struct Thunks {
  static constexpr ingot_plugin table(const char* id, const char* version) {
    return ingot_plugin{
        sizeof(ingot_plugin), kLayerAbi, id, version, &open, &step, &close, &extension};
  }

  static std::int32_t open(const ingot_host* host, const void* config, std::size_t size,
                           ingot_session** out) noexcept {
    if (out == nullptr) return INGOT_E_STATE;
    *out = nullptr;
    if (host == nullptr || host->emit == nullptr || (config == nullptr && size > 0)) {
      return INGOT_E_STATE;
    }
    try {
      std::string text;
      if (size > 0) text.assign(static_cast<const char*>(config), size);
      *out = reinterpret_cast<ingot_session*>(new Session<V>(host, std::move(text)));
      return INGOT_OK;
    } catch (const std::bad_alloc&) {
      return INGOT_E_INTERNAL;
    } catch (...) {
      tell_refusal(host, message_of(std::current_exception()));
      return INGOT_E_CONFIG;
    }
  }

  static std::int32_t step(ingot_session* session, std::int64_t now_ms, const void* events,
                           std::size_t size) noexcept {
    if (session == nullptr || (events == nullptr && size > 0)) return INGOT_E_STATE;
    const std::span bytes(static_cast<const std::byte*>(events), size);
    return reinterpret_cast<Session<V>*>(session)->step(now_ms, bytes);
  }

  static void close(ingot_session* session) noexcept {
    delete reinterpret_cast<Session<V>*>(session);
  }

  static const void* extension(const char*) noexcept { return nullptr; }
};

}  // namespace ingot::inline sdk_v1::detail
