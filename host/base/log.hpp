// Log: what the program says while it works, one line at a time. Implementations are thread-safe and scrub secrets.
#pragma once

#include <string_view>

namespace ingot {

enum class Level { debug, info, warn, error };

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Level level, std::string_view line) = 0;
};

}  // namespace ingot
