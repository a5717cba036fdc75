// ClientSetup: the HTTP client as flags and environment want it. One thread.
#pragma once

#include <filesystem>

#include "host/net/client.hpp"

namespace ingot::cli {

// Proxies come from http_proxy, https_proxy and no_proxy. `ca_file`: empty for the system's certificates.
net::ClientOptions client_options(const std::filesystem::path& ca_file);

}  // namespace ingot::cli
