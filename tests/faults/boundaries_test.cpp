// One vendor's boundary values; each vendor's binary links its own vendor_boundaries().
#include "tests/faults/boundaries.hpp"

#include <gtest/gtest.h>

namespace ingot::test {

class boundaries : public ::testing::TestWithParam<Boundary> {};

TEST_P(boundaries, are_where_the_documents_say) {
  const Boundary& one = GetParam();
  SimRun sim(one.with.vendor, one.with.setup);
  const run::CheckedItem checked = sim.checked(one.file, one.size);
  const std::string why = checked.refusal ? checked.refusal->message : "accepted";
  EXPECT_EQ(checked.refusal.has_value(), one.judged == Judged::refused) << why;
  if (one.judged == Judged::refused) {
    EXPECT_NE(why, "");
  }
  if (one.parts) {
    EXPECT_EQ(checked.item.n_parts, *one.parts);
  }
}

INSTANTIATE_TEST_SUITE_P(vendor, boundaries, ::testing::ValuesIn(vendor_boundaries()),
                         [](const auto& one) { return one.param.name; });

void PrintTo(const Boundary& one, std::ostream* out) { *out << one.name; }

}  // namespace ingot::test
