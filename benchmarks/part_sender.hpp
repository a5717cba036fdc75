// PartSender: one way of sending a part of a file as the body of a PUT and taking the answer, over
// one kept-alive connection. The ways that are not ours are here to be compared with: what the
// kernel and OpenSSL allow at best, Poco as its manual teaches it, libcurl. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace ingot::bench {

// A part of a file that is open as `file` and lies at `path`.
struct FilePart {
  int file;
  std::string path;
  std::uint64_t offset, length;
};

class PartSender {
 public:
  virtual ~PartSender() = default;
  // Whether the part was taken and answered with 200.
  virtual bool send(const FilePart& part) = 0;
};

// Where to: a port of 127.0.0.1. `ca_file` is empty for plain connections.
struct Target {
  std::uint16_t port;
  std::filesystem::path ca_file;
};

using MakeSender = std::unique_ptr<PartSender> (*)(const Target&);

// pread(2) into 256 KiB and send(2), blocking: what moving bytes through a process costs.
std::unique_ptr<PartSender> bare_send(const Target& target);
// sendfile(2), blocking: what moving bytes costs at all.
std::unique_ptr<PartSender> bare_sendfile(const Target& target);
// pread(2) into 256 KiB and SSL_write on a blocking socket.
std::unique_ptr<PartSender> bare_ssl_write(const Target& target);
// An ifstream copied into the stream that HTTPClientSession hands out.
std::unique_ptr<PartSender> poco_copied_stream(const Target& target);
// pread(2) into 1 MiB and one write() to that stream.
std::unique_ptr<PartSender> poco_stream_write(const Target& target);
// Null where this was built without libcurl.
std::unique_ptr<PartSender> libcurl(const Target& target);

}  // namespace ingot::bench
