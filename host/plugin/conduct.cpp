#include "host/plugin/conduct.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ingot::plugin {

static Error breach(std::string message) {
  return Error{ErrorKind::internal, std::move(message)};
}

Conduct::Conduct(SessionShape shape)
    : shape_(std::move(shape)), unspoken_items_(shape_.items.size()) {
  open_items_ = static_cast<std::size_t>(
      std::count_if(shape_.items.begin(), shape_.items.end(),
                    [](const ShapeItem& item) { return !item.has_ended_before; }));
}

// A plugin may end again what ended in an earlier life: the first end stands, and saying so does no
// harm.
bool Conduct::may_speak() const {
  return !has_result_ && (!shape_.is_item_operation() || unspoken_items_ > 0);
}

void Conduct::answered(std::span<const std::uint64_t> ids) {
  for (const std::uint64_t id : ids) outstanding_.erase(id);
}

Status Conduct::admit(const Action& action) {
  if (!may_speak()) {
    return breach(std::string(name_of(action)) +
                  " action after the session has ended all its work");
  }
  if (const std::uint64_t id = awaited_id(action); id != 0 && !outstanding_.insert(id).second) {
    return breach(std::string(name_of(action)) + " action " + std::to_string(id) +
                  ": an action with this id is still outstanding");
  }
  if (const auto* item = std::get_if<ItemAction>(&action)) return end_item(*item);
  has_result_ = std::holds_alternative<ResultAction>(action);
  return {};
}

Status Conduct::end_item(const ItemAction& action) {
  ShapeItem& item = shape_.items[action.item];
  if (std::exchange(item.has_ended, true)) {
    return breach("item action " + std::to_string(action.id) + ": item " +
                  std::to_string(action.item) + " has ended already");
  }
  if (!item.has_ended_before) --open_items_;
  --unspoken_items_;
  return {};
}

Status Conduct::settle() const {
  if (is_over() || !outstanding_.empty()) return {};
  if (!shape_.is_item_operation()) return breach("waits for nothing and has not ended the session");
  return breach("waits for nothing while " + std::to_string(open_items_) + " of " +
                std::to_string(shape_.items.size()) + " items are open");
}

}  // namespace ingot::plugin
