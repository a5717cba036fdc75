// Uploading the parts of one item to pre-signed URLs: in parallel within the session's width, each until the store
// has acknowledged it, skipping what an earlier life had acknowledged. Where URLs come from, and what a vendor wants to
// hear about each part, is the route's business. Thread rule: owned by one session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ingot/batch.hpp>
#include <ingot/kit/verdict.hpp>

namespace ingot::kit {

// Bytes [off, off+len) of the item go to part `number` of the vendor (from 1).
struct PartRange {
  PartRange(std::uint32_t n, std::uint64_t o, std::uint64_t l) : number(n), off(o), len(l) {}
  std::uint32_t number;
  std::uint64_t off, len;
};

// The host's plan of an item (ingot_item.part_size, n_parts) as ranges.
std::vector<PartRange> planned_parts(const Item& item);
// Why `parts`, in any order, do not cover the item's bytes exactly once with numbers 1..n in the order of
// their offsets; empty when they do.
std::string tiling_problem(const std::vector<PartRange>& parts, std::uint64_t size);

// A URL for one part, or how the item ends instead.
struct PartUrl {
  PartUrl() = default;
  explicit PartUrl(std::string u) : url(std::move(u)) {}
  explicit PartUrl(Ending e) : failure(std::move(e)) {}

  std::string url;
  std::string content_md5;  // value of the header, where the URL was signed with one; or empty
  std::optional<Ending> failure;
};

class PartRoute {
 public:
  virtual ~PartRoute() = default;
  // A URL that may be used now. `refused`: how many the store has refused for this part in this life; after a
  // refusal the next call must bring another URL or a failure.
  virtual task<PartUrl> url(const PartRange& part, unsigned refused) = 0;
  // The store has the part; `etag` as it wrote it. Called once for each part and life, also for parts of earlier lives.
  // What it answers stops the item. Not called once the item has failed.
  virtual task<std::optional<Ending>> stored(const PartRange& part, const std::string& etag);
};

// Tag of the first attempt of a part; attempt k adds k. See kit::tag_of.
using PartTag = std::uint64_t (*)(const Item& item, std::uint32_t round, std::uint32_t number);

// One part until the store has acknowledged it: the ETag as the store wrote it, or how the item ends.
struct PartOutcome {
  PartOutcome() = default;  // declared so that it is no aggregate, see ingot/request.hpp

  std::string etag;
  std::optional<Ending> failure;
};

// Takes over the acknowledgement of an earlier life, if there is one. `item` and `route` must outlive the task.
// Does not call route.stored().
task<PartOutcome> send_part(Batch& batch, const Item& item, PartRange part, PartRoute& route,
                            PartTag tag, std::uint32_t round = 0);

struct PartsResult {
  PartsResult() = default;

  std::vector<std::string> etags;  // as the store wrote them, in the order of the ranges
  std::optional<Ending> failure;   // the item cannot be completed; nothing of it is in flight any more
};

// `item` and `route` must outlive the task. Ends when no attempt is in flight. `round` tells uploads of one item
// apart. Every part must be listed once.
task<PartsResult> upload_parts(Batch& batch, const Item& item, std::vector<PartRange> parts,
                               PartRoute& route, PartTag tag, std::uint32_t round = 0);

}  // namespace ingot::kit
