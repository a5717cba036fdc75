// Record check: the security boundary. Turns the bytes of one action record into a value, or says
// which field is wrong. Trusts nothing: no read outside the record, no allocation before a bound is
// known, no exception. Not the rules over several records (ids in use, open items): see
// conduct.hpp. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "host/base/result.hpp"
#include "host/plugin/actions.hpp"
#include "host/plugin/session_shape.hpp"

namespace ingot::plugin {

// Bounds on one record. Chosen so that no sensible plugin meets them and a broken one cannot
// exhaust the host.
inline constexpr std::uint32_t kMaxRecordBytes = 16u << 20;
inline constexpr std::uint32_t kMaxUrlSegments = 64;
inline constexpr std::uint32_t kMaxUrlBytes = 64u << 10;  // literals of one URL
inline constexpr std::uint32_t kMaxHeaders = 64;
inline constexpr std::uint32_t kMaxHeaderSegments = 64;      // of one value
inline constexpr std::uint32_t kMaxHeaderBytes = 64u << 10;  // literals of one value
inline constexpr std::uint32_t kMaxBodySegments = 1024;
inline constexpr std::uint32_t kMaxCaptures = 16;
inline constexpr std::uint32_t kMaxNameBytes =
    256;  // methods, header names, secrets, credentials, codes
inline constexpr std::uint32_t kMaxResponseBytes = 64u << 20;  // of max_response
inline constexpr std::uint32_t kMaxStateBytes = 1u << 20;
inline constexpr std::uint32_t kMaxTextBytes = 4u << 10;  // notes, messages, remote ids
inline constexpr std::uint32_t kMaxMetaBytes = 64u << 10;
inline constexpr std::uint32_t kMaxContextBytes = 8u << 20;  // RESULT.json

// The action in `record`, which must start 8-aligned and be exactly as long as its size field says.
// SkippedAction for a type this host does not know; `refused` when that type is CRITICAL. Every
// other fault is `internal`: "http action 7: header 2: name: `a b` is not a token". Texts of the
// record in messages are printable.
Result<Action> decode_action(std::span<const std::byte> record, const SessionShape& shape);

}  // namespace ingot::plugin
