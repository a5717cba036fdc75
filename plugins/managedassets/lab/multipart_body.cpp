#include "plugins/managedassets/lab/multipart_body.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "plugins/managedassets/lab/header_field.hpp"

namespace ingot::lab::managedassets {

namespace {

constexpr std::size_t kBlock = 256 * 1024;  // as much as a socket usually has ready
constexpr std::size_t kLongestHead = 8 * 1024;

// `text` begins behind the opening quote and afterwards behind the closing one.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  while (!text.empty()) {
    char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return out;
    const bool is_escape = c == '\\' && !text.empty() && (text[0] == '"' || text[0] == '\\');
    if (is_escape) {
      c = text.front();
      text.remove_prefix(1);
    }
    out += c;
  }
  return std::nullopt;
}

using Parameters = std::map<std::string, std::string>;

// The `; name=value` pairs behind a field's value; nullopt when malformed or one comes twice.
std::optional<Parameters> parameters_of(std::string_view field) {
  Parameters all;
  field.remove_prefix(std::min(field.find(';'), field.size()));
  while (!field.empty()) {
    field = trimmed(field.substr(1));
    const std::size_t equals = field.find('=');
    if (equals == field.npos) return std::nullopt;
    const std::string name = lower_case(field.substr(0, equals));
    field.remove_prefix(equals + 1);
    std::optional<std::string> value;
    if (field.starts_with('"')) {
      field.remove_prefix(1);
      value = take_quoted(field);
    } else {
      value = std::string(trimmed(field.substr(0, field.find(';'))));
      field.remove_prefix(std::min(field.find(';'), field.size()));
    }
    if (!value || !all.emplace(name, *value).second) return std::nullopt;
    field = trimmed(field);
    if (!field.empty() && field.front() != ';') return std::nullopt;
  }
  return all;
}

}  // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
  static constexpr std::string_view kMarks = "'()+_,-./:=? ";
  const std::optional<Parameters> parameters = parameters_of(content_type);
  if (!parameters || !parameters->contains("boundary")) return std::nullopt;
  std::string boundary = parameters->at("boundary");
  const bool is_clean = std::all_of(boundary.begin(), boundary.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kMarks.find(c) != kMarks.npos;
  });
  if (boundary.empty() || boundary.size() > 70 || boundary.back() == ' ' || !is_clean) {
    return std::nullopt;
  }
  return boundary;
}

MultipartBody::MultipartBody(BodyReader& body, const std::string& boundary)
    : body_(body), delimiter_("\r\n--" + boundary) {}

// The buffer only ever grows, so that its bytes are not cleared again for every read.
bool MultipartBody::fill() {
  std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
  end_ -= at_;
  at_ = 0;
  if (buffer_.size() < end_ + kBlock) buffer_.resize(end_ + kBlock);
  const std::size_t count =
      body_.read(std::as_writable_bytes(std::span(buffer_.data() + end_, kBlock)));
  end_ += count;
  return count > 0;
}

bool MultipartBody::has(std::size_t count) {
  while (rest().size() < count) {
    if (!fill()) return false;
  }
  return true;
}

MultipartBody::Step MultipartBody::fail(const char* why) {
  if (problem_.empty()) problem_ = why;
  is_inside_ = false;
  return Step::kBroken;
}

std::span<const std::byte> MultipartBody::read() {
  while (is_inside_) {
    const std::string_view all = rest();
    const std::size_t end = all.find(delimiter_);
    if (end == 0) {
      at_ += delimiter_.size();
      is_inside_ = false;
      return {};
    }
    // Without a delimiter in sight, all but a possible beginning of one belongs to the part.
    const std::size_t held = delimiter_.size() - 1;
    const std::size_t count = end != all.npos ? end : all.size() - std::min(all.size(), held);
    if (count > 0) {
      at_ += count;
      return std::as_bytes(std::span(all.data(), count));
    }
    if (!fill()) fail("the body ends inside a part");
  }
  return {};
}

MultipartBody::Step MultipartBody::next() {
  while (!read().empty()) {
  }
  if (!problem_.empty()) return Step::kBroken;
  if (!has_begun_) {
    has_begun_ = true;
    const std::size_t size = delimiter_.size() - 2;  // the first one has no CRLF before it
    if (!has(size) || !rest().starts_with(std::string_view(delimiter_).substr(2))) {
      return fail("the body does not begin with the boundary");
    }
    at_ += size;
  }
  if (!has(2)) return fail("the body ends at a boundary");
  const bool is_last = rest().starts_with("--");
  if (!is_last && !rest().starts_with("\r\n")) return fail("a boundary is not followed by CRLF");
  at_ += 2;
  if (!is_last) return read_head();
  drain();
  return Step::kEnd;
}

MultipartBody::Step MultipartBody::read_head() {
  std::size_t end = rest().find("\r\n\r\n");
  while (end == std::string_view::npos) {
    if (rest().size() > kLongestHead || !fill()) return fail("a part has no end of its head");
    end = rest().find("\r\n\r\n");
  }
  std::string_view head = rest().substr(0, end + 2);
  part_ = {};
  bool is_form_data = false;
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return fail("a part has a header field without a colon");
    const std::string name = lower_case(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-type") part_.content_type = value;
    if (name == "content-transfer-encoding" && lower_case(value) != "binary") {
      return fail("a part has a transfer encoding other than binary");
    }
    if (name != "content-disposition") continue;
    const std::optional<Parameters> parameters = parameters_of(value);
    is_form_data = lower_case(trimmed(value.substr(0, value.find(';')))) == "form-data" &&
                   parameters && parameters->contains("name") && !parameters->contains("filename*");
    if (!is_form_data) break;
    part_.name = parameters->at("name");
    const auto filename = parameters->find("filename");
    if (filename != parameters->end()) part_.filename = filename->second;
  }
  if (!is_form_data) return fail("a part has no Content-Disposition of form-data with a name");
  at_ += end + 4;
  is_inside_ = true;
  return Step::kPart;
}

void MultipartBody::drain() {
  has(3);
  if (rest().starts_with("\r\n")) at_ += 2;
  do {
    surplus_ += rest().size();
    at_ = end_;
  } while (fill());
}

}  // namespace ingot::lab::managedassets
