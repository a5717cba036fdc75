// What the kernel and OpenSSL take for the job when nothing else is done.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>
#include <vector>

#include "benchmarks/part_sender.hpp"

namespace ingot::bench {
namespace {

constexpr std::size_t kBlock = 256u << 10;

// A blocking connection that is closed with the object.
class Socket {
 public:
  explicit Socket(const Target& target) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(target.port);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect to the sink");
    }
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

std::string head_of(const FilePart& part) {
  return "PUT /part HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + std::to_string(part.length) +
         "\r\n\r\n";
}

bool is_taken(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n");
}

bool send_all(int fd, const char* bytes, std::size_t size, int flags) {
  while (size > 0) {
    const auto count = ::send(fd, bytes, size, flags | MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool is_answered(int fd) {
  char answer[512];
  const auto count = ::recv(fd, answer, sizeof answer, 0);
  return count > 0 && is_taken({answer, static_cast<std::size_t>(count)});
}

class BareSend final : public PartSender {
 public:
  explicit BareSend(const Target& target) : socket_(target) {}

  bool send(const FilePart& part) override {
    const std::string head = head_of(part);
    if (!send_all(socket_.fd(), head.data(), head.size(), MSG_MORE)) return false;
    for (std::uint64_t at = 0; at < part.length;) {
      const auto count = ::pread(part.file, block_.data(), std::min(part.length - at, kBlock),
                                 static_cast<off_t>(part.offset + at));
      if (count <= 0) return false;
      const auto size = static_cast<std::size_t>(count);
      if (!send_all(socket_.fd(), block_.data(), size, 0)) return false;
      at += size;
    }
    return is_answered(socket_.fd());
  }

 private:
  Socket socket_;
  std::vector<char> block_ = std::vector<char>(kBlock);
};

class BareSendfile final : public PartSender {
 public:
  explicit BareSendfile(const Target& target) : socket_(target) {}

  bool send(const FilePart& part) override {
    const std::string head = head_of(part);
    if (!send_all(socket_.fd(), head.data(), head.size(), MSG_MORE)) return false;
    auto from = static_cast<off_t>(part.offset);
    const auto end = static_cast<off_t>(part.offset + part.length);
    while (from < end) {
      const auto count =
          ::sendfile(socket_.fd(), part.file, &from, static_cast<std::size_t>(end - from));
      if (count <= 0) return false;
    }
    return is_answered(socket_.fd());
  }

 private:
  Socket socket_;
};

class BareSslWrite final : public PartSender {
 public:
  explicit BareSslWrite(const Target& target)
      : socket_(target), context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_)) {
    SSL_set_fd(ssl_, socket_.fd());
    if (SSL_connect(ssl_) != 1) throw std::runtime_error("cannot shake hands with the sink");
  }
  ~BareSslWrite() override {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }

  bool send(const FilePart& part) override {
    const std::string head = head_of(part);
    if (SSL_write(ssl_, head.data(), static_cast<int>(head.size())) <= 0) return false;
    for (std::uint64_t at = 0; at < part.length;) {
      const auto count = ::pread(part.file, block_.data(), std::min(part.length - at, kBlock),
                                 static_cast<off_t>(part.offset + at));
      if (count <= 0 || SSL_write(ssl_, block_.data(), static_cast<int>(count)) <= 0) return false;
      at += static_cast<std::uint64_t>(count);
    }
    char answer[512];
    const int count = SSL_read(ssl_, answer, sizeof answer);
    return count > 0 && is_taken({answer, static_cast<std::size_t>(count)});
  }

 private:
  Socket socket_;
  SSL_CTX* context_;
  SSL* ssl_;
  std::vector<char> block_ = std::vector<char>(kBlock);
};

}  // namespace

std::unique_ptr<PartSender> bare_send(const Target& target) {
  return std::make_unique<BareSend>(target);
}
std::unique_ptr<PartSender> bare_sendfile(const Target& target) {
  return std::make_unique<BareSendfile>(target);
}
std::unique_ptr<PartSender> bare_ssl_write(const Target& target) {
  return std::make_unique<BareSslWrite>(target);
}

}  // namespace ingot::bench
