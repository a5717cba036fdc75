// Trust comes from Poco's Context, which also sets OpenSSL up. The SSL object is ours
// and not SecureStreamSocket's because that one (1.11) cannot say which check a certificate failed,
// loses the difference between an orderly and a torn end, leaves OpenSSL's error queue dirty for
// the thread's next connection, and sends every 16 KiB record with its own system call.
#include "host/net/poco_tls.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "host/base/text.hpp"

namespace ingot::net {

struct TlsSettings::Parts {
  Poco::Net::Context::Ptr context;
  std::string trust;  // for messages
};

namespace {

// Sixteen full records: what one send(2) should carry to make system calls a minor cost.
constexpr std::size_t kBlock = 256 * 1024;
constexpr std::size_t kHeadRoom = 8 * 1024;
// A block, the framing of its records, and a head in front.
constexpr std::size_t kOutgoing = kBlock + kHeadRoom + 8 * 1024;

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "tls failure" : reason;
}

// What a person can do about each way in which a certificate is bad.
std::string certificate_fault(long result, const std::string& host, const std::string& trust) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the certificate of " + host +
             " has expired; its operator must renew it, or this machine's clock is wrong";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the certificate of " + host + " is not valid yet; check this machine's clock";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the certificate is for another host than " + host +
             "; use the name it was issued for, or check who answers there";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "the certificate of " + host + " was issued by an authority unknown to " + trust +
             "; if it is your own, name its CA certificate with the ca_file option";
    default:
      return "the certificate of " + host + " is not acceptable (" +
             X509_verify_cert_error_string(result) + "); ask its operator";
  }
}

// Everything OpenSSL wants to send lands here, so that all records of a block leave in one system
// call.
class Outgoing {
 public:
  void append(const char* bytes, int count) {
    waiting_.append(bytes, static_cast<std::size_t>(count));
  }
  bool is_empty() const { return sent_ == waiting_.size(); }
  std::size_t waiting() const { return waiting_.size() - sent_; }
  std::uint64_t total() const { return total_; }
  void reserve() { waiting_.reserve(kOutgoing); }
  void release() {
    if (is_empty()) waiting_ = {}, sent_ = 0;
  }

  Io flush(int fd) {
    while (!is_empty()) {
      const auto count =
          ::send(fd, waiting_.data() + sent_, waiting_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0) {
        const int error_number = errno;
        if (error_number == EINTR) continue;
        if (error_number == EAGAIN) return Io::of(Io::Kind::want_write);
        return Io::broken(error_number);
      }
      sent_ += static_cast<std::size_t>(count);
      total_ += static_cast<std::uint64_t>(count);
    }
    waiting_.clear();
    sent_ = 0;
    return Io::moved(0);
  }

 private:
  std::string waiting_;
  std::size_t sent_ = 0;
  std::uint64_t total_ = 0;
};

int bio_write(BIO* bio, const char* bytes, int count) {
  static_cast<Outgoing*>(BIO_get_data(bio))->append(bytes, count);
  return count;
}

long bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int bio_create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

struct Freed {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

// Constant after the first use; made once because OpenSSL's method types are numbered for the whole
// process.
BIO_METHOD* outgoing_method() {
  static const std::unique_ptr<BIO_METHOD, Freed> method = [] {
    std::unique_ptr<BIO_METHOD, Freed> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ingot outgoing"));
    BIO_meth_set_write(made.get(), bio_write);
    BIO_meth_set_ctrl(made.get(), bio_control);
    BIO_meth_set_create(made.get(), bio_create);
    return made;
  }();
  return method.get();
}

class OpensslWire final : public TlsWire {
 public:
  OpensslWire(const Poco::Net::StreamSocket& socket, std::shared_ptr<const TlsSettings> settings,
              std::string host)
      : socket_(socket),
        fd_(socket.impl()->sockfd()),
        settings_(std::move(settings)),
        host_(std::move(host)) {}

