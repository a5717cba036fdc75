// Node: the tree of a YAML document with the text and place of every value. No types yet: a scalar
// is its own text. A value; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/job/source.hpp"

namespace ingot::job {

enum class NodeKind { null, scalar, sequence, mapping };
enum class ScalarStyle { plain, quoted };

struct Entry;

struct Node {
  NodeKind kind = NodeKind::null;
  ScalarStyle style = ScalarStyle::plain;
  std::string text;            // of a scalar, as written
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a mapping, in the order of the file
  Span span;

  bool is_scalar() const { return kind == NodeKind::scalar; }
  bool is_sequence() const { return kind == NodeKind::sequence; }
  bool is_mapping() const { return kind == NodeKind::mapping; }
  // The entry of that key, or null.
  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
};

struct Entry {
  std::string key;
  Span key_span;
  Node value;
};

inline const Entry* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}
inline Entry* Node::find(std::string_view key) {
  return const_cast<Entry*>(std::as_const(*this).find(key));
}

// "a mapping", "a list", "nothing" or "a single value".
std::string_view described(NodeKind kind);

}  // namespace ingot::job
