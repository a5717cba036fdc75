// Form: the body of a multipart/form-data request (RFC 7578), part by part in the order in which
// they are added. Bytes of items stay with the host, which streams them: the length of the whole is
// known and nothing is held. A value.
#pragma once

#include <string>
#include <string_view>

#include <ingot/text.hpp>

namespace ingot::kit {

class Form {
 public:
  // `boundary`: letters, digits and dashes, at most 70, that occur in no part; make it of entropy.
  explicit Form(std::string boundary) : boundary_(std::move(boundary)) {}

  // `media_type` may be empty: then the part does not say one, as browsers write a text field.
  Form& field(std::string_view name, std::string_view value, std::string_view media_type = {});
  // The whole item as a file of its name and media type (application/octet-stream if it has none).
  Form& file(std::string_view name, const Item& item);

  std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }
  Text body() const;

 private:
  void open(std::string_view name, std::string_view more, std::string_view media_type);

  std::string boundary_;
  Text parts_;
};

}  // namespace ingot::kit
