// Hands each operation to its coroutine.
#include "plugins/dash/dash.hpp"

#include <stdexcept>

#include "plugins/dash/operations.hpp"

namespace ingot::dash {
namespace {

Config config_or_throw(std::string_view json) {
  auto config = parse_config(json);
  if (!config) throw std::invalid_argument(config.problem());
  return *config;
}

}  // namespace

Dash::Dash(std::string_view config_json) : config_(config_or_throw(config_json)) {}

task<> Dash::login(Batch& batch) {
  return dash::login(batch, config_);
}
task<> Dash::discover(Batch& batch) {
  return dash::discover(batch, config_);
}
task<> Dash::validate(Batch& batch) {
  return dash::validate(batch, config_);
}
task<> Dash::transfer(Batch& batch) {
  return dash::transfer(batch, config_);
}
task<> Dash::lifecycle(Batch& batch) {
  return dash::lifecycle(batch, config_);
}
task<> Dash::abort(Batch& batch) {
  return dash::abort(batch, config_);
}

}  // namespace ingot::dash
