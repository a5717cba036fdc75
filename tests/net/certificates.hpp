// Certificates made while the test runs: an authority and servers it vouches for, in all the ways
// that matter.
#pragma once

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>

namespace ingot::test {

struct Freed {
  void operator()(X509* it) const { X509_free(it); }
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(SSL_CTX* it) const { SSL_CTX_free(it); }
};

class Authority {
 public:
  explicit Authority(const char* name = "test authority");
  // Writes the authority's certificate as PEM.
  void save(const std::filesystem::path& file) const;
  // A server context with a certificate for `names` ("DNS:a,IP:127.0.0.1"), valid from and to these
  // seconds from now.
  std::unique_ptr<SSL_CTX, Freed> server(const std::string& names, long from = -3600,
                                         long to = 3600) const;

 private:
  std::unique_ptr<EVP_PKEY, Freed> key_;
  std::unique_ptr<X509, Freed> certificate_;
};

}  // namespace ingot::test
