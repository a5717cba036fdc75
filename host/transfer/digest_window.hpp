// DigestWindow: the digests that actions need before they leave, asked of the workers ahead of their turn, so that
// several share the CPU's lanes and senders find them done. Holds what is hashed and not yet sent to a number of actions
// and of bytes: the page cache shall still have what is sent. Not when an action leaves (Dispatcher), not the hashing
// (Workers). Owned by the engine's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/transfer/facts.hpp"
#include "host/transfer/materialise.hpp"

namespace ingot::transfer {

class DigestWindow {
 public:
  struct Limits {
    unsigned actions = 64;              // twice the lanes of the widest kernel: one lot is hashed, one is sent
    std::uint64_t bytes = 256u << 20;   // of files; no more than the page cache keeps between hashing and sending
  };
  // Whether the SHA-256 of an item is taken where its bytes are held anyway.
  enum class ItemDigest : std::uint8_t { none, sha256 };
  // Answers of an action; in the order of its wanted.
  using Values = std::vector<std::optional<digest::DigestValue>>;

  DigestWindow(Workers& workers, Limits limits, ItemDigest item)
      : workers_(workers), limits_(limits), takes_sha256_(item == ItemDigest::sha256) {}

  // Whether an action that needs so many bytes hashed may ask now. One always may when no other has. Once one was
  // refused the window stays shut until half of it has left: what is asked then is a lot that fills the lanes, while
  // the other half is being sent.
  bool admits(std::uint64_t bytes);
  // True when a body of this length leaves room for others; a longer one is better hashed while it is sent.
  bool is_share(std::uint64_t bytes) const { return bytes <= limits_.bytes / 2; }
  // Once for each action. `first_id` and those after it, one for each wanted, are the digests' own.
  void ask(std::uint64_t handle, DigestNeeds needs, const std::vector<SessionItem>& items, std::uint64_t first_id);

  // Gives the workers all that was asked since the last time, together.
  void hand_over();

  struct Arrival {
    std::uint64_t handle;
    Status status;  // failed: the action cannot leave
  };
  // Nothing when the digest is not one of these.
  std::optional<Arrival> take(DigestResult& result);

  // Of an action that has not asked: settled, with nothing to say.
  bool is_settled(std::uint64_t handle) const;
  std::span<const std::optional<digest::DigestValue>> values(std::uint64_t handle) const;
  // The MD5 of the whole body, in hex, and the SHA-256 of its item; empty when not known.
  std::string body_md5(std::uint64_t handle) const;
  std::string sha256_raw(std::uint64_t handle) const;
  // The body's bytes, once, when they were read and kept; else null.
  HeldBytes held(std::uint64_t handle);

  // It has left: its place is another's, its digests stay for when it is sent again.
  void leave(std::uint64_t handle);
  // It is gone; what is still being hashed for it is cancelled.
  void forget(std::uint64_t handle);
  void forget_all();

 private:
  struct Entry {
    DigestNeeds needs;
    Values values;
    std::size_t missing = 0;
    std::uint64_t first_id = 0;
    std::uint64_t bytes = 0;       // while it counts against the window
    std::uint64_t held_bytes = 0;  // while they count against what may be held
    bool is_ahead = true;
    HeldBytes held;
    std::string sha256_raw;
  };

  bool may_hold(const Entry& entry, const WantedDigest& want) const;
  void cancel(const Entry& entry);
  void let_go(Entry& entry);

  Workers& workers_;
  const Limits limits_;
  const bool takes_sha256_;
  std::unordered_map<std::uint64_t, Entry> entries_;          // by handle
  std::unordered_map<std::uint64_t, std::uint64_t> handles_;  // by the id of a digest under way
  std::vector<DigestTask> asked_;                             // not yet handed over
  unsigned ahead_ = 0;
  bool is_shut_ = false;
  std::uint64_t bytes_ahead_ = 0, held_bytes_ = 0;
};

}  // namespace ingot::transfer
