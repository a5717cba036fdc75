// A certificate authority and a server certificate for 127.0.0.1 and localhost, made when they are
// needed, so that no key is ever shipped. For tests only: the CA's key is thrown away at once.
// Threads: make_tls_identity may be called from any thread, for different folders.
#pragma once

#include <filesystem>

#include <ingot/lab/expected.hpp>

namespace ingot::lab {

struct TlsIdentity {
  std::filesystem::path ca_file;           // what a client must trust, PEM
  std::filesystem::path certificate_file;  // PEM
  std::filesystem::path key_file;          // PEM, readable by the owner only
};

// Writes ca.pem, server.pem and server.key into `folder` (made if missing, files replaced), good
// from yesterday for 30 days.
Expected<TlsIdentity> make_tls_identity(const std::filesystem::path& folder);

}  // namespace ingot::lab
