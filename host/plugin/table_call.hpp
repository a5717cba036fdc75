// Table call: calls into a plugin's table, and stops the exceptions that the contract forbids
// before they reach the host. Not the checking of what a call answers. As thread-safe as the
// function it calls.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <ingot/plugin.h>

namespace ingot::plugin {

// Nothing: an exception came out.
std::optional<const ingot_plugin*> call_query(const ingot_plugin* (&query)(std::uint32_t),
                                              std::uint32_t host_abi);
std::optional<std::int32_t> call_open(const ingot_plugin& table, const ingot_host& host,
                                      std::string_view config, ingot_session*& session);
std::optional<std::int32_t> call_step(const ingot_plugin& table, ingot_session* session,
                                      std::int64_t now_ms, std::span<const std::byte> events);
// An exception out of close is dropped: the session is over either way.
void call_close(const ingot_plugin& table, ingot_session* session);

}  // namespace ingot::plugin
