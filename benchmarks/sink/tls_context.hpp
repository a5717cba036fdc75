// TlsContext: the sink's key and certificate, made anew at each start. Speaks TLS 1.3 with
// AES-128-GCM only, so that all clients of a comparison pay for the same cipher. A move-only owner.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <variant>

namespace ingot::sink {

class TlsContext {
 public:
  // Writes ca.pem, which clients have to trust, into `folder`. A text says what went wrong.
  static std::variant<TlsContext, std::string> make(const std::filesystem::path& folder);

  void* ssl_ctx() const { return context_.get(); }

 private:
  explicit TlsContext(std::shared_ptr<void> context) : context_(std::move(context)) {}
  std::shared_ptr<void> context_;  // an SSL_CTX; shared only for its type-erased deleter
};

}  // namespace ingot::sink
