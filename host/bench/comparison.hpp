// Comparison: what has become slower since an earlier sweep. Only arms that were really run, often enough and with the
// same load in both. Pure.
#pragma once

#include <span>
#include <vector>

#include "host/bench/row.hpp"

namespace ingot::bench {

// So many runs make a median worth comparing.
constexpr unsigned kRunsToCompare = 3;

struct Change {
  Row before, after;
  double ratio = 1;           // of the rates, after to before
  bool is_regression = false; // beyond the tolerance, and no run of now as fast as the slowest of then

  double percent() const { return (ratio - 1) * 100; }
};

struct Comparison {
  std::vector<Change> changes;  // in the order of the rows before
  std::size_t left_out = 0;     // measured rows of before that have no partner or too few runs

  bool has_regression() const;
};

bool is_comparable(const Row& row);
// `tolerance` is a share: 0.15 lets a rate fall by 15 %.
Comparison compare(std::span<const Row> before, std::span<const Row> after, double tolerance);

}  // namespace ingot::bench
