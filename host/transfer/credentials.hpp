// Credentials: which logins are good, and that only one is under way for each. Owned by the engine's thread.
// The tokens themselves are in the vault; this knows only when they were granted and when they end.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "host/base/error.hpp"

namespace ingot::transfer {

class Credentials {
 public:
  enum class Readiness { ready, needs_login, logging_in, failed };

  // A name that was never declared needs no login and is always ready.
  void declare(const std::string& name) { logins_[name]; }

  Readiness readiness(const std::string& name, std::chrono::nanoseconds now) const;
  // Past half of its life: a fresh token is worth fetching while the old one still works.
  bool is_ageing(const std::string& name, std::chrono::nanoseconds now) const;

  // One of these follows each `began`.
  void began(const std::string& name);
  void granted(const std::string& name, std::chrono::milliseconds life, std::chrono::nanoseconds now);
  void refused(const std::string& name, Error why);

  // The vendor answered 401 to a request made with `generation`. A newer token makes the complaint moot.
  void rejected(const std::string& name, std::uint64_t generation);
  std::uint64_t generation(const std::string& name) const;
  // Why a failed credential failed; an internal error if it has not.
  Error failure(const std::string& name) const;

 private:
  struct Login {
    Readiness readiness = Readiness::needs_login;
    bool is_renewing = false;
    std::uint64_t generation = 0;
    std::chrono::nanoseconds half_life{0}, last_use{0};  // 0 = unknown
    Error failure;
  };
  std::map<std::string, Login> logins_;
};

}  // namespace ingot::transfer
