// Access: who may ask the page's server for anything: the bearer of the token, from a page of the server's own origin, by
// the server's own name. A constant after construction; any thread.
#pragma once

#include <optional>
#include <string>

#include "host/ui/address.hpp"
#include "host/ui/exchange.hpp"

namespace ingot::ui {

class Access {
 public:
  // `address` with the port that was bound.
  Access(Address address, std::string token);

  // What to answer instead of what was asked for; nothing when it may be answered.
  std::optional<Answer> refuse(const Request& request) const;
  // "http://127.0.0.1:8080/?token=…", for the person who started the program.
  std::string url() const;

 private:
  bool is_own_name(const std::string& host) const;
  bool has_token(const Request& request) const;
  Answer hand_over_cookie() const;
  std::string cookie_name() const;

  const Address address_;
  const std::string token_;
};

}  // namespace ingot::ui
