// ingot-plugin-child: the process that hosts one plugin for ingot, confined. Finds a socket at descriptor 3 and the
// plugin's sealed bytes at 4; the word it is given is the memory the plugin may use. Not meant to be started by hand.
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include <ingot/plugin.h>

#include "host/hosting/confinement.hpp"
#include "host/hosting/frame.hpp"
#include "host/plugin/library.hpp"
#include "host/plugin/record_check.hpp"
#include "host/plugin/session_intake.hpp"
#include "host/plugin/table_call.hpp"

namespace ingot::hosting {
namespace {

constexpr int kSocket = 3, kImage = 4;
// Whatever the host sends; it is not the one that is distrusted here.
constexpr std::size_t kMostRequest = 1u << 30;

// Takes what the plugin emits during one call. It answers as the host's own intake does for what every record shows; the
// host, which trusts nothing that comes from here, checks the rest.
struct Emitted {
  RecordList records;
  std::size_t count = 0;
  bool is_open = false;  // a call is under way
};

std::int32_t emit(const ingot_host* host, const void* record, std::size_t size) noexcept {
  if (host == nullptr || host->ctx == nullptr) return INGOT_E_STATE;
  auto& emitted = *static_cast<Emitted*>(host->ctx);
  if (!emitted.is_open) return INGOT_E_STATE;
  const bool is_too_much = ++emitted.count > plugin::kMaxActionsPerStep ||
                           emitted.records.bytes() + size > plugin::kMaxBytesPerStep;
  if (record == nullptr || size > plugin::kMaxRecordBytes || is_too_much) {
    // Told to the host as a record that is none.
    if (emitted.count <= plugin::kMaxActionsPerStep + 1) emitted.records.add({});
    return INGOT_E_RECORD;
  }
  emitted.records.add(std::span(static_cast<const std::byte*>(record), size));
  return INGOT_OK;
}

const void* no_extension(const ingot_host*, const char*) noexcept { return nullptr; }

class Sessions {
 public:
  explicit Sessions(const ingot_plugin& table)
      : table_(table), host_{sizeof(ingot_host), INGOT_ABI_VERSION, &emitted_, emit, no_extension} {}

  // False when the host is gone.
  bool serve(const Frame& frame) {
    switch (frame.head.kind) {
      case FrameKind::open: return open(frame);
      case FrameKind::step: return step(frame);
      case FrameKind::close: return close(frame.head.session);
      default: return false;
    }
  }

 private:
  bool open(const Frame& frame) {
    const auto config = text_of(frame.payload());
    if (!config) return false;
    ingot_session* session = nullptr;
    begin();
    const auto code = plugin::call_open(table_, host_, *config, session);
    const bool is_good = code == INGOT_OK;
    if (is_good && session != nullptr) sessions_[frame.head.session] = session;
    const std::int64_t value = is_good && session == nullptr ? kNoSession : value_of(code);
    return answer(frame, FrameKind::opened, value);
  }

  bool step(const Frame& frame) {
    const auto found = sessions_.find(frame.head.session);
    if (found == sessions_.end()) return false;
    begin();
    const auto code = plugin::call_step(table_, found->second, frame.head.value, frame.payload());
    return answer(frame, FrameKind::stepped, value_of(code));
  }

  bool close(std::uint64_t id) {
    const auto found = sessions_.extract(id);
    if (found) plugin::call_close(table_, found.mapped());
    return true;
  }

  void begin() {
    emitted_.records.clear();
    emitted_.count = 0;
    emitted_.is_open = true;
  }

  static std::int64_t value_of(const std::optional<std::int32_t>& code) { return code ? *code : kThrew; }

  bool answer(const Frame& request, FrameKind kind, std::int64_t value) {
    emitted_.is_open = false;
    FrameHead head;
    head.kind = kind;
    head.session = request.head.session;
    head.value = value;
    return send_frame(kSocket, head, emitted_.records.words()).ok();
  }

  const ingot_plugin& table_;
  Emitted emitted_;
  const ingot_host host_;
  std::map<std::uint64_t, ingot_session*> sessions_;
};

Result<const ingot_plugin*> load_confined(Confinement& confinement) {
  const std::string path = "/proc/self/fd/" + std::to_string(kImage);
  INGOT_TRY(const auto manifest, plugin::read_installed(path));
  INGOT_TRY(const ingot_plugin* const table, plugin::load_table(path, manifest));
  ::close(kImage);
  INGOT_CHECK(confinement.seal());
  return table;
}

int refuse(const Error& why) {
  FrameHead head;
  head.kind = FrameKind::refused;
  return send_frame(kSocket, head, text_words(why.message)) ? 0 : 1;
}

int host(const ConfinementLimits& limits) {
  auto confinement = Confinement::for_loading(kSocket, limits);
  if (!confinement) return refuse(confinement.error().within("cannot be confined"));
  const auto table = load_confined(*confinement);
  if (!table) return refuse(table.error());
  FrameHead ready;
  ready.kind = FrameKind::ready;
  ready.value = confinement->landlock_abi();
  if (!send_frame(kSocket, ready, {})) return 1;
  Sessions sessions(**table);
  for (;;) {
    const auto frame = receive_frame(kSocket, kMostRequest);
    // The host has closed its end: it is done.
    if (!frame) return 0;
    if (!sessions.serve(*frame)) return 1;
  }
}

}  // namespace
}  // namespace ingot::hosting

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::close_range(5, ~0u, 0);
  ingot::hosting::ConfinementLimits limits;
  if (argc == 2) limits.memory = std::strtoull(argv[1], nullptr, 10);
  // Not exit: what the plugin registered to run at the end must not run.
  ::_exit(ingot::hosting::host(limits));
}
