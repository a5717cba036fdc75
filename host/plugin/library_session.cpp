#include "host/plugin/library_session.hpp"

#include <utility>

#include "host/base/text.hpp"
#include "host/plugin/library.hpp"
#include "host/plugin/record_check.hpp"
#include "host/plugin/table_call.hpp"

namespace ingot::plugin {

static std::string code_text(std::int32_t code) {
  switch (code) {
    case INGOT_E_UNSUPPORTED:
      return "unsupported";
    case INGOT_E_CONFIG:
      return "unusable config";
    case INGOT_E_STATE:
      return "wrong state";
    case INGOT_E_INTERNAL:
      return "internal error";
    case INGOT_E_RECORD:
      return "malformed record";
    default:
      return "code " + std::to_string(code);
  }
}

LibrarySession::LibrarySession(const ingot_plugin& table, std::string_view name)
    : table_(table),
      name_(name),
      host_{sizeof(ingot_host), INGOT_ABI_VERSION, this, &LibrarySession::emit,
            &LibrarySession::extension} {}

LibrarySession::~LibrarySession() {
  if (session_ != nullptr) call_close(table_, session_);
}

Result<std::unique_ptr<Session>> LibrarySession::open(const ingot_plugin& table,
                                                      std::string_view name,
                                                      std::string_view config_json) {
  std::unique_ptr<LibrarySession> self(new LibrarySession(table, name));
  self->call_ = Call::open;
  self->caller_ = std::this_thread::get_id();
  const auto code = call_open(table, self->host_, config_json, self->session_);
  self->caller_ = ThreadId();
  self->call_ = Call::none;
  // What a failed open left behind is not a session; closing it could free it twice.
  if (code != INGOT_OK) self->session_ = nullptr;
  if (!code) self->breach("threw an exception out of open");
  if (self->failure_) return *self->failure_;
  if (*code != INGOT_OK) return self->opening_failure(*code);
  if (self->session_ == nullptr) {
    self->breach("opened a session and gave none");
    return *self->failure_;
  }
  return std::unique_ptr<Session>(std::move(self));
}

Result<std::vector<Action>> LibrarySession::step(std::int64_t now_ms, const EventWriter& events) {
  if (has_stray_emit_) breach("emitted outside step");
  if (failure_) return *failure_;
  if (const Status taken = take_events(events); !taken) return taken.error();
  actions_.clear();
  warnings_.clear();
  emitted_ = emitted_bytes_ = 0;
  call_ = Call::step;
  caller_ = std::this_thread::get_id();
  const auto code = call_step(table_, session_, now_ms, events.bytes());
  caller_ = ThreadId();
  call_ = Call::none;
  if (has_stray_emit_) breach("emitted outside step");
  if (!code) breach("threw an exception out of step");
  if (failure_) return *failure_;
  if (*code != INGOT_OK) return fail(step_failure(*code));
  if (const Status settled = conduct_->settle(); !settled) breach(settled.error().message);
  if (failure_) return *failure_;
  return std::exchange(actions_, {});
}

// The caller's mistakes, not the plugin's: they leave the session as it was.
Status LibrarySession::take_events(const EventWriter& events) {
  if (events.is_empty()) return Error{ErrorKind::invalid, "step without events"};
  if (events.has_begin() == conduct_.has_value()) {
    return Error{ErrorKind::invalid,
                 conduct_ ? "a session begins once" : "the first step must begin the session"};
  }
  if (!conduct_) conduct_.emplace(*events.shape());
  conduct_->answered(events.answered());
  return {};
}

std::int32_t LibrarySession::emit(const ingot_host* host, const void* record,
                                  std::size_t size) noexcept {
  if (host == nullptr || host->ctx == nullptr) return INGOT_E_STATE;
  auto& self = *static_cast<LibrarySession*>(host->ctx);
  // Nobody's turn, or another thread's: nothing but these two atomics may be touched.
  if (self.caller_ != std::this_thread::get_id()) {
    self.has_stray_emit_ = true;
    return INGOT_E_STATE;
  }
  if (record == nullptr) {
    self.breach("emitted a null record");
    return INGOT_E_RECORD;
  }
  return self.take(std::span(static_cast<const std::byte*>(record), size));
}

const void* LibrarySession::extension(const ingot_host*, const char*) noexcept {
  return nullptr;
}

std::int32_t LibrarySession::take(std::span<const std::byte> record) {
  if (failure_) return INGOT_E_STATE;
  emitted_bytes_ += record.size();
  if (++emitted_ > kMaxActionsPerStep || emitted_bytes_ > kMaxBytesPerStep) {
    breach("emitted more in one step than the host can take");
    return INGOT_E_RECORD;
  }
  // Before BEGIN no items are known; all that may be said then is why a config is unusable.
  auto action = decode_action(record, conduct_ ? conduct_->shape() : SessionShape{});
  if (!action) {
    breach(action.error().message);
    return action.error().kind == ErrorKind::refused ? INGOT_E_UNSUPPORTED : INGOT_E_RECORD;
  }
  if (std::holds_alternative<SkippedAction>(*action)) return INGOT_OK;
  const auto* note = std::get_if<NoteAction>(&*action);
  if (call_ == Call::open && note == nullptr) {
    breach("emitted a " + std::string(name_of(*action)) + " action outside step");
    return INGOT_E_STATE;
  }
  if (note != nullptr && note->level == INGOT_NOTE_WARN) warnings_.push_back(printable(note->text));
  if (call_ == Call::open) return INGOT_OK;
  if (const Status admitted = conduct_->admit(*action); !admitted) {
    breach(admitted.error().message);
    return INGOT_E_STATE;
  }
  actions_.push_back(*std::move(action));
  return INGOT_OK;
}

// The plugin's own words, the last ones at the end, bounded.
std::string LibrarySession::with_notes(std::string message) const {
  constexpr std::size_t kMost = 3;
  const std::size_t first = warnings_.size() > kMost ? warnings_.size() - kMost : 0;
  for (std::size_t i = first; i < warnings_.size(); ++i)
    message += (i == first ? ": " : "; ") + warnings_[i];
  return message;
}

Error LibrarySession::opening_failure(std::int32_t code) const {
  const std::string who = "plugin " + std::string(name_);
  if (code == INGOT_E_CONFIG)
    return Error{ErrorKind::invalid, with_notes(who + " cannot work with this config")};
  return Error{ErrorKind::internal,
               with_notes(who + " could not open a session (" + code_text(code) + ")")};
}

Error LibrarySession::step_failure(std::int32_t code) const {
  const auto kind = code == INGOT_E_CONFIG ? ErrorKind::invalid : ErrorKind::internal;
  return Error{kind,
               with_notes("plugin " + std::string(name_) + " gave up (" + code_text(code) + ")")};
}

Error LibrarySession::fail(Error why) {
  if (!failure_) failure_ = std::move(why);
  return *failure_;
}

void LibrarySession::breach(std::string_view what) {
  ignore_error(
      Status(fail(Error{ErrorKind::internal, "plugin " + std::string(name_) +
                                                 " broke the contract: " + std::string(what)})),
      "the first failure is kept and returned by the step");
}

namespace {

// One table behind a manifest; where the table comes from makes no difference to sessions.
class TableVendor final : public Vendor {
 public:
  TableVendor(const ingot_plugin* table, Manifest manifest)
      : table_(table), manifest_(std::move(manifest)) {}

  const Manifest& manifest() const override { return manifest_; }
  Result<std::unique_ptr<Session>> open(std::string_view config_json) override {
    if (const Status usable = check_table(table_); !usable) {
      return Error{usable.error().kind, "plugin " + manifest_.name + " " + usable.error().message};
    }
    return LibrarySession::open(*table_, manifest_.name, config_json);
  }

 private:
  const ingot_plugin* const table_;
  const Manifest manifest_;
};

}  // namespace

std::unique_ptr<Vendor> library_vendor(Library library) {
  return std::make_unique<TableVendor>(&library.table(), library.manifest());
}

std::unique_ptr<Vendor> static_vendor(const ingot_plugin* table, Manifest manifest) {
  return std::make_unique<TableVendor>(table, std::move(manifest));
}

}  // namespace ingot::plugin
