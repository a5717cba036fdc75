// The metadata of one item: scan.fields and the per-item keys of vendor.config as the JSON a plugin
// receives. Pure; may be called from several threads at once.
#pragma once

#include <string>

#include "host/base/result.hpp"
#include "host/job/job.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

// {"fields":{"Title":"...","Keywords":["a","b"]},"config":{"folder":"/rendered"}}. A field without
// a value is left out; nested config keys nest. The item's key must be UTF-8. Error (invalid): the
// item cannot be ingested by this job; the message names the field or key. Linear in the size of
// the result.
Result<std::string> item_json(const Job& job, const ItemFacts& item);

}  // namespace ingot::job
