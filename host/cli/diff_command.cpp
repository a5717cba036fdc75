// `ingot diff RUN1 RUN2`.
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/run_diff.hpp"
#include "host/cli/run_opening.hpp"
#include "host/run/report_item.hpp"

namespace ingot::cli {

namespace {

using ledger::Item;

std::string value_of(const Item& item, const std::string& field) {
  if (field == "outcome") return std::string(to_string(item.state));
  if (field == "remote_id") return item.remote_id.empty() ? "-" : item.remote_id;
  if (field == "size") return std::to_string(item.size);
  return to_hex(item.sha256);
}

void print_text(const ItemDifference& difference) {
  const std::string key = printable(difference.key);
  if (!difference.after) {
    std::cout << "- " << key << ": " << to_string(difference.before->state) << "\n";
  } else if (!difference.before) {
    std::cout << "+ " << key << ": " << to_string(difference.after->state) << "\n";
  } else {
    std::cout << "~ " << key << ":";
    for (const auto& field : difference.fields) {
      std::cout << " " << field << " " << printable(value_of(*difference.before, field)) << " -> "
                << printable(value_of(*difference.after, field)) << (&field == &difference.fields.back() ? "" : ",");
    }
    std::cout << "\n";
  }
}

std::string side(const std::optional<Item>& item) {
  if (!item) return "null";
  return "{\"outcome\":" + json_string(to_string(item->state)) + ",\"size\":" + std::to_string(item->size) +
         ",\"remote_id\":" + json_string(run::report_text(item->remote_id)) + ",\"sha256\":" +
         (item->sha256.empty() ? "null" : json_string(to_hex(item->sha256))) +
         ",\"code\":" + json_string(run::report_text(item->code)) + "}";
}

void print_json(const ItemDifference& difference, bool is_first) {
  std::cout << (is_first ? "\n" : ",\n") << "{\"key\":" << json_string(run::report_text(difference.key))
            << ",\"differs\":[";
  for (std::size_t i = 0; i < difference.fields.size(); ++i) {
    std::cout << (i > 0 ? "," : "") << json_string(difference.fields[i]);
  }
  std::cout << "],\"before\":" << side(difference.before) << ",\"after\":" << side(difference.after) << "}";
}

}  // namespace

int diff_runs(const Arguments& arguments) {
  const auto state = run_state(arguments);
  if (!state) return fail(state.error(), kUnavailable);
  std::vector<std::string> ids;
  std::vector<std::unique_ptr<ledger::Ledger>> ledgers;
  for (const auto& wish : arguments.positional) {
    auto id = state->pick(wish);
    if (!id) return fail(id.error(), kUsage);
    auto ledger = ledger::Ledger::open_read_only(state->ledger(*id));
    if (!ledger) return fail(ledger.error(), kUnavailable);
    ids.push_back(*std::move(id));
    ledgers.push_back(*std::move(ledger));
  }
  const bool is_json = arguments.value("output") == "json";
  if (is_json) {
    std::cout << "{\"before\":" << json_string(ids[0]) << ",\"after\":" << json_string(ids[1]) << ",\"items\":[";
  }
  bool is_first = true;
  const auto counts = diff_ledgers(*ledgers[0], *ledgers[1], [&](const ItemDifference& difference) {
    if (is_json) {
      print_json(difference, std::exchange(is_first, false));
    } else {
      print_text(difference);
    }
  });
  if (!counts) return fail(counts.error(), kUnavailable);
  if (is_json) {
    std::cout << "\n],\"same\":" << counts->same << ",\"different\":" << counts->different
              << ",\"only_before\":" << counts->only_before << ",\"only_after\":" << counts->only_after << "}\n";
  } else {
    std::cout << counts->same << " the same, " << counts->different << " different, " << counts->only_before
              << " only in " << ids[0] << ", " << counts->only_after << " only in " << ids[1] << "\n";
  }
  return arguments.has("detailed-exitcode") && !counts->is_equal() ? kDrift : kOk;
}

}  // namespace ingot::cli
