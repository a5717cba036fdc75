#include "host/transfer/piece_body.hpp"

#include <algorithm>

namespace ingot::transfer {

PieceBody::PieceBody(const Attempt& attempt, io::Files& files, ByteGate& gate,
                     std::span<std::byte> buffer, const std::stop_token& stop, Departure* departure)
    : attempt_(attempt), files_(files), gate_(gate), buffer_(buffer), stop_(stop), departure_(departure) {}

Status PieceBody::check_out(std::uint64_t bytes) {
  left_ -= std::min(left_, bytes);
  if (left_ > 0 || departure_ == nullptr || departure_->may_leave()) return {};
  return Error{ErrorKind::cancelled, "withdrawn"};
}

Status PieceBody::start_digests() {
  body_hasher_.reset();
  file_hasher_.reset();
  if (attempt_.wants_md5) {
    INGOT_TRY(body_hasher_, digest::Hasher::start(digest::Algorithm::md5));
  }
  if (attempt_.wants_sha256) {
    INGOT_TRY(file_hasher_, digest::Hasher::start(digest::Algorithm::sha256));
  }
  return {};
}

Status PieceBody::finish_digests() {
  if (body_hasher_) {
    INGOT_TRY(const auto value, body_hasher_->finish());
    md5_hex_ = value.hex();
  }
  if (file_hasher_) {
    INGOT_TRY(const auto value, file_hasher_->finish());
    sha256_raw_ = raw_bytes(value);
  }
  return {};
}

void PieceBody::update_digests(std::span<const std::byte> bytes, bool is_file) {
  if (body_hasher_) body_hasher_->update(bytes);
  if (file_hasher_ && is_file) file_hasher_->update(bytes);
}

Status PieceBody::send_to(net::BodySink& sink) {
  INGOT_CHECK(start_digests());
  left_ = size();
  for (const auto& piece : attempt_.body) {
    if (piece.file) {
      const bool is_held = attempt_.held != nullptr;
      INGOT_CHECK(is_held ? send_held({attempt_.held.get(), static_cast<std::size_t>(piece.length)}, sink)
                          : send_file(piece, sink));
      continue;
    }
    const auto bytes = std::as_bytes(std::span(piece.bytes));
    update_digests(bytes, false);
    INGOT_CHECK(check_out(bytes.size()));
    INGOT_CHECK(sink.write(bytes));
  }
  return finish_digests();
}

Status PieceBody::send_held(std::span<const std::byte> bytes, net::BodySink& sink) {
  while (!bytes.empty()) {
    const auto block = bytes.first(std::min(buffer_.size(), bytes.size()));
    if (!gate_.pass(block.size(), stop_)) return Error{ErrorKind::cancelled, "stopped"};
    update_digests(block, true);
    INGOT_CHECK(check_out(block.size()));
    INGOT_CHECK(sink.write(block));
    bytes = bytes.subspan(block.size());
  }
  return {};
}

Status PieceBody::send_file(const BodyPiece& piece, net::BodySink& sink) {
  INGOT_TRY(const io::FileHandle file, files_.open(*piece.file));
  // Without a digest to take the bytes need not pass through this process.
  for (std::uint64_t sent = 0; sent < piece.length;) {
    const std::uint64_t block = std::min<std::uint64_t>(buffer_.size(), piece.length - sent);
    if (!gate_.pass(block, stop_)) return Error{ErrorKind::cancelled, "stopped"};
    if (takes_digests()) {
      const auto bytes = buffer_.first(static_cast<std::size_t>(block));
      INGOT_CHECK(file.read_at(bytes, piece.offset + sent));
      update_digests(bytes, true);
      INGOT_CHECK(check_out(block));
      INGOT_CHECK(sink.write(bytes));
    } else {
      INGOT_CHECK(check_out(block));
      INGOT_CHECK(sink.send_file(file.fd(), piece.offset + sent, block));
    }
    sent += block;
  }
  return file.still_unchanged();
}

}  // namespace ingot::transfer
