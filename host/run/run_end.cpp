#include "host/run/run_end.hpp"

namespace ingot::run {

std::string_view to_string(EndReason reason) {
  switch (reason) {
    case EndReason::finished: return "finished";
    case EndReason::interrupted: return "interrupted";
    case EndReason::auth: return "auth";
    case EndReason::unavailable: return "unavailable";
    case EndReason::budget: return "budget";
    case EndReason::deadline: return "deadline";
    case EndReason::invalid: return "invalid";
    case EndReason::plugin: return "plugin";
    case EndReason::internal: return "internal";
  }
  return "internal";
}

int exit_code(const RunEnd& end, const Tally& tally) {
  switch (end.reason) {
    case EndReason::finished: return tally.failed() > 0 ? 5 : 0;
    case EndReason::interrupted: return 130;
    case EndReason::auth: return 7;
    case EndReason::unavailable: return 8;
    case EndReason::budget:
    case EndReason::deadline: return 6;
    case EndReason::invalid: return 3;
    case EndReason::plugin: return 4;
    case EndReason::internal: return 1;
  }
  return 1;
}

}  // namespace ingot::run
