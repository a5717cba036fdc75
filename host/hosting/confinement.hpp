// Confinement: what a plugin's child process may do: nothing but compute and answer on the socket it has. In two steps,
// because loading a library needs files, and code of the plugin runs while it is loaded. Irrevocable; for the child
// alone. Not the child's life (Child) and no trust in the plugin: what the child says is checked by the host.
//
// Layers: resource limits; Landlock (no files, no network, no signals to others); a seccomp filter that allows by name.
// A system call beyond it ends the child with a frame that says which.
#pragma once

#include <cstdint>

#include "host/base/result.hpp"

namespace ingot::hosting {

struct ConfinementLimits {
  std::uint64_t memory = 1u << 30;  // bytes of address space beyond what is mapped before; 0 = no limit
};

class Confinement {
 public:
  // Before the plugin is loaded: system libraries can be read, nothing can be written, no network, no processes.
  // `socket`: where a denied call is reported. refused: this kernel cannot confine by seccomp.
  static Result<Confinement> for_loading(int socket, const ConfinementLimits& limits);
  // After it: no files at all, no new code.
  Status seal();

  // The ABI of Landlock that holds, 0 when this kernel has none.
  unsigned landlock_abi() const { return landlock_abi_; }

 private:
  explicit Confinement(unsigned landlock_abi) : landlock_abi_(landlock_abi) {}

  unsigned landlock_abi_;
};

}  // namespace ingot::hosting
