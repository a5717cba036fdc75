#include <ingot/lab/tls_identity.hpp>

#include <array>
#include <cstdio>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace ingot::lab {

namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using File = std::unique_ptr<std::FILE, Free>;

constexpr long kDay = 86'400;

std::string openssl_error() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  return text.data();
}

struct Extension {
  int nid;
  const char* value;
};

// A version-3 certificate for `key`, named `name`, not signed yet.
Certificate draft_certificate(EVP_PKEY* key, const char* name, long serial) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

// Names the issuer, adds the extensions and signs; false leaves the cause in OpenSSL's error queue.
bool finish_certificate(X509* certificate, X509* issuer, EVP_PKEY* issuer_key,
                        std::initializer_list<Extension> extensions) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const Extension& wanted : extensions) {
    const std::unique_ptr<X509_EXTENSION, Free> extension(
        X509V3_EXT_conf_nid(nullptr, &context, wanted.nid, wanted.value));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) return false;
  }
  return X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

File create(const std::filesystem::path& path, unsigned mode) {
  ::unlink(path.c_str());
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  return File(descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb"));
}

bool write_certificate(const std::filesystem::path& path, X509* certificate) {
  const File file = create(path, 0644);
  return file && PEM_write_X509(file.get(), certificate) == 1;
}

bool write_key(const std::filesystem::path& path, EVP_PKEY* key) {
  const File file = create(path, 0600);
  return file && PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
}

}  // namespace

Expected<TlsIdentity> make_tls_identity(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Problem{"create " + folder.string() + ": " + error.message()};
  const Key ca_key(EVP_EC_gen("P-256"));
  const Key key(EVP_EC_gen("P-256"));
  if (!ca_key || !key) return Problem{"make a key: " + openssl_error()};
  const Certificate ca = draft_certificate(ca_key.get(), "Ingot lab CA", 1);
  const Certificate server = draft_certificate(key.get(), "127.0.0.1", 2);
  const bool is_made = finish_certificate(ca.get(), ca.get(), ca_key.get(),
                                          {{NID_basic_constraints, "critical,CA:TRUE"},
                                           {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                           {NID_subject_key_identifier, "hash"}}) &&
                       finish_certificate(server.get(), ca.get(), ca_key.get(),
                                          {{NID_basic_constraints, "critical,CA:FALSE"},
                                           {NID_key_usage, "critical,digitalSignature"},
                                           {NID_ext_key_usage, "serverAuth"},
                                           {NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost"}});
  if (!is_made) return Problem{"make a certificate: " + openssl_error()};
  TlsIdentity identity{folder / "ca.pem", folder / "server.pem", folder / "server.key"};
  if (!write_certificate(identity.ca_file, ca.get()) ||
      !write_certificate(identity.certificate_file, server.get()) ||
      !write_key(identity.key_file, key.get())) {
    return Problem{"write a certificate or key into " + folder.string()};
  }
  return identity;
}

}  // namespace ingot::lab
