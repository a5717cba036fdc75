// Named: something a vendor knows by an id and people by its name, perhaps in a tree: categories,
// locations, statuses, values of a list, folders. pick() resolves what people write. Pure.
#pragma once

#include <string>
#include <vector>

#include <ingot/kit/parsed.hpp>

namespace ingot::kit {

struct Named {
  std::string id, name, parent;  // parent: an id, or empty
  bool is_active = true;
};

// The id of what `wanted` means among `all`, or a sentence saying why there is none. `wanted` is an
// id, a name (in any case of ASCII letters when no name fits exactly), or a path such as "MEP >
// Pumps", of which leading parts may be left out while it stays unambiguous. Deactivated ones count
// only when nothing else fits, and then as a problem. `what` names the kind in the problem.
Parsed<std::string> pick(const std::vector<Named>& all, const std::string& wanted,
                         const std::string& what);

}  // namespace ingot::kit
