// multipart/form-data (RFC 7578, RFC 2046 5.1) read as a stream: one part after the other, each in
// blocks, never a whole one in memory. It knows nothing of what parts mean. Owned by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <ingot/lab/http.hpp>

namespace ingot::lab::managedassets {

struct PartHead {
  std::string name;
  std::optional<std::string> filename = {};
  std::string content_type = {};  // empty: none was sent
};

// The boundary of a multipart Content-Type; nullopt when missing or not what RFC 2046 allows.
std::optional<std::string> boundary_of(std::string_view content_type);

class MultipartBody {
 public:
  enum class Step : std::uint8_t { kPart, kEnd, kBroken };

  // `body` must outlive this.
  MultipartBody(BodyReader& body, const std::string& boundary);

  // Leaves the present part, read or not, and goes to the next. May block on the body.
  Step next();
  const PartHead& part() const { return part_; }
  // The next bytes of the part, good until the next call; empty at its end, or when broken. May
  // block on the body.
  std::span<const std::byte> read();

  // Why the body is no multipart one; empty while all is well.
  const std::string& problem() const { return problem_; }
  // After kEnd: bytes behind the last boundary, the customary CRLF not counted.
  std::uint64_t surplus() const { return surplus_; }

 private:
  std::string_view rest() const { return {buffer_.data() + at_, end_ - at_}; }
  bool fill();
  bool has(std::size_t count);
  Step fail(const char* why);
  Step read_head();
  void drain();

  BodyReader& body_;
  const std::string delimiter_;  // CRLF, two dashes, the boundary
  std::string buffer_;
  std::size_t at_ = 0;   // what is left of the buffer begins here ...
  std::size_t end_ = 0;  // ... and ends here
  bool has_begun_ = false;
  bool is_inside_ = false;
  PartHead part_;
  std::string problem_;
  std::uint64_t surplus_ = 0;
};

}  // namespace ingot::lab::managedassets
