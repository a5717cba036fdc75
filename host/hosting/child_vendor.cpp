#include "host/hosting/child_vendor.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include <ingot/plugin.h>

#include "host/plugin/session_intake.hpp"

namespace ingot::hosting {

namespace {

// How many sessions may share a process. A vendor's sessions are few: the feeder opens some twenty.
constexpr unsigned kMostSharing = 64;
// A plugin that has ended so many processes in a row is not going to get better in this run.
constexpr unsigned kMostDeathsInARow = 50;

// One process and how many sessions it has. Shared by the pool and by its sessions, the last of which ends it.
struct Host {
  explicit Host(std::unique_ptr<Child> started) : child(std::move(started)) {}
  const std::unique_ptr<Child> child;
  unsigned sessions = 0;    // open; guarded by the pool's mutex
  bool is_mourned = false;  // its death has been counted; guarded by the pool's mutex
};

class Pool {
 public:
  Pool(PluginImage image, plugin::Manifest manifest, ChildOptions options)
      : image_(std::move(image)), manifest_(std::move(manifest)), options_(std::move(options)) {}

  const plugin::Manifest& manifest() const { return manifest_; }

  // A process with room for one more session, which has it then.
  Result<std::shared_ptr<Host>> take() {
    std::lock_guard lock(mutex_);
    if (deaths_in_a_row_ >= kMostDeathsInARow) {
      return Error{ErrorKind::internal, "plugin " + manifest_.name + " has ended " +
                                            std::to_string(deaths_in_a_row_) + " processes in a row; " + last_death_};
    }
    if (newest_ == nullptr || newest_->sessions >= sharing_) {
      auto started = Child::start(options_, image_.fd());
      if (!started) return started.error().within("plugin " + manifest_.name);
      newest_ = std::make_shared<Host>(*std::move(started));
    }
    ++newest_->sessions;
    return newest_;
  }

  void give_back(const std::shared_ptr<Host>& host) {
    std::lock_guard lock(mutex_);
    --host->sessions;
    if (host->is_mourned || host->sessions > 0) return;
    deaths_in_a_row_ = 0;
    sharing_ = std::min(2 * sharing_, kMostSharing);
  }

  // Whichever of its sessions notices first.
  void died(const std::shared_ptr<Host>& host, const Error& how) {
    std::lock_guard lock(mutex_);
    if (std::exchange(host->is_mourned, true)) return;
    last_death_ = how.message;
    ++deaths_;
    ++deaths_in_a_row_;
    sharing_ = 1;
    if (newest_ == host) newest_.reset();
  }

  unsigned landlock_abi() const {
    std::lock_guard lock(mutex_);
    return landlock_abi_;
  }
  void keep_first(std::unique_ptr<Child> child) {
    std::lock_guard lock(mutex_);
    landlock_abi_ = child->landlock_abi();
    newest_ = std::make_shared<Host>(std::move(child));
  }
  unsigned deaths() const {
    std::lock_guard lock(mutex_);
    return deaths_;
  }
  const PluginImage& image() const { return image_; }
  const ChildOptions& options() const { return options_; }

 private:
  const PluginImage image_;
  const plugin::Manifest manifest_;
  const ChildOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<Host> newest_;  // with sessions that hold it too; guarded by mutex_, as all below
  unsigned sharing_ = kMostSharing, deaths_ = 0, deaths_in_a_row_ = 0, landlock_abi_ = 0;
  std::string last_death_;
};

std::optional<std::int32_t> code_of(std::int64_t value) {
  if (value == kThrew) return std::nullopt;
  return value == kNoSession ? INGOT_OK : static_cast<std::int32_t>(value);
}

class ChildSession final : public plugin::Session {
 public:
  ChildSession(Pool& pool, std::shared_ptr<Host> host, std::uint64_t id)
      : pool_(pool), host_(std::move(host)), id_(id), intake_(pool.manifest().name) {}
  ~ChildSession() override {
    if (is_open_) host_->child->tell(head(FrameKind::close, 0));
    pool_.give_back(host_);
  }

  Status open(std::string_view config_json) {
    intake_.begin_open();
    const auto answer = ask(head(FrameKind::open, 0), text_words(config_json), FrameKind::opened);
    if (!answer) return answer.error();
    take_records(*answer);
    const auto code = code_of(answer->head.value);
    is_open_ = code == INGOT_OK && answer->head.value != kNoSession;
    return intake_.end_open(code, is_open_);
  }

  Result<std::vector<plugin::Action>> step(std::int64_t now_ms, const plugin::EventWriter& events) override {
    INGOT_CHECK(intake_.begin_step(events));
    const auto bytes = events.bytes();
    const std::span words(reinterpret_cast<const std::uint64_t*>(bytes.data()), bytes.size() / sizeof(std::uint64_t));
    const auto answer = ask(head(FrameKind::step, now_ms), words, FrameKind::stepped);
    if (!answer) return answer.error();
    take_records(*answer);
    return intake_.end_step(code_of(answer->head.value));
  }

 private:
  FrameHead head(FrameKind kind, std::int64_t value) const {
    FrameHead made;
    made.kind = kind;
    made.session = id_;
    made.value = value;
    return made;
  }

  Result<Frame> ask(const FrameHead& request, std::span<const std::uint64_t> payload, FrameKind wanted) {
    auto answer = host_->child->ask(request, payload, wanted);
    if (answer) return answer;
    is_open_ = false;
    const Error how = answer.error().within("plugin " + pool_.manifest().name);
    pool_.died(host_, how);
    return intake_.fail(how);
  }

  // What does not hold together is a breach like any other.
  void take_records(const Frame& answer) {
    auto list = answer.payload();
    while (!list.empty() && !intake_.failure()) {
      const auto record = take_record(list);
      if (!record) return intake_.breach(record.error().message);
      intake_.take(*record);
    }
  }

  Pool& pool_;
  const std::shared_ptr<Host> host_;  // co-owned by the pool and the other sessions in it
  const std::uint64_t id_;
  plugin::SessionIntake intake_;
  bool is_open_ = false;
};

class PooledVendor final : public ChildVendor {
 public:
  PooledVendor(PluginImage image, plugin::Manifest manifest, ChildOptions options)
      : pool_(std::move(image), std::move(manifest), std::move(options)) {}

  Status start_first() {
    auto child = Child::start(pool_.options(), pool_.image().fd());
    if (!child) return child.error();
    pool_.keep_first(*std::move(child));
    return {};
  }

  const plugin::Manifest& manifest() const override { return pool_.manifest(); }
  ChildFacts facts() const override { return {pool_.landlock_abi()}; }
  unsigned deaths() const override { return pool_.deaths(); }

  Result<std::unique_ptr<plugin::Session>> open(std::string_view config_json) override {
    INGOT_TRY(auto host, pool_.take());
    auto session = std::make_unique<ChildSession>(pool_, std::move(host), ++last_id_);
    INGOT_CHECK(session->open(config_json));
    return std::unique_ptr<plugin::Session>(std::move(session));
  }

 private:
  Pool pool_;
  std::atomic<std::uint64_t> last_id_ = 0;
};

}  // namespace

Result<std::unique_ptr<ChildVendor>> ChildVendor::start(PluginImage image, plugin::Manifest manifest,
                                                        ChildOptions options) {
  auto vendor = std::make_unique<PooledVendor>(std::move(image), std::move(manifest), std::move(options));
  INGOT_CHECK(vendor->start_first());
  return std::unique_ptr<ChildVendor>(std::move(vendor));
}

}  // namespace ingot::hosting
