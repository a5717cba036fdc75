// Template: a text with holes for facts that exist only later: those of an item, or the id of the
// run. Parsed once, rendered per item. A value; reading it from several threads is fine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/table_row.hpp"

namespace ingot::job {

enum class Variable {
  item_dir,    // "a/b" of a/b/x.tar.gz; empty at the top
  item_name,   // "x.tar.gz"
  item_stem,   // "x.tar": the name without its last extension
  item_ext,    // "gz"; empty when there is none
  item_path,   // "a/b/x.tar.gz"
  item_size,   // bytes, decimal
  item_mtime,  // 2026-01-31T10:00:00.123Z
  run_id,
  row,  // "row.COLUMN": a value of the manifest or record row; empty when the row has none
};

// "item.dir", ..., "run.id".
std::string_view variable_name(Variable variable);
std::optional<Variable> find_variable(std::string_view name);  // not row

// What templates and field rules can say about one item.
struct ItemFacts {
  std::string_view key;  // the relative path, '/'-separated UTF-8
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;  // since 1970
  const io::TableRow* row = nullptr;  // borrowed; null: the item comes from no row
};

// The value of an item's variable. Precondition: neither run_id nor row.
std::string item_value(Variable variable, const ItemFacts& item);

class Template {
 public:
  // A path is kept below its literal beginning: "." and ".." are refused as parts, doubled and
  // trailing slashes vanish.
  enum class Shape { text, path };

  // One piece: a literal, or a variable with its spelling.
  struct Piece {
    std::string literal;
    std::optional<Variable> variable;
    std::string column = {};  // of Variable::row

    std::string spelled() const;  // "item.name", "row.Title"; only of a variable
  };

  Template() = default;
  Template(std::vector<Piece> pieces, Shape shape) : pieces_(std::move(pieces)), shape_(shape) {}
  static Template literal(std::string text);

  const std::vector<Piece>& pieces() const { return pieces_; }
  Shape shape() const { return shape_; }
  bool is_literal() const;
  // With variables spelled ${item.name}.
  std::string to_text() const;

  // Error (invalid) when the result has control characters or, for a path, a part "." or "..". The
  // template must have no run_id.
  Result<std::string> render(const ItemFacts& item) const;
  // The template must have no variable but run_id; `run_id` is trusted.
  std::string render_run(std::string_view run_id) const;

 private:
  std::vector<Piece> pieces_;
  Shape shape_ = Shape::text;
};

// True when text begins with a slash, or its first part is literal: "/a/${x}", "a/${x}", but not
// "a${x}/b" or "${x}".
bool has_literal_prefix(const Template& text);

}  // namespace ingot::job
