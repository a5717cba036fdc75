#include "host/transfer/credentials.hpp"

#include <algorithm>

namespace ingot::transfer {

using std::chrono::nanoseconds;

// A token that ends within this time, or within a fifth of its life if that is less, is not worth sending: clocks
// differ and requests travel.
static constexpr nanoseconds kMargin = std::chrono::seconds(30);

Credentials::Readiness Credentials::readiness(const std::string& name, nanoseconds now) const {
  const auto it = logins_.find(name);
  if (it == logins_.end()) return Readiness::ready;
  const Login& login = it->second;
  if (login.readiness != Readiness::ready || login.last_use.count() == 0 || now < login.last_use) {
    return login.readiness;
  }
  return login.is_renewing ? Readiness::logging_in : Readiness::needs_login;
}

bool Credentials::is_ageing(const std::string& name, nanoseconds now) const {
  const auto it = logins_.find(name);
  if (it == logins_.end()) return false;
  const Login& login = it->second;
  return login.readiness == Readiness::ready && !login.is_renewing && login.half_life.count() > 0 &&
         now >= login.half_life;
}

void Credentials::began(const std::string& name) {
  Login& login = logins_[name];
  // A renewal keeps the old token usable until the new one is here.
  if (login.readiness != Readiness::ready) login.readiness = Readiness::logging_in;
  login.is_renewing = true;
}

void Credentials::granted(const std::string& name, std::chrono::milliseconds life, nanoseconds now) {
  Login& login = logins_[name];
  login.readiness = Readiness::ready;
  login.is_renewing = false;
  ++login.generation;
  const nanoseconds length(life);
  login.last_use = life.count() > 0 ? now + length - std::min(kMargin, length / 5) : nanoseconds(0);
  login.half_life = life.count() > 0 ? now + nanoseconds(life) / 2 : nanoseconds(0);
}

void Credentials::refused(const std::string& name, Error why) {
  Login& login = logins_[name];
  login.readiness = Readiness::failed;
  login.is_renewing = false;
  login.failure = std::move(why);
}

void Credentials::rejected(const std::string& name, std::uint64_t generation) {
  const auto it = logins_.find(name);
  if (it == logins_.end() || it->second.generation != generation) return;
  Login& login = it->second;
  if (login.readiness == Readiness::ready) {
    login.readiness = login.is_renewing ? Readiness::logging_in : Readiness::needs_login;
  }
}

std::uint64_t Credentials::generation(const std::string& name) const {
  const auto it = logins_.find(name);
  return it == logins_.end() ? 0 : it->second.generation;
}

Error Credentials::failure(const std::string& name) const {
  const auto it = logins_.find(name);
  if (it == logins_.end() || it->second.readiness != Readiness::failed) {
    return Error{ErrorKind::internal, "credential " + name + ": no failure recorded"};
  }
  return it->second.failure;
}

}  // namespace ingot::transfer
