#include "host/cli/client_setup.hpp"

#include <cstdlib>
#include <string>

namespace ingot::cli {

static std::string variable(const char* lower, const char* upper) {
  for (const char* name : {lower, upper}) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return {};
}

net::ClientOptions client_options(const std::filesystem::path& ca_file) {
  net::ClientOptions options;
  options.ca_file = ca_file;
  // Upper-case HTTP_PROXY is not read: a CGI server sets it from a request's header.
  options.proxy.http_proxy = variable("http_proxy", "http_proxy");
  options.proxy.https_proxy = variable("https_proxy", "HTTPS_PROXY");
  options.proxy.no_proxy = variable("no_proxy", "NO_PROXY");
  options.user_agent = "ingot/" INGOT_VERSION;
  return options;
}

}  // namespace ingot::cli
