// What the object-put vendor sends, and what it reads of answers: S3's calls without a signature.
// Pure functions and a value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/request.hpp>

namespace ingot::objectput {

struct Config {
  std::string base_url;  // no slash at the end
  std::string bucket = "bench";
  bool has_content_md5 = true;
};
// Throws std::invalid_argument with the sentence for the user.
Config read_config(std::string_view json);

std::string object_url(const Config& config, const Item& item);

// The whole file, or one part of it to `url`; a PUT of the same bytes may be repeated.
Request put_request(const Config& config, const Item& item, const std::string& url, Part part);
std::string part_url(const std::string& url, std::string_view upload, std::uint32_t number);
Request initiate_request(const std::string& url);
// `etags`: of the parts from 1 on, as the store wrote them.
Request complete_request(const std::string& url, std::string_view upload,
                         const std::vector<std::string>& etags);

// Empty when the answer has none.
std::string read_upload_id(std::string_view body);

}  // namespace ingot::objectput
