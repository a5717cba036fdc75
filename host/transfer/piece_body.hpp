// PieceBody: an attempt's body as the HTTP client pulls it: literal bytes and file ranges, in order, each byte read
// once; digests are taken on the way. Used by one thread for one attempt.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "host/digest/hasher.hpp"
#include "host/io/files.hpp"
#include "host/net/body.hpp"
#include "host/transfer/byte_gate.hpp"
#include "host/transfer/departure.hpp"
#include "host/transfer/facts.hpp"

namespace ingot::transfer {

class PieceBody final : public net::BodySource {
 public:
  // All references must outlive the body. `buffer` holds the block between file and socket. `departure` is asked
  // before the last byte; null: nobody takes this body back.
  PieceBody(const Attempt& attempt, io::Files& files, ByteGate& gate, std::span<std::byte> buffer,
            const std::stop_token& stop, Departure* departure = nullptr);

  std::uint64_t size() const override { return attempt_.request.body_size; }
  // Fails with source_changed when a file is not, or is no longer, the one that was scanned.
  Status send_to(net::BodySink& sink) override;

  // MD5 of the whole body and SHA-256 of its file bytes, when asked for and all of it went out in the last send_to.
  std::string md5_hex() const { return md5_hex_; }
  std::string sha256_raw() const { return sha256_raw_; }

 private:
  Status send_file(const BodyPiece& piece, net::BodySink& sink);
  // Bytes that were read, and compared with the scan, when their digest was taken.
  Status send_held(std::span<const std::byte> bytes, net::BodySink& sink);
  // Before so many bytes are handed over.
  Status check_out(std::uint64_t bytes);
  Status start_digests();
  Status finish_digests();

  const Attempt& attempt_;
  io::Files& files_;
  ByteGate& gate_;
  const std::span<std::byte> buffer_;
  const std::stop_token& stop_;
  Departure* const departure_;
  std::uint64_t left_ = 0;
  void update_digests(std::span<const std::byte> bytes, bool is_file);
  bool takes_digests() const { return body_hasher_.has_value() || file_hasher_.has_value(); }

  std::optional<digest::Hasher> body_hasher_, file_hasher_;
  std::string md5_hex_, sha256_raw_;
};

}  // namespace ingot::transfer
