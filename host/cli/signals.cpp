#include "host/cli/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "host/cli/exit_code.hpp"

namespace ingot::cli {

static sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

Signals::Signals() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A peer that closes its end is an error to be reported, not a reason to die.
  signal(SIGPIPE, SIG_IGN);
}

void Signals::let_go() const {
  const sigset_t set = watched();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Signals::watch(TaskGroup& tasks, std::stop_source source) {
  tasks.spawn("signals", [this, source](std::stop_token stop) mutable {
    const sigset_t set = watched();
    while (!stop.stop_requested()) {
      const timespec wait{.tv_sec = 0, .tv_nsec = 200'000'000};
      const int signal_number = sigtimedwait(&set, nullptr, &wait);
      if (signal_number <= 0) continue;
      // Somebody who asks twice does not want to wait; the ledger survives this.
      if (caught_.exchange(signal_number) != 0) _exit(kInterrupted);
      source.request_stop();
    }
    return Status();
  });
}

}  // namespace ingot::cli