  ~OpensslWire() override {
    if (!ssl_ || !is_open_) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    // A peer that does not take our goodbye at once does not get it.
    outgoing_.flush(fd_);
    ERR_clear_error();
  }

  Status prepare() {
    ERR_clear_error();
    ssl_.reset(SSL_new(settings_->parts().context->sslContext()));
    BIO* const in = BIO_new_socket(fd_, BIO_NOCLOSE);
    BIO* const out = BIO_new(outgoing_method());
    if (!ssl_ || in == nullptr || out == nullptr) {
      BIO_free(in);
      BIO_free(out);
      return Error{ErrorKind::retryable, "tls: out of memory"};
    }
    BIO_set_data(out, &outgoing_);
    SSL_set_bio(ssl_.get(), in, out);
    SSL_set_connect_state(ssl_.get());
    return expect(host_);
  }

  int fd() const override { return fd_; }

  Io shake_hands() override {
    if (!is_open_) {
      ERR_clear_error();
      errno = 0;
      const int result = SSL_do_handshake(ssl_.get());
      const int error_number = errno;
      const Io sent = outgoing_.flush(fd_);  // also sends the alert that says why we refuse
      if (result != 1) return handshake_fault(result, error_number, sent);
      is_open_ = true;
    }
    Io last = outgoing_.flush(fd_);
    if (last.kind == Io::Kind::moved) handshake_bytes_ = outgoing_.total();
    return last;
  }

  Io read(std::span<std::byte> into) override {
    ERR_clear_error();
    errno = 0;
    const int size = static_cast<int>(std::min<std::size_t>(into.size(), 1 << 20));
    const int count = SSL_read(ssl_.get(), into.data(), size);
    if (count > 0) return Io::moved(static_cast<std::size_t>(count));
    return fault(count, errno);
  }

  Io write(std::span<const std::byte> bytes, Follow follow) override {
    if (Io room = make_room(); room.kind != Io::Kind::moved) return room;
    outgoing_.reserve();
    ERR_clear_error();
    const int size = static_cast<int>(std::min(bytes.size(), kBlock));
    const int count = SSL_write(ssl_.get(), bytes.data(), size);
    if (count <= 0) return fault(count, 0);
    if (follow == Follow::nothing) {
      Io sent = outgoing_.flush(fd_);
      if (sent.kind == Io::Kind::failed) return sent;
    }
    return Io::moved(static_cast<std::size_t>(count));
  }

