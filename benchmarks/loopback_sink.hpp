// LoopbackSink: an HTTP/1.1 server on 127.0.0.1 that throws every body away and answers 200, in a
// child process on the last CPU, so that what it costs is nobody's measurement. One port for plain
// connections, one for TLS 1.3 with AES-128-GCM under a certificate made for this run. Not a test
// double: it checks nothing. To be made before the process has other threads; ends with the object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ingot::bench {

class LoopbackSink {
 public:
  // The authority's certificate is written into `folder`.
  explicit LoopbackSink(const std::filesystem::path& folder);
  ~LoopbackSink();
  LoopbackSink(const LoopbackSink&) = delete;
  LoopbackSink& operator=(const LoopbackSink&) = delete;

  std::uint16_t plain_port() const { return plain_port_; }
  std::uint16_t tls_port() const { return tls_port_; }
  const std::filesystem::path& ca_file() const { return ca_file_; }
  std::string plain_url() const { return "http://127.0.0.1:" + std::to_string(plain_port_) + "/"; }
  std::string tls_url() const { return "https://127.0.0.1:" + std::to_string(tls_port_) + "/"; }

 private:
  std::filesystem::path ca_file_;
  std::uint16_t plain_port_ = 0, tls_port_ = 0;
  int child_ = -1;
};

// Keeps the calling thread on one CPU; with a single CPU nothing is changed.
enum class Place { client, sink };
void pin_to(Place place);

}  // namespace ingot::bench
