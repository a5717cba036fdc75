// Paths to a store that a strategy has to do well on: from a rack to the other side of the world.
#pragma once

#include <vector>

#include "tests/support/link_model.hpp"

namespace ingot::test {

// Round trips of 1 to 300 ms, losses of 0 to 1 %, 100 Mbit/s to 10 Gbit/s; and two whose server minds many requests.
std::vector<LinkShape> usual_links();
// The one of that name.
LinkShape usual_link(const std::string& name);

}  // namespace ingot::test