  Io send_file(int file, std::uint64_t offset, std::uint64_t length) override {
    if (Io room = make_room(); room.kind != Io::Kind::moved) return room;
    block_.resize(kBlock);
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, kBlock));
    const auto count = ::pread(file, block_.data(), wanted, static_cast<off_t>(offset));
    if (count < 0) {
      const int error_number = errno;
      return {Io::Kind::file_failed, 0, error_number, {}};
    }
    if (count == 0) return Io::of(Io::Kind::file_ended);
    return write(std::span(block_).first(static_cast<std::size_t>(count)), Follow::nothing);
  }

  Io flush() override { return outgoing_.flush(fd_); }
  std::uint64_t bytes_out() const override { return outgoing_.total() - handshake_bytes_; }

  void rest() override {
    outgoing_.release();
    block_ = {};
  }

 private:
  // Name indication and the name check; addresses are checked but not indicated (RFC 6066 3).
  Status expect(const std::string& host) {
    X509_VERIFY_PARAM* const checks = SSL_get0_param(ssl_.get());
    X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) == 1) return {};
    ERR_clear_error();
    if (X509_VERIFY_PARAM_set1_host(checks, host.c_str(), host.size()) != 1 ||
        SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) != 1) {
      return Error{ErrorKind::invalid,
                   "tls: `" + printable(host) + "` cannot be checked as a host name"};
    }
    return {};
  }

  // A request head may wait for the body's first block; anything more goes out first.
  Io make_room() { return outgoing_.waiting() <= kHeadRoom ? Io::moved(0) : outgoing_.flush(fd_); }

  Io handshake_fault(int result, int error_number, const Io& sent) {
    const int kind = SSL_get_error(ssl_.get(), result);
    if (sent.kind == Io::Kind::failed && kind == SSL_ERROR_WANT_READ) return sent;
    if (sent.kind == Io::Kind::want_write) return sent;
    if (kind == SSL_ERROR_WANT_READ) return Io::of(Io::Kind::want_read);
    if (kind == SSL_ERROR_WANT_WRITE) return Io::of(Io::Kind::want_write);
    const long verified = SSL_get_verify_result(ssl_.get());
    if (verified != X509_V_OK) {
      return Io::failed(EPERM, certificate_fault(verified, host_, settings_->parts().trust));
    }
    if (kind == SSL_ERROR_SYSCALL && error_number != 0) {
      return Io::broken(error_number);
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      return Io::failed(ECONNRESET, "the peer closed the connection during the handshake");
    }
    return Io::failed(EPROTO, openssl_reason());
  }

  // `error_number` is errno right after the failed call: a torn TCP stream shows only there.
  Io fault(int result, int error_number) {
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return Io::of(Io::Kind::want_read);
      case SSL_ERROR_WANT_WRITE:
        return Io::of(Io::Kind::want_write);
      case SSL_ERROR_ZERO_RETURN:
        return Io::of(Io::Kind::closed);
      default:
        break;
    }
    is_open_ = false;  // a broken session must not be shut down in order
    if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      return Io::failed(ECONNRESET, "the peer closed the connection without a TLS goodbye");
    }
    if (ERR_peek_last_error() == 0 && error_number != 0) {
      return Io::broken(error_number);
    }
    return Io::failed(EPROTO, openssl_reason());
  }

  Poco::Net::StreamSocket socket_;  // closes the descriptor
  const int fd_;
  const std::shared_ptr<const TlsSettings> settings_;
  const std::string host_;
  Outgoing outgoing_;  // before ssl_, whose BIO points here
  std::unique_ptr<SSL, Freed> ssl_;
  std::vector<std::byte> block_;
  std::uint64_t handshake_bytes_ = 0;
  bool is_open_ = false;
};

}  // namespace

TlsSettings::TlsSettings() : parts_(std::make_unique<Parts>()) {}
TlsSettings::~TlsSettings() = default;

Result<std::shared_ptr<const TlsSettings>> TlsSettings::create(
    const std::filesystem::path& ca_file) {
  using Poco::Net::Context;
  auto settings = std::make_shared<TlsSettings>();
  settings->parts_->trust =
      ca_file.empty() ? "the system's certificate store" : "ca file " + ca_file.string();
  try {
    Context::Params params;
    params.verificationMode = Context::VERIFY_STRICT;
    params.verificationDepth = 9;
    params.loadDefaultCAs = ca_file.empty();
    params.caLocation = ca_file.string();
    params.cipherList =
        "DEFAULT";  // the system's policy; Poco's own list would bring weaker ones back
    settings->parts_->context = new Context(Context::TLS_CLIENT_USE, params);
    settings->parts_->context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  } catch (const Poco::Exception& caught) {
    return Error{ErrorKind::invalid,
                 settings->parts_->trust +
                     ": cannot be loaded as PEM certificates: " + printable(caught.displayText())};
  }
  // Poco's verification callback would ask handlers registered for the whole process; ours is
  // OpenSSL's own verdict.
  SSL_CTX_set_verify(settings->parts_->context->sslContext(), SSL_VERIFY_PEER, nullptr);
  ERR_clear_error();
  return std::shared_ptr<const TlsSettings>(std::move(settings));
}

Result<std::unique_ptr<TlsWire>> make_tls_wire(const Poco::Net::StreamSocket& socket,
                                               std::shared_ptr<const TlsSettings> settings,
                                               const std::string& host) {
  auto wire = std::make_unique<OpensslWire>(socket, std::move(settings), host);
  INGOT_CHECK(wire->prepare());
  return std::unique_ptr<TlsWire>(std::move(wire));
}

}  // namespace ingot::net
