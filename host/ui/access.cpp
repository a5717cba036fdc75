#include "host/ui/access.hpp"

namespace ingot::ui {

// Takes as long for any guess of the right length: the first wrong letter must not be told by the clock.
static bool is_same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

static std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

static std::string_view cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = header.find(';');
    const std::string_view pair = trimmed(header.substr(0, end));
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    if (end == header.npos) break;
    header.remove_prefix(end + 1);
  }
  return {};
}

Access::Access(Address address, std::string token) : address_(std::move(address)), token_(std::move(token)) {}

std::string Access::url() const { return "http://" + address_.text() + "/?token=" + token_; }

// Cookies of one host are shared by all its ports, and several runs may be looked at at once.
std::string Access::cookie_name() const { return "ingot_token_" + std::to_string(address_.port); }

bool Access::is_own_name(const std::string& host) const {
  const std::string port = ":" + std::to_string(address_.port);
  return host == address_.text() || host == "localhost" + port || host == "127.0.0.1" + port;
}

bool Access::has_token(const Request& request) const {
  if (const auto* given = request.header("authorization")) {
    static constexpr std::string_view kBearer = "Bearer ";
    return given->rfind(kBearer, 0) == 0 && is_same(std::string_view(*given).substr(kBearer.size()), token_);
  }
  const auto* cookies = request.header("cookie");
  return cookies != nullptr && is_same(cookie(*cookies, cookie_name()), token_);
}

// A page that leads on by itself, not a redirect: after one that began on another site the browser keeps a strict cookie
// back.
Answer Access::hand_over_cookie() const {
  Answer answer{.media_type = "text/html; charset=utf-8",
                .body = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>ingot</title>"
                        "<link rel=\"icon\" href=\"data:,\"><meta http-equiv=\"refresh\" content=\"0;url=/\"><p><a href=\"/\">to the run</a></p></html>\n"};
  answer.headers.emplace_back("Set-Cookie",
                              cookie_name() + "=" + token_ + "; Path=/; HttpOnly; SameSite=Strict");
  return answer;
}

std::optional<Answer> Access::refuse(const Request& request) const {
  // A foreign name that leads here is somebody's DNS, not somebody who was given the address.
  const auto* host = request.header("host");
  if (host == nullptr || !is_own_name(*host)) return plain(421, "this server does not go by that name");
  if (request.method == "GET" && request.path == "/" && request.query.contains("token")) {
    if (is_same(request.parameter("token"), token_)) return hand_over_cookie();
    return plain(401, "the token is not the one of this run; the program printed the address to open");
  }
  if (!has_token(request)) return plain(401, "a token is needed; the program printed the address to open");
  if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
  if (request.method != "POST") return refusal(405, "only GET and POST are known here");
  if (const auto* origin = request.header("origin"); origin != nullptr && *origin != "http://" + *host) {
    return refusal(403, "the request comes from another site");
  }
  const auto* type = request.header("content-type");
  if (type == nullptr || type->rfind("application/json", 0) != 0) return refusal(415, "write application/json");
  return std::nullopt;
}

}  // namespace ingot::ui
