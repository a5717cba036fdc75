// What is recorded for a vendor: whole simulated runs against its emulator, and of each the one
// session that shows something. recorder_test.cpp runs them and, told to, writes
// plugins/<vendor>/transcripts/<name>.jsonl.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct Scenario {
  std::string name;   // of the file
  std::string shows;  // for the file's first line
  std::uint32_t op = INGOT_OP_TRANSFER;
  SimVendor vendor = {};
  SimSetup setup = {};
  // Texts the session must have; the first session of the operation that has them all is the one.
  std::vector<std::string> has = {};
  // Texts of its first step's events.
  std::vector<std::string> begins_with = {};
  // The process dies at its first ledger write after which the resumed run has such a session,
  // which then begins with what was left of the first life.
  bool is_restarted = false;
  // The same run was made before in the same world; this one wants new versions of what it brought.
  bool is_second_run = false;
  // After the first step that asks for something with this text (`"method":"PUT"`) the session is
  // cancelled, and what is outstanding is answered as cancelled.
  std::string cancelled_after = {};
};

// The vendor of this test binary.
std::vector<Scenario> scenarios();

// Faults of the emulated world: the first request of that method and path (a glob) ...
lab::FaultRule answer_lost(std::string method,
                           std::string path);  // ... is worked on, and its answer gets lost
lab::FaultRule request_lost(std::string method,
                            std::string path);  // ... gets lost before it arrives
lab::FaultRule refused(std::string method, std::string path, int status);

// Of one setup: what its first run would meet.
SimSetup with_fault(SimSetup setup, lab::FaultRule rule);
// Its files fail for good at the given requests, at the first try.
SimSetup failing(SimSetup setup, std::string method, std::string path, int status);
// Small files with a key, and content that is made from it.
SimFile small_file(std::string key, std::size_t size = 120);
SimFile record(std::string key, std::string fields);

}  // namespace ingot::test
