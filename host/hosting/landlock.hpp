// Landlock: the kernel's sandbox of files, ports and signals, by its system calls: Debian 12's C library and headers do
// not know all of it. Linux 5.13 and newer.
#pragma once

#include <span>

#include "host/base/result.hpp"

namespace ingot::hosting {

// What this kernel speaks: 1 and up; 0 = it has none, or it is switched off.
unsigned landlock_abi();

// From now on this process may read (and load code from) what lies beneath `readable`, folders or files, and touch no
// other file, port, device or process of others. Folders that are not there are left out. For good; needs no_new_privs.
Status restrict_to(std::span<const char* const> readable, unsigned abi);

}  // namespace ingot::hosting
