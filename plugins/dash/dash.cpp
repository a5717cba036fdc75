// Hands each operation to its coroutine.
#include "plugins/dash/dash.hpp"

#include <ingot/kit/config_reader.hpp>

#include "plugins/dash/operations.hpp"

namespace ingot::dash {

Dash::Dash(std::string_view config_json) : config_(config_or_throw(parse_config(config_json))) {}

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
task<> Dash::verify(Batch& batch) {
  return dash::verify(batch, config_);
}
task<> Dash::estimate(Batch& batch) {
  return dash::estimate(batch, config_);
}

}  // namespace ingot::dash
