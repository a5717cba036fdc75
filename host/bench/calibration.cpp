#include "host/bench/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace ingot::bench {

namespace {

constexpr std::size_t kFolds = 8;
constexpr int kPasses = 4000;  // of coordinate descent; a dozen columns settle within hundreds

// What calls cost beside parts: a run of one item has `lead_rounds`, each further item adds `calls_per_item`.
void fit_calls(std::span<const Measurement> measured, ModelParameters& parameters) {
  std::vector<std::vector<double>> rows;
  std::vector<double> values;
  const auto [fewest, most] = std::minmax_element(measured.begin(), measured.end(), [](const auto& a, const auto& b) {
    return a.workload.count < b.workload.count;
  });
  const bool has_slope = fewest->workload.count < most->workload.count;
  for (const Measurement& each : measured) {
    rows.push_back({1});
    if (has_slope) rows.back().push_back(static_cast<double>(each.workload.count) - 1);
    values.push_back(static_cast<double>(each.calls()));
  }
  const auto found = least_squares(rows, values);
  parameters.lead_rounds = found[0];
  parameters.calls_per_item = has_slope ? found[1] : 0;
}

// Costs by a key of the measurement (its variant, its TLS), then by request and by run.
template <class Key, class Of, class Value>
std::vector<double> fit_costs(std::span<const Measurement> measured, const std::map<Key, double>& keys, Of key_of,
                              Value value_of) {
  std::vector<std::vector<double>> rows;
  std::vector<double> values;
  for (const Measurement& each : measured) {
    std::vector<double> row(keys.size() + 2, 0.0);
    const auto place = std::distance(keys.begin(), keys.find(key_of(each)));
    row[static_cast<std::size_t>(place)] = static_cast<double>(each.workload.bytes());
    row[keys.size()] = static_cast<double>(each.requests);
    row[keys.size() + 1] = 1;
    rows.push_back(std::move(row));
    values.push_back(value_of(each));
  }
  return least_squares(rows, values);
}

void fit_cpu(std::span<const Measurement> measured, ModelParameters& parameters) {
  for (const Measurement& each : measured) {
    parameters.byte_cpu[each.arm.variant] = 0;
    parameters.sink_byte_cpu[each.arm.variant.tls] = 0;
  }
  auto found = fit_costs(measured, parameters.byte_cpu, [](const Measurement& m) { return m.arm.variant; },
                         [](const Measurement& m) { return m.cpu_seconds; });
  std::size_t at = 0;
  for (auto& [variant, cost] : parameters.byte_cpu) cost = found[at++];
  parameters.request_cpu = found[at];
  parameters.run_cpu = found[at + 1];
  found = fit_costs(measured, parameters.sink_byte_cpu, [](const Measurement& m) { return m.arm.variant.tls; },
                    [](const Measurement& m) { return m.sink_cpu_seconds; });
  at = 0;
  for (auto& [tls, cost] : parameters.sink_byte_cpu) cost = found[at++];
  parameters.sink_request_cpu = found[at];
}

// With the request time given: the lead that fits best, which is a sum, and the error that is left.
double with_request(std::span<const Measurement> measured, double request, std::uint64_t seed,
                    ModelParameters& parameters) {
  parameters.request = request;
  parameters.lead = 0;
  double weighted = 0, weights = 0;
  std::vector<double> without;
  for (const Measurement& each : measured) {
    without.push_back(predict(parameters, each.arm, each.workload, Sink::here, seed).seconds);
    const double weight = 1 / (each.seconds * each.seconds);
    weighted += weight * (each.seconds - without.back());
    weights += weight;
  }
  parameters.lead = std::max(weighted / weights, 0.0);
  double error = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const double off = (without[i] + parameters.lead - measured[i].seconds) / measured[i].seconds;
    error += off * off;
  }
  return error;
}

// Golden-section search between nothing and what no lab takes, over the logarithm.
void fit_times(std::span<const Measurement> measured, std::uint64_t seed, ModelParameters& parameters) {
  constexpr double kGolden = 0.618033988749895;
  double low = std::log(1e-6), high = std::log(0.2);
  double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
  double at_a = with_request(measured, std::exp(a), seed, parameters);
  double at_b = with_request(measured, std::exp(b), seed, parameters);
  for (int step = 0; step < 16; ++step) {
    if (at_a <= at_b) {
      high = b, b = a, at_b = at_a;
      a = high - kGolden * (high - low);
      at_a = with_request(measured, std::exp(a), seed, parameters);
    } else {
      low = a, a = b, at_a = at_b;
      b = low + kGolden * (high - low);
      at_b = with_request(measured, std::exp(b), seed, parameters);
    }
  }
  with_request(measured, std::exp((low + high) / 2), seed, parameters);
}

}  // namespace

std::vector<double> least_squares(const std::vector<std::vector<double>>& rows, const std::vector<double>& values) {
  const std::size_t columns = rows.empty() ? 0 : rows.front().size();
  std::vector<std::vector<double>> scaled;  // rows / value: every value becomes 1
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (values[i] <= 0) continue;
    scaled.push_back(rows[i]);
    for (double& cell : scaled.back()) cell /= values[i];
  }
  std::vector<double> found(columns, 0.0), squares(columns, 0.0), residual(scaled.size(), 1.0);
  for (const auto& row : scaled) {
    for (std::size_t j = 0; j < columns; ++j) squares[j] += row[j] * row[j];
  }
  for (int pass = 0; pass < kPasses; ++pass) {
    for (std::size_t j = 0; j < columns; ++j) {
      if (squares[j] <= 0) continue;
      double slope = 0;
      for (std::size_t i = 0; i < scaled.size(); ++i) slope += scaled[i][j] * residual[i];
      const double better = std::max(found[j] + slope / squares[j], 0.0);
      const double change = better - found[j];
      found[j] = better;
      for (std::size_t i = 0; i < scaled.size(); ++i) residual[i] -= change * scaled[i][j];
    }
  }
  return found;
}

ModelParameters fit(std::span<const Measurement> measured, unsigned processors, std::uint64_t seed) {
  ModelParameters parameters;
  parameters.processors = std::max(processors, 1u);
  fit_calls(measured, parameters);
  fit_cpu(measured, parameters);
  fit_times(measured, seed, parameters);
  return parameters;
}

ModelError cross_validate(std::span<const Measurement> measured, unsigned processors, std::uint64_t seed) {
  ModelError error;
  const std::size_t folds = std::min(measured.size(), kFolds);
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<Measurement> others, left_out;
    for (std::size_t i = 0; i < measured.size(); ++i) {
      (i % folds == fold ? left_out : others).push_back(measured[i]);
    }
    const ModelParameters parameters = fit(others.empty() ? left_out : others, processors, seed);
    for (const Measurement& each : left_out) {
      const double predicted = predict(parameters, each.arm, each.workload, Sink::here, seed).seconds;
      const double off = std::abs(predicted - each.seconds) / each.seconds;
      error.mean += off / static_cast<double>(measured.size());
      error.worst = std::max(error.worst, off);
    }
  }
  error.points = measured.size();
  return error;
}

}  // namespace ingot::bench
