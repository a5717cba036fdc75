// One vendor's rows of the matrix; each vendor's binary links its own vendor_forms().
#include <gtest/gtest.h>

#include "tests/faults/fault_matrix.hpp"

namespace ingot::test {

class matrix_of_faults : public ::testing::TestWithParam<Cell> {};

TEST_P(matrix_of_faults, ends_as_documented) { GetParam().check(GetParam().form); }

INSTANTIATE_TEST_SUITE_P(vendor, matrix_of_faults, ::testing::ValuesIn(matrix(vendor_forms())),
                         [](const auto& one) { return one.param.name; });

TEST(table_of_faults, leaves_nothing_out_silently) { EXPECT_EQ(table_problems(vendor_forms()), ""); }

// Keeps failure messages short: a cell is its name.
void PrintTo(const Cell& cell, std::ostream* out) { *out << cell.name; }

}  // namespace ingot::test
