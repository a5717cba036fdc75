#include <ingot/kit/form.hpp>

namespace ingot::kit {
namespace {

// A name inside quotes of a header line, as browsers write it (WHATWG, multipart/form-data).
std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

void Form::open(std::string_view name, std::string_view more, std::string_view media_type) {
  parts_.add("--" + boundary_ + "\r\nContent-Disposition: form-data; name=" + quoted(name));
  parts_.add(std::string(more) + "\r\n");
  if (!media_type.empty()) parts_.add("Content-Type: " + std::string(media_type) + "\r\n");
  parts_.add("\r\n");
}

Form& Form::field(std::string_view name, std::string_view value, std::string_view media_type) {
  open(name, "", media_type);
  parts_.add(std::string(value) + "\r\n");
  return *this;
}

Form& Form::file(std::string_view name, const Item& item) {
  const bool has_type = !item.mime.empty() && item.mime.find_first_of("\r\n") == item.mime.npos;
  open(name, "; filename=" + quoted(item.name), has_type ? item.mime : "application/octet-stream");
  if (item.size > 0) parts_.add(ingot::file(item, 0, item.size));
  parts_.add("\r\n");
  return *this;
}

Text Form::body() const {
  Text body = parts_;
  body.add("--" + boundary_ + "--\r\n");
  return body;
}

}  // namespace ingot::kit
