// Conduct: the rules a session's actions must keep over time, which no single record shows: ids
// unique while outstanding, every item ended once, nothing after the end, never waiting for
// nothing. Not the form of a record (record_check). Owned by one session; one thread.
#pragma once

#include <cstdint>
#include <set>
#include <span>

#include "host/base/result.hpp"
#include "host/plugin/actions.hpp"
#include "host/plugin/session_shape.hpp"

namespace ingot::plugin {

class Conduct {
 public:
  explicit Conduct(SessionShape shape);

  const SessionShape& shape() const { return shape_; }
  // Every item has ended, or the RESULT came.
  bool is_over() const { return has_result_ || (shape_.is_item_operation() && open_items_ == 0); }

  // These ids have been answered by events; unknown ones are answers of an earlier life.
  void answered(std::span<const std::uint64_t> ids);
  // Takes note of an action; the error (internal) names the rule it breaks.
  Status admit(const Action& action);
  // To be asked when a step has ended: an open session must wait for something.
  Status settle() const;

 private:
  Status end_item(const ItemAction& action);
  bool may_speak() const;

  SessionShape shape_;
  std::set<std::uint64_t> outstanding_;
  std::size_t open_items_ = 0;      // not ended, neither in this life nor in an earlier one
  std::size_t unspoken_items_ = 0;  // not ended in this life
  bool has_result_ = false;
};

}  // namespace ingot::plugin
