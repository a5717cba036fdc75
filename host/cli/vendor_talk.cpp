#include "host/cli/vendor_talk.hpp"

#include <ingot/plugin.h>

#include <algorithm>

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
// Questions are small; more at once would only look like an attack.
constexpr unsigned kThreads = 16;

// These sessions are never stored; what the engine would write has nowhere to go and nothing to
// prove.
class NoLedger final : public ledger::Commits {
 public:
  using Commits::submit;
  void submit(ledger::Transaction, ledger::Durability, Done done, const std::stop_token&) override {
    done(Status());
  }
};

transfer::EngineOptions patient_for_people(transfer::EngineOptions options) {
  transfer::RetryPolicy& retry = options.dispatch.retry;
  retry.retries = std::min(retry.retries, kRetries);
  retry.backoff_longest = std::min(retry.backoff_longest, kLongestBackoff);
  retry.backoff_first = std::min(retry.backoff_first, kLongestBackoff);
  return options;
}

Result<io::RootFolder> root_of(const VendorTalk::Parts& parts, Clock& clock) {
  INGOT_TRY(const auto source, set_up_source(parts.loaded.job, clock, Unstable::take));
  auto root = io::RootFolder::open(source.root, source.symlinks);
  const bool may_be_gone = parts.files == VendorTalk::Files::optional;
  if (root || !may_be_gone) return root;
  // Files that are gone cannot be compared with; no key leads to one in here.
  return io::RootFolder::open(parts.state.root(), io::Symlinks::skip);
}

}  // namespace

struct VendorTalk::Line final : private transfer::SessionOwner {
  struct Prepared {
    RunSettings settings;
    io::RootFolder root;
    net::ClientOptions client;
    transfer::SecretKeeper::Options keeper;
  };
  Line(Parts given, std::unique_ptr<secrets::Vault> secrets,
       std::unique_ptr<secrets::TokenStore> kept, Prepared prepared)
      : parts(std::move(given)),
        vault(std::move(secrets)),
        tokens(std::move(kept)),
        files(std::move(prepared.root)),
        client(std::move(prepared.client)),
        keeper(*vault, tokens.get(), std::move(prepared.keeper)),
        gate(clock, 0),
        workers({client, files, gate, mailbox}, std::min(prepared.settings.threads, kThreads)),
        engine(transfer::Engine::Parts{clock, entropy, workers, ledger, mailbox,
                                       *parts.loaded.vendor, *vault, keeper, *this},
               patient_for_people(std::move(prepared.settings.pipeline.engine))) {
    parts.signals.watch(tasks, stop);
    wake.emplace(stop.get_token(), [this] { mailbox.nudge(); });
  }
  ~Line() override { workers.stop(); }

  // One session to its end.
  Status run(transfer::SessionSpec spec) {
    is_over = false;
    op = spec.op;
    result.reset();
    ends.assign(spec.items.size(), plugin::ItemAction{});
    INGOT_CHECK(Status::of(engine.open(std::move(spec))));
    while (true) {
      if (stop.stop_requested() && !failure)
        give_up(Error{ErrorKind::cancelled, "stopped by request"});
      engine.turn();
      if ((is_over || failure) && engine.is_quiet()) break;
      for (auto& fact : mailbox.take(engine.idle_time(std::chrono::milliseconds(100))))
        engine.handle(std::move(fact));
    }
    return failure ? Status(failure->within("the vendor")) : Status();
  }

  void item_ended(transfer::SessionId, const transfer::SessionItem&, const plugin::ItemAction& end,
                  const transfer::ItemTally&) override {
    ends[end.item] = end;
    ends[end.item].message = keeper.scrub(end.message);
    ends[end.item].meta = keeper.scrub(end.meta);
  }

  void noted(transfer::SessionId, const plugin::NoteAction& note) override {
    if (note.level == INGOT_NOTE_WARN) notes.push_back(keeper.scrub(note.text));
  }

  void session_closed(transfer::SessionId, const transfer::SessionSpec& spec,
                      const std::optional<plugin::ResultAction>& ended) override {
    if (spec.op != op) return;
    is_over = true;
    result = ended;
  }

