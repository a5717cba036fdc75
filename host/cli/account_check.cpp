#include "host/cli/account_check.hpp"

#include <ingot/plugin.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/cli/client_setup.hpp"
#include "host/cli/credentials_setup.hpp"
#include "host/cli/run_settings.hpp"
#include "host/cli/source_setup.hpp"
#include "host/cli/vendor_clock.hpp"
#include "host/io/root_folder.hpp"
#include "host/transfer/engine.hpp"
#include "host/transfer/thread_workers.hpp"

namespace ingot::cli {

namespace {

// Somebody waits at a terminal: a vendor that does not answer twice in a row is not there.
constexpr unsigned kRetries = 2;
constexpr std::chrono::milliseconds kLongestBackoff{2000};

// LOGIN and DISCOVER are never stored; what the engine would write has nowhere to go and nothing to prove.
class NoLedger final : public ledger::Commits {
 public:
  using Commits::submit;
  void submit(ledger::Transaction, ledger::Durability, Done done, const std::stop_token&) override {
    done(Status());
  }
};

class Asker final : private transfer::SessionOwner {
 public:
  struct Parts {
    Clock& clock;
    Entropy& entropy;
    transfer::Workers& workers;
    Mailbox<transfer::Fact>& mailbox;
    plugin::Vendor& vendor;
    const secrets::Vault& vault;
    transfer::SecretKeeper& keeper;
  };
  Asker(Parts parts, transfer::EngineOptions options)
      : parts_(parts),
        engine_(transfer::Engine::Parts{parts.clock, parts.entropy, parts.workers, ledger_, parts.mailbox,
                                        parts.vendor, parts.vault, parts.keeper, *this},
                std::move(options)) {}

  Result<AccountAnswer> ask(const std::stop_token& stop) {
    transfer::SessionSpec spec;
    spec.op = INGOT_OP_DISCOVER;
    INGOT_CHECK(Status::of(engine_.open(std::move(spec))));
    while (true) {
      if (stop.stop_requested() && !failure_) give_up(Error{ErrorKind::cancelled, "stopped by request"});
      engine_.turn();
      if ((is_over_ || failure_) && engine_.is_quiet()) break;
      for (auto& fact : parts_.mailbox.take(engine_.idle_time(std::chrono::milliseconds(100)))) {
        engine_.handle(std::move(fact));
      }
    }
    if (failure_) return failure_->within("the vendor");
    answer_.requests = engine_.traffic().requests;
    return std::move(answer_);
  }

 private:
  void item_ended(transfer::SessionId, const transfer::SessionItem&, const plugin::ItemAction&,
                  const transfer::ItemTally&) override {}

  void noted(transfer::SessionId, const plugin::NoteAction& note) override {
    if (note.level == INGOT_NOTE_WARN) answer_.notes.push_back(parts_.keeper.scrub(note.text));
  }

  void session_closed(transfer::SessionId, const transfer::SessionSpec& spec,
                      const std::optional<plugin::ResultAction>& result) override {
    if (spec.op != INGOT_OP_DISCOVER) return;
    is_over_ = true;
    if (failure_) return;
    if (result && result->result == INGOT_IT_DONE) {
      answer_.context = parts_.keeper.scrub(result->json);
      return;
    }
    const std::string why = parts_.keeper.scrub(result ? result->message : std::string("no result"));
    const bool is_auth = result && result->result == INGOT_IT_AUTH;
    const bool is_rejected = result && result->result == INGOT_IT_REJECTED;
    give_up(Error{is_auth       ? ErrorKind::auth
                  : is_rejected ? ErrorKind::rejected
                                : ErrorKind::unavailable,
                  why});
  }

  void cannot_go_on(const Error& why) override {
    const bool is_auth = why.kind == ErrorKind::auth || why.kind == ErrorKind::refused;
    give_up(Error{is_auth ? ErrorKind::auth : ErrorKind::unavailable, parts_.keeper.scrub(why.message)});
  }

  void give_up(Error why) {
    if (!failure_) failure_ = std::move(why);
    engine_.drain();
    engine_.cancel_in_flight();
  }

  Parts parts_;
  NoLedger ledger_;
  AccountAnswer answer_;
  std::optional<Error> failure_;
  bool is_over_ = false;
  transfer::Engine engine_;  // last: its end may still call this
};

transfer::EngineOptions patient_for_people(transfer::EngineOptions options) {
  transfer::RetryPolicy& retry = options.dispatch.retry;
  retry.retries = std::min(retry.retries, kRetries);
  retry.backoff_longest = std::min(retry.backoff_longest, kLongestBackoff);
  retry.backoff_first = std::min(retry.backoff_first, kLongestBackoff);
  return options;
}

}  // namespace

Result<AccountAnswer> check_account(AccountParts parts) {
  const job::Job& job = parts.loaded.job;
  SystemClock clock;
  SystemEntropy entropy;
  std::stop_source stop;
  secrets::Vault vault;
  secrets::TokenStore tokens(parts.state.token_file());
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(job.vendor.config_json));
  INGOT_TRY(auto credentials,
            set_up_credentials(job, parts.loaded.manifest, config, vault, tokens, stop.get_token()));
  INGOT_TRY(auto settings, settings_of(job, parts.loaded.manifest, config, credentials.logins));
  INGOT_TRY(const auto source, set_up_source(job, clock, Unstable::take));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  io::DiskFiles files(std::move(root));
  net::Client client(client_options(parts.ca_file));
  INGOT_CHECK(client.usable());
  transfer::SecretKeeper keeper(vault, &tokens, std::move(credentials.keeper));
  transfer::ByteGate gate(clock, 0);
  Mailbox<transfer::Fact> mailbox;
  TaskGroup tasks;
  parts.signals.watch(tasks, stop);
  std::stop_callback wake(stop.get_token(), [&mailbox] { mailbox.nudge(); });

  INGOT_TRY(const auto difference, clock_difference(client, clock, job.vendor.base_url, stop.get_token()));
  AccountAnswer answer;
  if (parts.loaded.manifest.supports(plugin::Operation::discover)) {
    transfer::ThreadWorkers workers({client, files, gate, mailbox}, 2);
    Asker asker({clock, entropy, workers, mailbox, *parts.loaded.vendor, vault, keeper},
                patient_for_people(settings.pipeline.engine));
    INGOT_TRY(answer, asker.ask(stop.get_token()));
  }
  answer.clock_difference_ms = difference;
  answer.notes.insert(answer.notes.begin(), credentials.warnings.begin(), credentials.warnings.end());
  return answer;
}

}  // namespace ingot::cli
