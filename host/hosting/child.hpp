// Child: one process that hosts a plugin, seen from the host: started confined, asked one thing at a time, ended when it
// breaks a rule. Knows frames, not records. Internally locked: sessions of several threads may share one child.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "host/base/result.hpp"
#include "host/hosting/confinement.hpp"
#include "host/hosting/frame.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::hosting {

struct ChildOptions {
  std::filesystem::path program;  // ingot-plugin-child
  // A plugin computes only; what takes longer hangs. The first covers a cold disk and a large library.
  std::chrono::milliseconds start_deadline{10'000}, step_deadline{10'000};
  ConfinementLimits limits;
};

class Child {
 public:
  // `image`: descriptor of the plugin's sealed bytes. Blocks until the plugin is loaded or has failed to: refused, in the
  // words that follow "plugin NAME".
  static Result<std::unique_ptr<Child>> start(const ChildOptions& options, int image);
  // Ends the process, whatever it does.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  unsigned landlock_abi() const { return landlock_abi_; }

  // Sends and waits for the answer, which is of kind `wanted` and about the same session. An error (internal) is how the
  // child ended; it is dead from then on, and every later call says the same.
  Result<Frame> ask(const FrameHead& head, std::span<const std::uint64_t> payload, FrameKind wanted);
  // Sends what is not answered; a dead child does not mind.
  void tell(const FrameHead& head);

  bool is_dead() const;

 private:
  Child(pid_t pid, io::OwnedFd socket) : pid_(pid), socket_(std::move(socket)) {}

  Result<unsigned> await_ready(const ChildOptions& options);
  Error die(const Error& why, std::string_view doing);
  std::string last_words(const Error& why, std::string_view doing);

  const pid_t pid_;
  io::OwnedFd socket_;
  unsigned landlock_abi_ = 0;
  std::chrono::milliseconds deadline_{0};
  mutable std::mutex mutex_;
  std::optional<Error> death_;  // guarded by mutex_
};

}  // namespace ingot::hosting
