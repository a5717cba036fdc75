#include "host/plugin/table_call.hpp"

namespace ingot::plugin {

std::optional<const ingot_plugin*> call_query(const ingot_plugin* (&query)(std::uint32_t),
                                              std::uint32_t host_abi) {
  try {
    return query(host_abi);
  } catch (...) {
    return std::nullopt;
  }
}

std::optional<std::int32_t> call_open(const ingot_plugin& table, const ingot_host& host,
                                      std::string_view config, ingot_session*& session) {
  try {
    return table.open(&host, config.data(), config.size(), &session);
  } catch (...) {
    return std::nullopt;
  }
}

std::optional<std::int32_t> call_step(const ingot_plugin& table, ingot_session* session,
                                      std::int64_t now_ms, std::span<const std::byte> events) {
  try {
    return table.step(session, now_ms, events.data(), events.size());
  } catch (...) {
    return std::nullopt;
  }
}

void call_close(const ingot_plugin& table, ingot_session* session) {
  try {
    table.close(session);
  } catch (...) {
    return;
  }
}

}  // namespace ingot::plugin
