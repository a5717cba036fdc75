// EventWriter: lays the events of one step back to back into one 8-aligned buffer that is used
// again and again. Facts are borrowed for the call and copied. Not their meaning: the engine
// decides what happened. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/plugin/session_shape.hpp"

namespace ingot::plugin {

// One item of BEGIN; field by field ingot_item of ingot/plugin.h.
struct ItemFacts {
  std::uint32_t idx = 0, flags = 0;  // idx: its position in BeginFacts::items; INGOT_ITEM_*
  std::uint64_t size = 0;
  std::int64_t mtime_ms = 0;
  std::uint64_t part_size = 0;
  std::uint32_t n_parts = 1, tries = 0;
  std::string_view key, name, mime, fields, remote_id, meta;
};

struct BeginFacts {
  std::uint64_t batch_id = 0;
  std::uint32_t op = 0;      // INGOT_OP_*
  std::string_view entropy;  // exactly 32 bytes
  std::vector<ItemFacts> items;
  std::string_view context, state;
  std::uint32_t state_schema = 0, restarts = 0, max_outstanding = 1;
};

struct HttpFacts {
  std::uint64_t id = 0;
  std::uint32_t outcome = 0, status = 0, attempts = 0;  // INGOT_OUT_*
  std::uint64_t body_total = 0;                         // bytes the server sent
  std::vector<std::pair<std::string, std::string>>
      headers;  // names are lowered as they are written
  std::string_view body, detail;
};

struct DigestFacts {
  std::uint64_t id = 0;
  std::uint32_t item = 0, outcome = 0;
  std::uint64_t off = 0, len = 0;
  std::string_view value;  // lower-case hex
};

class EventWriter {
 public:
  // A record must fit into 32 bits of size; a larger one is `invalid` and leaves the buffer as it
  // was. BEGIN must be the first record of a session: a writer takes it once and remembers its
  // shape.
  Status begin(const BeginFacts& facts);
  Status http(const HttpFacts& facts);
  void timer(std::uint64_t id);
  Status digest(const DigestFacts& facts);
  void cancel();

  // Forgets the records, keeps the memory and what BEGIN said.
  void clear();

  bool is_empty() const { return words_.empty(); }
  // Valid until the next call that is not const.
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(words_)); }
  // The ids that the records in the buffer answer.
  const std::vector<std::uint64_t>& answered() const { return answered_; }
  bool has_begin() const { return has_begin_; }  // BEGIN is in the buffer now
  const std::optional<SessionShape>& shape() const { return shape_; }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> answered_;
  std::optional<SessionShape> shape_;
  bool has_begin_ = false;
};

}  // namespace ingot::plugin
