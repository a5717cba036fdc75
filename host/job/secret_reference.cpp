#include "host/job/secret_reference.hpp"

#include <algorithm>
#include <filesystem>

namespace ingot::job {

static bool is_name(std::string_view text) {
  const auto may_stand = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), may_stand);
}

Result<std::string> parse_secret_target(std::string_view text, std::string_view base_dir) {
  // A secret pasted by mistake must not be shown, so no message quotes the text.
  const auto invalid = [](std::string message) {
    return Error{ErrorKind::invalid, std::move(message)};
  };
  const std::size_t colon = text.find(':');
  const std::string_view scheme = colon == std::string_view::npos ? "" : text.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const bool is_known =
      scheme == "env" || scheme == "file" || scheme == "exec" || scheme == "ledger";
  if (!is_known) return invalid("the reference must begin with env:, file:, exec: or ledger:");
  if (rest.empty()) return invalid("nothing follows " + std::string(scheme) + ":");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(rest.begin(), rest.end(), is_control))
    return invalid("the reference has a control character");
  if (scheme == "env" && !is_name(rest))
    return invalid("what follows env: is not the name of a variable");
  if (scheme != "file") return std::string(text);
  if (rest == "~" || rest.starts_with("~/"))
    return invalid("`~` is not expanded here; write ${env:HOME}");
  const auto path = std::filesystem::path(base_dir) / std::filesystem::path(rest);
  return "file:" + path.lexically_normal().string();
}

}  // namespace ingot::job
