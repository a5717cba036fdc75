// DiskFaults: the system calls SQLite writes with, counted and made to fail or to kill the process
// at the k-th. They are replaced for this whole test binary; nothing happens unless armed. One
// thread.
#pragma once

#include <cstddef>

namespace ingot::ledger::test {

enum class FaultAction {
  fail_once,     // only that call fails
  fail_onwards,  // that call and all later ones
  kill,          // SIGKILL in place of the call
};

struct DiskFault {
  std::size_t at = 0;  // 1 = the next call; 0 = count only
  FaultAction action = FaultAction::fail_onwards;
  int error_number = 0;
};

struct DiskCalls {
  std::size_t writes = 0, syncs = 0;
  std::size_t folder_syncs = 0;  // among the syncs
  std::size_t all = 0;           // with truncations and removals
};

// Counts from 0 again and acts as told until disarmed.
void arm(const DiskFault& fault);
// Back to doing nothing; what was counted since arm().
DiskCalls disarm();

}  // namespace ingot::ledger::test
