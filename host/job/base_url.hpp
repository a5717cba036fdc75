// The base URL of a vendor: enough of a URL to say early that one cannot work. It opens no
// connection. Pure.
#pragma once

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::job {

struct BaseUrl {
  std::string text;  // without a slash at the end
  std::string host;  // lower case, without brackets
  bool is_encrypted = false;

  // 127.0.0.0/8, ::1 or localhost: stays on this machine.
  bool is_loopback() const;
};

// http or https, host, optional port and path; no user, query or fragment.
Result<BaseUrl> parse_base_url(std::string_view text);

}  // namespace ingot::job