  void cannot_go_on(const Error& why) override {
    const bool is_auth = why.kind == ErrorKind::auth || why.kind == ErrorKind::refused;
    give_up(Error{is_auth ? ErrorKind::auth : ErrorKind::unavailable, keeper.scrub(why.message)});
  }

  void give_up(Error why) {
    if (!failure) failure = std::move(why);
    engine.drain();
    engine.cancel_in_flight();
  }

  Parts parts;
  SystemClock clock;
  SystemEntropy entropy;
  std::stop_source stop;
  std::unique_ptr<secrets::Vault> vault;
  std::unique_ptr<secrets::TokenStore> tokens;
  io::DiskFiles files;
  net::Client client;
  transfer::SecretKeeper keeper;
  transfer::ByteGate gate;
  Mailbox<transfer::Fact> mailbox;
  NoLedger ledger;
  TaskGroup tasks;  // after what its threads use
  std::optional<std::stop_callback<std::function<void()>>> wake;
  transfer::ThreadWorkers workers;
  std::vector<std::string> notes;
  std::vector<plugin::ItemAction> ends;
  std::optional<plugin::ResultAction> result;
  std::optional<Error> failure;
  std::uint32_t op = 0;
  bool is_over = false;
  transfer::Engine engine;  // last: its end may still call this
};

VendorTalk::VendorTalk(std::unique_ptr<Line> line) : line_(std::move(line)) {}
VendorTalk::~VendorTalk() = default;

Result<std::unique_ptr<VendorTalk>> VendorTalk::begin(Parts parts) {
  const job::Job& job = parts.loaded.job;
  SystemClock clock;
  auto vault = std::make_unique<secrets::Vault>();
  auto tokens = std::make_unique<secrets::TokenStore>(parts.state.token_file());
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(job.vendor.config_json));
  INGOT_TRY(auto credentials, set_up_credentials(job, parts.loaded.manifest, config, *vault,
                                                 *tokens, std::stop_token()));
  INGOT_TRY(auto settings, settings_of(job, parts.loaded.manifest, config, credentials.logins));
  INGOT_TRY(auto root, root_of(parts, clock));
  auto line = std::make_unique<Line>(
      std::move(parts), std::move(vault), std::move(tokens),
      Line::Prepared{std::move(settings), std::move(root), client_options(parts.ca_file),
                     std::move(credentials.keeper)});
  INGOT_CHECK(line->client.usable());
  line->notes = std::move(credentials.warnings);
  return std::unique_ptr<VendorTalk>(new VendorTalk(std::move(line)));
}

Result<std::optional<std::int64_t>> VendorTalk::clock_difference() {
  return cli::clock_difference(line_->client, line_->clock, line_->parts.loaded.job.vendor.base_url,
                               line_->stop.get_token());
}

Result<std::string> VendorTalk::discover() {
  if (!line_->parts.loaded.manifest.supports(plugin::Operation::discover)) return std::string();
  transfer::SessionSpec spec;
  spec.op = INGOT_OP_DISCOVER;
  INGOT_CHECK(line_->run(std::move(spec)));
  const auto& result = line_->result;
  if (result && result->result == INGOT_IT_DONE) return result->json;
  const bool is_auth = result && result->result == INGOT_IT_AUTH;
  const bool is_rejected = result && result->result == INGOT_IT_REJECTED;
  return Error{is_auth       ? ErrorKind::auth
               : is_rejected ? ErrorKind::rejected
                             : ErrorKind::unavailable,
               "the vendor: " + scrubbed(result ? result->message : std::string("no result"))};
}

Result<std::vector<plugin::ItemAction>> VendorTalk::verify(std::vector<transfer::SessionItem> items,
                                                           const std::string& context) {
  transfer::SessionSpec spec;
  spec.op = INGOT_OP_VERIFY;
  spec.items = std::move(items);
  spec.context = context;
  INGOT_CHECK(line_->run(std::move(spec)));
  return std::move(line_->ends);
}

std::string VendorTalk::scrubbed(const std::string& text) const {
  return line_->keeper.scrub(text);
}
const std::vector<std::string>& VendorTalk::notes() const {
  return line_->notes;
}

}  // namespace ingot::cli
