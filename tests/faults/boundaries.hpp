// Boundary values of a vendor: what is judged before anything is sent, and how files are cut. Names are numbers of the
// documents and their neighbours.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/faults/fault_matrix.hpp"

namespace ingot::test {

enum class Judged { accepted, refused };

struct Boundary {
  std::string name;
  SimCase with;
  SimFile file;
  std::uint64_t size = 0;
  Judged judged = Judged::accepted;
  std::optional<std::uint32_t> parts = {};  // that the host cuts it into
};

// The vendor of this test binary.
std::vector<Boundary> vendor_boundaries();

}  // namespace ingot::test
