#include "benchmarks/sink/tls_context.hpp"

#include <openssl/ssl.h>

#include <ingot/lab/tls_identity.hpp>

namespace ingot::sink {

std::variant<TlsContext, std::string> TlsContext::make(const std::filesystem::path& folder) {
  const auto identity = lab::make_tls_identity(folder);
  if (!identity) return "tls: " + identity.problem();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX* const ctx = context.get();
  const bool is_ready =
      ctx != nullptr && SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1 &&
      SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") == 1 &&
      SSL_CTX_use_certificate_file(ctx, identity->certificate_file.c_str(), SSL_FILETYPE_PEM) == 1 &&
      SSL_CTX_use_PrivateKey_file(ctx, identity->key_file.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!is_ready) return "tls: the key, the certificate or the cipher was refused";
  // Many records a read: the sink's own cost stays low.
  SSL_CTX_set_read_ahead(ctx, 1);
  SSL_CTX_set_default_read_buffer_len(ctx, 256u << 10);
  SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return TlsContext(context);
}

}  // namespace ingot::sink
