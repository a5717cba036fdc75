// PageCacheShare: how many bytes of files this process may expect the system to keep in memory for a while. A reading of
// the machine at one moment; any thread.
#pragma once

#include <cstdint>

namespace ingot::cli {

// A quarter of the memory that is available, or of what a container is allowed; at most 1 GiB. 64 MiB where the system
// does not say.
std::uint64_t page_cache_share();

}  // namespace ingot::cli
