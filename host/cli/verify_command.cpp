// `ingot verify [RUN]`: asks the vendor again whether what a run has brought is there as the ledger
// says.
#include <algorithm>
#include <iostream>

#include <ingot/plugin.h>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/run_settings.hpp"
#include "host/cli/vendor_talk.hpp"
#include "host/plugin/json_value.hpp"
#include "host/run/offline_check.hpp"
#include "host/run/report_item.hpp"

namespace ingot::cli {

namespace {

struct Counts {
  std::uint64_t same = 0, differing = 0, untold = 0, unasked = 0;
  std::uint64_t total() const { return same + differing + untold + unasked; }
};

std::string_view word_of(std::uint32_t result) {
  switch (result) {
    case INGOT_IT_DONE:
      return "same";
    case INGOT_IT_CONFLICT:
      return "differs";
    case INGOT_IT_SKIPPED:
      return "untold";
    default:
      return "unasked";
  }
}

// The plugin's list of differences as it is, or one made of its words.
std::string differences_json(const plugin::ItemAction& end) {
  const auto meta = plugin::parse_json(end.meta.empty() ? "{}" : end.meta);
  const plugin::JsonValue* differs = meta ? meta->find("differs") : nullptr;
  if (differs != nullptr && differs->is(plugin::JsonValue::Kind::array))
    return plugin::to_json(*differs);
  return "[{\"what\":" + json_string(end.code) +
         ",\"expected\":\"\",\"found\":" + json_string(run::report_text(end.message)) + "}]";
}

// Asks about the done items of a ledger, a session at a time, and says what is not as it was.
class Verification {
 public:
  enum class Form { text, json };
  Verification(VendorTalk& talk, const run::OfflineCheck& check, std::string context,
               std::size_t batch_items, Form form)
      : talk_(talk),
        check_(check),
        context_(std::move(context)),
        batch_items_(batch_items),
        form_(form) {}

  Status run(ledger::Ledger& ledger) {
    INGOT_CHECK(ledger.each_item([this](const ledger::Item& item) -> Status {
      if (item.state != ledger::ItemState::done) return {};
      INGOT_TRY(transfer::SessionItem asked, check_.session_item(item, INGOT_OP_VERIFY));
      waiting_.push_back(std::move(asked));
      return waiting_.size() < batch_items_ ? Status() : ask();
    }));
    return ask();
  }
  const Counts& counts() const { return counts_; }

 private:
  Status ask() {
    if (waiting_.empty()) return {};
    const std::vector<transfer::SessionItem> items = std::exchange(waiting_, {});
    INGOT_TRY(const auto ends, talk_.verify(items, context_));
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (ends[i].result == INGOT_IT_AUTH)
        return Error{ErrorKind::auth, "the vendor: " + ends[i].message};
      judge(items[i], ends[i]);
    }
    return {};
  }

  void judge(const transfer::SessionItem& item, const plugin::ItemAction& end) {
    switch (end.result) {
      case INGOT_IT_DONE:
        ++counts_.same;
        return;
      case INGOT_IT_CONFLICT:
        ++counts_.differing;
        break;
      case INGOT_IT_SKIPPED:
        ++counts_.untold;
        break;
      default:
        ++counts_.unasked;
        break;
    }
    form_ == Form::json ? print_json(item, end) : print_text(item, end);
  }

  void print_text(const transfer::SessionItem& item, const plugin::ItemAction& end) const {
    std::cout << printable(item.key) << " (" << printable(item.remote_id)
              << "): " << word_of(end.result) << ": " << printable(end.message) << "\n";
  }

  void print_json(const transfer::SessionItem& item, const plugin::ItemAction& end) {
    std::cout << (std::exchange(is_first_, false) ? "\n" : ",\n")
              << "{\"key\":" << json_string(run::report_text(item.key))
              << ",\"remote_id\":" << json_string(run::report_text(item.remote_id))
              << ",\"result\":" << json_string(word_of(end.result))
              << ",\"differs\":" << (end.result == INGOT_IT_CONFLICT ? differences_json(end) : "[]")
              << ",\"message\":" << json_string(run::report_text(end.message)) << "}";
  }

