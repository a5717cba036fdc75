#include "host/net/request_head.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "host/base/text.hpp"

namespace ingot::net {
namespace {

// What decides about framing and connections is decided here alone.
constexpr std::array<std::string_view, 9> kReserved = {
    "transfer-encoding", "expect",           "connection",         "keep-alive", "upgrade", "te",
    "trailer",           "proxy-connection", "proxy-authorization"};

Error invalid(std::string message) {
  return Error{ErrorKind::invalid, "request: " + std::move(message)};
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool announces_length(const Request& request) {
  return request.body_size > 0 || request.method == "POST" || request.method == "PUT" ||
         request.method == "PATCH";
}

enum class Treatment { send, drop };

// Drops what the head says anyway; refuses what would contradict it.
Result<Treatment> treat(const Header& header, const Request& request, const Url& url) {
  if (!is_token(header.name))
    return invalid("`" + printable(header.name) + "` is not a header name");
  if (!is_value(header.value)) {
    return invalid("the value of header " + header.name +
                   " holds a line break or a control character");
  }
  const std::string name = lower(header.name);
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    return invalid("header " + header.name + " is set by the host alone");
  }
  if (name == "host") {
    if (lower(header.value) != lower(url.authority))
      return invalid("header Host differs from the URL's host");
    return Treatment::drop;
  }
  if (name == "content-length") {
    if (header.value != std::to_string(request.body_size)) {
      return invalid("header Content-Length differs from the size of the body");
    }
    return Treatment::drop;
  }
  return Treatment::send;
}

}  // namespace

Result<std::string> request_head(const Request& request, const Url& url, const Proxy* proxy,
                                 const std::string& user_agent) {
  if (!is_token(request.method))
    return invalid("`" + printable(request.method) + "` is not a method");
  std::string head = request.method + " " + (proxy != nullptr ? "http://" + url.authority : "") +
                     url.target + " HTTP/1.1\r\nHost: " + url.authority + "\r\n";
  bool has_user_agent = user_agent.empty() || request.exact_headers;
  for (const Header& header : request.headers) {
    INGOT_TRY(const Treatment treatment, treat(header, request, url));
    if (treatment == Treatment::drop) continue;
    has_user_agent = has_user_agent || lower(header.name) == "user-agent";
    head += header.name + ": " + header.value + "\r\n";
  }
  if (!has_user_agent) head += "User-Agent: " + user_agent + "\r\n";
  if (proxy != nullptr && !proxy->authorization.empty()) {
    head += "Proxy-Authorization: " + proxy->authorization + "\r\n";
  }
  if (announces_length(request))
    head += "Content-Length: " + std::to_string(request.body_size) + "\r\n";
  return head + "\r\n";
}

std::string connect_head(const Url& url, const Proxy& proxy, const std::string& user_agent) {
  const std::string place = url.origin().substr(std::string_view("https://").size());
  std::string head = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n";
  if (!user_agent.empty()) head += "User-Agent: " + user_agent + "\r\n";
  if (!proxy.authorization.empty()) head += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  return head + "\r\n";
}

}  // namespace ingot::net
