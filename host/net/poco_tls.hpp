// TlsSettings: whom a TLS connection trusts, shared by all connections of a client; and the wire
// made from it. Built on Poco's context, which sets OpenSSL up. Constant after construction,
// thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/base/result.hpp"
#include "host/net/wire.hpp"

namespace ingot::net {

class TlsSettings {
 public:
  // `ca_file` replaces the system's store; empty: the system's store. Verification cannot be turned
  // off.
  static Result<std::shared_ptr<const TlsSettings>> create(const std::filesystem::path& ca_file);
  TlsSettings();
  ~TlsSettings();

  struct Parts;
  const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

// A wire whose handshake has still to be driven.
class TlsWire : public Wire {
 public:
  // One step: moved when the handshake is complete and its last message is out, and the certificate
  // is good for the host. failed says what is wrong with the certificate and the cure.
  virtual Io shake_hands() = 0;
};

// Takes the connected, non-blocking socket over. `host` is the name or address the certificate must
// be for. `settings` is co-owned by every wire made from it: connections may outlive a replaced
// configuration.
Result<std::unique_ptr<TlsWire>> make_tls_wire(const Poco::Net::StreamSocket& socket,
                                               std::shared_ptr<const TlsSettings> settings,
                                               const std::string& host);

}  // namespace ingot::net