  VendorTalk& talk_;
  const run::OfflineCheck& check_;
  const std::string context_;
  const std::size_t batch_items_;
  const Form form_;
  std::vector<transfer::SessionItem> waiting_;
  Counts counts_;
  bool is_first_ = true;
};

int exit_code_of(const Error& error, const Signals& signals) {
  switch (error.kind) {
    case ErrorKind::auth:
      return kAuth;
    case ErrorKind::cancelled:
      return 128 + std::max(signals.caught(), 2);
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::rejected:
      return kJobInvalid;
    case ErrorKind::internal:
      return kBug;
    default:
      return kUnavailable;
  }
}

void print_sum(const std::string& run, const Counts& counts, Verification::Form form) {
  if (form == Verification::Form::json) {
    std::cout << "\n],\"done\":" << counts.total() << ",\"same\":" << counts.same
              << ",\"differ\":" << counts.differing << ",\"untold\":" << counts.untold
              << ",\"unasked\":" << counts.unasked << "}\n";
    return;
  }
  std::cout << "run " << run << ": " << counts.total() << " done items: " << counts.same
            << " as they were, " << counts.differing << " differ";
  if (counts.untold > 0) std::cout << ", of " << counts.untold << " the vendor tells nothing";
  if (counts.unasked > 0) std::cout << ", " << counts.unasked << " could not be asked about";
  std::cout << "\n";
}

Result<Counts> ask_vendor(HeldRun& run, const Arguments& arguments, Signals& signals,
                          Verification::Form form) {
  LoadedJob& loaded = run.held.loaded;
  INGOT_TRY(const auto ledger, ledger::Ledger::open_read_only(run.held.state.ledger(run.id)));
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(loaded.job.vendor.config_json));
  INGOT_TRY(const auto settings, settings_of(loaded.job, loaded.manifest, config, {}));
  INGOT_TRY(const auto talk, VendorTalk::begin({loaded, run.held.state, signals,
                                                arguments.value("ca-file").value_or(""),
                                                VendorTalk::Files::optional}));
  INGOT_TRY(std::string context, talk->discover());
  for (const auto& note : talk->notes()) std::cerr << "warning: " << printable(note) << "\n";
  SystemClock clock;
  const JobDescriber describer(loaded.job);
  const run::OfflineCheck check({clock, *loaded.vendor, describer}, settings.pipeline.rules,
                                loaded.job.vendor.config_json);
  Verification verification(*talk, check, std::move(context), settings.pipeline.feed.batch_items,
                            form);
  INGOT_CHECK(verification.run(*ledger));
  return verification.counts();
}

}  // namespace

int verify_run(const Arguments& arguments) {
  auto found = hold_run(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&found)) return failure->exit_code;
  HeldRun& run = std::get<HeldRun>(found);
  const plugin::Manifest& manifest = run.held.loaded.manifest;
  if (!manifest.supports(plugin::Operation::verify)) {
    return fail(Error{ErrorKind::refused, "the plugin " + manifest.name + " " +
                                              manifest.version.to_string() +
                                              " cannot verify: it declares no such operation"},
                kPluginRefused);
  }
  const auto form =
      arguments.value("output") == "json" ? Verification::Form::json : Verification::Form::text;
  if (form == Verification::Form::json)
    std::cout << "{\"run\":" << json_string(run.id) << ",\"items\":[";
  Signals signals;
  const auto counts = ask_vendor(run, arguments, signals, form);
  if (!counts) {
    if (form == Verification::Form::json)
      std::cout << "],\"error\":" << json_string(counts.error().message) << "}\n";
    return fail(counts.error(), exit_code_of(counts.error(), signals));
  }
  print_sum(run.id, *counts, form);
  if (counts->differing > 0) return kDrift;
  return counts->unasked > 0 ? kUnavailable : kOk;
}

}  // namespace ingot::cli
