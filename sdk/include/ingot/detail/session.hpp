// Session: drives one Vendor through one operation: events in, coroutines resumed, and an end for
// every item whatever the author's code does. Destroying it at any point frees every frame. Thread
// rule: calls never overlap; different sessions share nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <ingot/batch.hpp>
#include <ingot/detail/engine.hpp>
#include <ingot/record.hpp>

namespace ingot::inline sdk_v1::detail {

/// The message of an exception of any type.
inline std::string message_of(const std::exception_ptr& error) noexcept {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

template <class V>
class Session {
 public:
  /// Throws what the vendor's constructor throws.
  Session(const ingot_host* host, std::string config)
      : engine_(host, std::move(config)),
        vendor_(std::make_unique<V>(std::string_view(engine_.config()))),
        batch_(engine_) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  // Children may refer to what lives in the operation's frame, and both to the vendor.
  ~Session() { free_frames(); }

  /// INGOT_OK or INGOT_E_*; after an error every later step answers the same.
  std::int32_t step(std::int64_t now_ms, std::span<const std::byte> events) noexcept {
    if (failure_ != INGOT_OK) return failure_;
    try {
      engine_.set_now(now_ms);
      failure_ = check(events);
      if (failure_ == INGOT_OK) run(events);
    } catch (...) {  // out of memory while reading; coroutines keep their exceptions to themselves
      failure_ = INGOT_E_INTERNAL;
    }
    return failure_;
  }

 private:
  enum class Phase { kNew, kRunning, kEnded };

  void run(std::span<const std::byte> events) {
    RecordStream stream(events);
    while (!stream.at_end() && failure_ == INGOT_OK) {
      const RecordReader record = *stream.next();
      if (phase_ == Phase::kNew) {
        failure_ = begin(record, stream);
      } else if (phase_ == Phase::kRunning && !is_over()) {
        handle(record);
      }
    }
    if (failure_ == INGOT_OK && phase_ == Phase::kRunning) settle();
    if (failure_ == INGOT_OK) failure_ = engine_.refusal();
  }

  /// Looks at every record before any of them has an effect. BEGIN comes first, and once.
  std::int32_t check(std::span<const std::byte> events) const {
    RecordStream stream(events);
    for (bool is_first = phase_ == Phase::kNew; !stream.at_end(); is_first = false) {
      const std::optional<RecordReader> record = stream.next();
      if (!record) return INGOT_E_RECORD;
      if ((record->header().type == INGOT_EV_BEGIN) != is_first) return INGOT_E_STATE;
      if (const std::int32_t verdict = check_event(*record); verdict != INGOT_OK) return verdict;
    }
    return INGOT_OK;
  }

  /// Answers behind BEGIN belong to earlier lives: nothing of this life has been asked yet.
  std::int32_t begin(const RecordReader& record, RecordStream& behind) {
    Facts facts = *read_begin(record);
    if (facts.op < INGOT_OP_LOGIN || facts.op > INGOT_OP_ESTIMATE) return INGOT_E_UNSUPPORTED;
    while (!behind.at_end()) {
      const RecordReader later = *behind.next();
      const std::uint16_t type = later.header().type;
      if (type == INGOT_EV_HTTP) {
        facts.prior.insert_or_assign(later.header().id, read_http(later, *view_http(later)));
      } else if (type == INGOT_EV_CANCEL) {
        engine_.set_cancelled();
      }
    }
    engine_.begin(std::move(facts));
    phase_ = Phase::kRunning;
    try {
      root_.spawn(operation());
    } catch (...) {  // an operation that is no coroutine may throw on the spot
      conclude(std::current_exception());
    }
    return INGOT_OK;
  }

  task<> operation() {
    switch (batch_.op()) {
      case Operation::login:
        return vendor_->login(batch_);
      case Operation::discover:
        return vendor_->discover(batch_);
      case Operation::validate:
        return vendor_->validate(batch_);
      case Operation::transfer:
        return vendor_->transfer(batch_);
      case Operation::lifecycle:
        return vendor_->lifecycle(batch_);
      case Operation::verify:
        return vendor_->verify(batch_);
      case Operation::estimate:
        return vendor_->estimate(batch_);
      case Operation::abort:
        break;
    }
    return vendor_->abort(batch_);
  }

  /// An answer nobody waits for (a duplicate, or of an earlier life) has no effect.
  void handle(const RecordReader& record) {
    const std::uint64_t id = record.header().id;
    switch (record.header().type) {
      case INGOT_EV_HTTP:
        if (Pending* asker = engine_.take(id, INGOT_EV_HTTP)) {
          static_cast<SendOperation*>(asker)->deliver(read_http(record, *view_http(record)));
          asker->resume();
        }
        break;
      case INGOT_EV_DIGEST:
        if (Pending* asker = engine_.take(id, INGOT_EV_DIGEST)) {
          static_cast<DigestOperation*>(asker)->deliver(*read_digest(record));
          asker->resume();
        }
        break;
      case INGOT_EV_TIMER:
        if (Pending* asker = engine_.take(id, INGOT_EV_TIMER)) asker->resume();
        break;
      case INGOT_EV_CANCEL:
        cancel();
        break;
      default:
        break;
    }
  }

  /// The host answers what was sent; a pause has no such answer and ends now.
  void cancel() {
    engine_.set_cancelled();
    for (const std::uint64_t id : engine_.outstanding(INGOT_EV_TIMER)) {
      if (is_over()) return;
      if (Pending* asker = engine_.take(id, INGOT_EV_TIMER)) asker->resume();
    }
  }

  bool is_over() const { return root_.running() == 0; }

  void settle() {
    if (is_over()) {
      conclude(root_.error());
    } else if (engine_.is_idle()) {
      conclude(nullptr);
    }
  }

  /// Ends what is still open, then frees all frames. Outside any coroutine.
  void conclude(const std::exception_ptr& error) {
    phase_ = Phase::kEnded;
    try {
      if (engine_.refusal() == INGOT_OK && !engine_.is_sealed()) end_open(error);
    } catch (...) {
      failure_ = engine_.refusal() != INGOT_OK ? engine_.refusal() : INGOT_E_INTERNAL;
    }
    free_frames();
  }

  void end_open(const std::exception_ptr& error) {
    for (const std::uint16_t kind : {INGOT_EV_HTTP, INGOT_EV_DIGEST}) {
      for (const std::uint64_t id : engine_.outstanding(kind)) engine_.abandon(id);
    }
    if (error) {
      end_all(End::retryable, "plugin_exception", message_of(error));
    } else if (!is_over()) {
      end_all(undecided(), "plugin_stuck", "internal error: the plugin waits for nothing");
    } else if (engine_.children().running() != 0) {
      end_all(undecided(), "plugin_unjoined",
              "internal error: the operation returned while tasks it spawned were running");
    } else if (engine_.cancelled()) {
      end_all(End::retryable, "cancelled", "the run was stopped");
    } else if (engine_.open_items() != 0 || !is_about_items()) {
      engine_.result(undecided(), {}, "internal error: the plugin returned without a result", 0);
    }
  }

  void end_all(End end, std::string_view code, std::string_view message) {
    if (engine_.open_items() == 0) {
      engine_.result(end, {}, message, 0);
      return;
    }
    Ending ending;
    ending.code = code;
    ending.message = message;
    for (const Item& item : batch_.items()) engine_.end_item(item.idx, end, ending);
  }

  bool is_about_items() const {
    return batch_.op() != Operation::login && batch_.op() != Operation::discover &&
           batch_.op() != Operation::estimate;
  }
  /// How a plugin's own mistake ends an item: something may have been created by operations that
  /// change things, and trying again could create it twice.
  End undecided() const {
    const bool changes = is_about_items() && batch_.op() != Operation::validate &&
                         batch_.op() != Operation::verify;
    return changes ? End::unknown : End::rejected;
  }

  /// Destructors of the author's that end items must not speak any more.
  void free_frames() noexcept {
    engine_.seal();
    engine_.children().clear();
    root_.clear();
  }

  Engine engine_;
  std::unique_ptr<V> vendor_;
  Batch batch_;
  Group root_;  // the operation itself
  Phase phase_ = Phase::kNew;
  std::int32_t failure_ = INGOT_OK;
};

}  // namespace ingot::inline sdk_v1::detail
