// Looks in the places error bodies of this kind use, best first.
#include <ingot/kit/problem_text.hpp>

namespace ingot::kit {
namespace {

constexpr std::size_t kLongest = 500;

std::string search(const Json& json, int depth) {
  if (!json.is_object()) return json.text();
  for (const char* key : {"message", "error_description", "detail", "reason"}) {
    if (std::string text = json[key].text(); !text.empty()) return text;
  }
  if (depth == 0) return {};
  for (const Json& inner : {json["error"], json["errors"].at(0), json["result"]}) {
    if (std::string text = search(inner, depth - 1); !text.empty()) return text;
  }
  return {};
}

}  // namespace

std::string problem_text(const Json& json) {
  std::string text = search(json, 3);
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;  // whole characters only
  return text.substr(0, end) + "…";
}

std::string read_problem(std::string_view body) {
  const auto json = Json::parse(body);
  return json ? problem_text(*json) : std::string();
}

}  // namespace ingot::kit
