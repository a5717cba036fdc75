// HTTP check: the part of record_check that reads an HTTP action: its URL, headers, body, items and
// captures. Same rules: no read outside the record, no allocation before a bound is known. Pure;
// thread-safe.
#pragma once

#include "host/base/result.hpp"
#include "host/plugin/actions.hpp"
#include "host/plugin/record_view.hpp"
#include "host/plugin/session_shape.hpp"

namespace ingot::plugin {

// `record` has the fixed part of ingot_ac_http at least; its head has been checked.
Result<HttpAction> decode_http(const RecordView& record, const SessionShape& shape);

// Is [off, off + len) a range of bytes of item `item`? The error names what is wrong.
Status check_item_range(const SessionShape& shape, std::uint32_t item, std::uint64_t off,
                        std::uint64_t len);

}  // namespace ingot::plugin
