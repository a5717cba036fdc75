// Calibration: the model's parameters from measurements, and how far the model is off. Pure.
#pragma once

#include <span>
#include <vector>

#include "host/bench/measurement.hpp"
#include "host/bench/upload_model.hpp"

namespace ingot::bench {

// How much the model's time differs from the measured one, as a share of the measured one.
struct ModelError {
  double mean = 0;
  double worst = 0;
  std::size_t points = 0;
};

// Processor time is split into what each variant's bytes, each request and each run cost, by least squares of relative
// errors without negative costs; `request` and `lead` are those with which predict() comes closest to the measured
// times. Calls of an item beyond the first need measurements with different numbers of files; without them each item
// is taken to add none. Precondition: at least one measurement.
ModelParameters fit(std::span<const Measurement> measured, unsigned processors, std::uint64_t seed);

// Each measurement against a model that was not fitted to it: an eighth of them is left out at a time (up to eight, one).
// With a single measurement: against itself.
ModelError cross_validate(std::span<const Measurement> measured, unsigned processors, std::uint64_t seed);

// Which x >= 0 makes |rows x - values| least in the sense of squares, each row weighted by 1 / value². All rows have
// the same length; a row without a value > 0 is passed over.
std::vector<double> least_squares(const std::vector<std::vector<double>>& rows, const std::vector<double>& values);

}  // namespace ingot::bench
