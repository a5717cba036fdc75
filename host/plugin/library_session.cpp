#include "host/plugin/library_session.hpp"

#include <utility>

#include "host/plugin/library.hpp"
#include "host/plugin/table_call.hpp"

namespace ingot::plugin {

LibrarySession::LibrarySession(const ingot_plugin& table, std::string_view name)
    : table_(table),
      host_{sizeof(ingot_host), INGOT_ABI_VERSION, this, &LibrarySession::emit,
            &LibrarySession::extension},
      intake_(name) {}

LibrarySession::~LibrarySession() {
  if (session_ != nullptr) call_close(table_, session_);
}

Result<std::unique_ptr<Session>> LibrarySession::open(const ingot_plugin& table,
                                                      std::string_view name,
                                                      std::string_view config_json) {
  std::unique_ptr<LibrarySession> self(new LibrarySession(table, name));
  self->intake_.begin_open();
  self->caller_ = std::this_thread::get_id();
  const auto code = call_open(table, self->host_, config_json, self->session_);
  self->caller_ = ThreadId();
  // What a failed open left behind is not a session; closing it could free it twice.
  if (code != INGOT_OK) self->session_ = nullptr;
  INGOT_CHECK(self->intake_.end_open(code, self->session_ != nullptr));
  return std::unique_ptr<Session>(std::move(self));
}

void LibrarySession::look_for_stray_emit() {
  if (has_stray_emit_) intake_.breach("emitted outside step");
}

Result<std::vector<Action>> LibrarySession::step(std::int64_t now_ms, const EventWriter& events) {
  look_for_stray_emit();
  INGOT_CHECK(intake_.begin_step(events));
  caller_ = std::this_thread::get_id();
  const auto code = call_step(table_, session_, now_ms, events.bytes());
  caller_ = ThreadId();
  look_for_stray_emit();
  return intake_.end_step(code);
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
    self.intake_.breach("emitted a null record");
    return INGOT_E_RECORD;
  }
  return self.intake_.take(std::span(static_cast<const std::byte*>(record), size));
}

const void* LibrarySession::extension(const ingot_host*, const char*) noexcept {
  return nullptr;
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
