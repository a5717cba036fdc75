// Poco as its documentation shows it: the session hands out a stream, and the body is written
// there.
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "benchmarks/part_sender.hpp"

namespace ingot::bench {
namespace {

using Poco::Net::HTTPClientSession;

std::unique_ptr<HTTPClientSession> session_to(const Target& target) {
  const std::string host = "127.0.0.1";
  if (target.ca_file.empty()) return std::make_unique<HTTPClientSession>(host, target.port);
  const Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE,
                                                               target.ca_file.string(),
                                                               Poco::Net::Context::VERIFY_RELAXED));
  return std::make_unique<Poco::Net::HTTPSClientSession>(host, target.port, context);
}

class PocoSender : public PartSender {
 public:
  explicit PocoSender(const Target& target) : session_(session_to(target)) {
    session_->setKeepAlive(true);
  }

  bool send(const FilePart& part) override {
    Poco::Net::HTTPRequest request("PUT", "/part", Poco::Net::HTTPMessage::HTTP_1_1);
    request.setKeepAlive(true);
    request.setContentLength64(static_cast<Poco::Int64>(part.length));
    write(part, session_->sendRequest(request));
    Poco::Net::HTTPResponse response;
    Poco::NullOutputStream nowhere;
    Poco::StreamCopier::copyStream(session_->receiveResponse(response), nowhere);
    return response.getStatus() == Poco::Net::HTTPResponse::HTTP_OK;
  }

 private:
  virtual void write(const FilePart& part, std::ostream& out) = 0;
  std::unique_ptr<HTTPClientSession> session_;
};

class PocoCopiedStream final : public PocoSender {
 public:
  using PocoSender::PocoSender;

 private:
  void write(const FilePart& part, std::ostream& out) override {
    std::ifstream in(part.path, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(part.offset));
    // copyStream() would go on to the end of the file, so the part is copied with its block size.
    std::vector<char> block(8192);
    for (std::uint64_t left = part.length; left > 0 && in;) {
      in.read(block.data(),
              static_cast<std::streamsize>(std::min<std::uint64_t>(left, block.size())));
      out.write(block.data(), in.gcount());
      left -= static_cast<std::uint64_t>(in.gcount());
    }
  }
};

class PocoStreamWrite final : public PocoSender {
 public:
  using PocoSender::PocoSender;

 private:
  void write(const FilePart& part, std::ostream& out) override {
    for (std::uint64_t at = 0; at < part.length;) {
      const auto count = ::pread(part.file, block_.data(),
                                 std::min<std::uint64_t>(part.length - at, block_.size()),
                                 static_cast<off_t>(part.offset + at));
      if (count <= 0) return;
      out.write(block_.data(), count);
      at += static_cast<std::uint64_t>(count);
    }
  }
  std::vector<char> block_ = std::vector<char>(1u << 20);
};

}  // namespace

std::unique_ptr<PartSender> poco_copied_stream(const Target& target) {
  return std::make_unique<PocoCopiedStream>(target);
}
std::unique_ptr<PartSender> poco_stream_write(const Target& target) {
  return std::make_unique<PocoStreamWrite>(target);
}

}  // namespace ingot::bench
