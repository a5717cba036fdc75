// Batch: one session as its plugin sees it: the facts, what can be awaited, and how items end.
// Not a coroutine and not shared: it lives as long as the session and is handed to Vendor by
// reference. Thread rule: owned by one session; every call happens inside that session's step().
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <ingot/detail/operations.hpp>
#include <ingot/group.hpp>
#include <ingot/item.hpp>
#include <ingot/reply.hpp>
#include <ingot/request.hpp>

namespace ingot::inline sdk_v1 {

enum class Operation : std::uint32_t {
  login = INGOT_OP_LOGIN,
  discover = INGOT_OP_DISCOVER,
  validate = INGOT_OP_VALIDATE,
  transfer = INGOT_OP_TRANSFER,
  lifecycle = INGOT_OP_LIFECYCLE,
  abort = INGOT_OP_ABORT,
  verify = INGOT_OP_VERIFY,
  estimate = INGOT_OP_ESTIMATE
};

enum class NoteLevel : std::uint32_t {
  debug = INGOT_NOTE_DEBUG,
  info = INGOT_NOTE_INFO,
  warn = INGOT_NOTE_WARN
};

class Batch {
 public:
  using milliseconds = std::chrono::milliseconds;

  explicit Batch(detail::Engine& engine) : engine_(engine) {}
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  // Facts. Views stay valid for the session.
  Operation op() const;
  const std::vector<Item>& items() const;
  std::string_view config() const;   // JSON text, the one the Vendor was made from
  std::string_view context() const;  // JSON that DISCOVER ended with, or empty
  std::string_view state() const;    // the last checkpoint of an earlier life, or empty
  std::uint32_t state_schema() const;
  std::uint32_t restarts() const;         // 0 in the first life
  std::uint32_t max_outstanding() const;  // a good width for for_each; never 0
  std::span<const std::uint8_t, 32> entropy() const;
  std::int64_t now_ms() const;  // wall clock of the current step
  /// The run stops: every await from now on ends at once (Outcome::cancelled); end the items and
  /// return.
  bool cancelled() const;
  /// The latest answer of an earlier life to the request of this tag, or null. Outcome::unknown: it
  /// was sent and nobody knows. The pointer is valid for the session.
  const Reply* prior(std::uint64_t tag) const;

  // To be awaited. Nothing is asked of the host before the co_await.
  /// -> Reply. Throws std::invalid_argument when the tag is outstanding already, or when a header
  /// or URL would carry a line break, a control character or bytes that are not UTF-8: such names
  /// of files exist.
  detail::SendOperation send(Request request);
  detail::WaitOperation wait(milliseconds duration);
  detail::WaitOperation wait_until(std::int64_t wall_clock_ms);
  /// -> DigestReply. `algorithm`: "md5", "sha256", "crc32c".
  detail::DigestOperation digest(ItemRef item, std::uint64_t off, std::uint64_t len,
                                 std::string_view algorithm);

  /// Runs `child` beside the caller, see Group; `co_await batch.all()` joins all of them. Returning
  /// from an operation with children running is an error that ends the open items.
  void spawn(task<> child);
  Group::All all();
  /// `co_await batch.for_each(n, width, f)`, see ingot::for_each.
  template <class F>
  task<> for_each(std::size_t count, std::size_t width, F body) {
    return ingot::for_each(count, width, std::move(body));
  }

  /// Stored before any later action of the same step leaves, and handed back as state() after a
  /// restart. Small, and never one per part.
  void checkpoint(std::uint32_t schema, std::string_view blob);
  /// Asks the host to give up the outstanding request of this tag; its reply still comes,
  /// cancelled.
  void abandon(std::uint64_t tag);
  void note(NoteLevel level, std::string_view text);
  void note(NoteLevel level, ItemRef item, std::string_view text);

  // How an item ends: exactly once. A second ending of the same item is ignored. `code` names the
  // field or rule; `remote_id` of a failed item is what it left behind, for ABORT; `meta` is JSON
  // for later operations: of a retried item without remote_id, for its next TRANSFER. All throw std::out_of_range for an item that is not in the batch, and
  // std::invalid_argument for a remote_id with control characters.
  void done(ItemRef item, std::string_view remote_id, std::string_view meta = {});
  void skipped(ItemRef item, std::string_view code, std::string_view message,
               std::string_view remote_id = {}, std::string_view meta = {});
  /// `after`: not before so long from now; 0 = the host's backoff.
  void retry(ItemRef item, milliseconds after, std::string_view code, std::string_view message,
             std::string_view remote_id = {}, std::string_view meta = {});
  void rejected(ItemRef item, std::string_view code, std::string_view message,
                std::string_view remote_id = {}, std::string_view meta = {});
  void auth_failed(ItemRef item, std::string_view code, std::string_view message,
                   std::string_view remote_id = {}, std::string_view meta = {});
  void conflict(ItemRef item, std::string_view code, std::string_view message,
                std::string_view remote_id = {}, std::string_view meta = {});
  void unknown(ItemRef item, std::string_view code, std::string_view message,
               std::string_view remote_id = {}, std::string_view meta = {});
  void source_changed(ItemRef item, std::string_view code, std::string_view message,
                      std::string_view remote_id = {}, std::string_view meta = {});
  bool is_open(ItemRef item) const;

  // How LOGIN, DISCOVER and ESTIMATE end.
  /// `expires_in`: life of what was captured, 0 = unknown.
  void logged_in(milliseconds expires_in = milliseconds(0));
  void discovered(std::string_view context_json);
  void estimated(std::string_view counts_json);
  /// Ends the session with a failure; in the other operations it ends all open items alike.
  void result(End end, std::string_view message);

 private:
  void end_item(ItemRef item, End end, detail::Ending ending);

  detail::Engine& engine_;
};

}  // namespace ingot::inline sdk_v1

#include <ingot/detail/batch_impl.hpp>
