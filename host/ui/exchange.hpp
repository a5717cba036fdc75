// One request to the page's server and its answer, free of any server. Values.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::ui {

struct Request {
  std::string method, path;                   // path: decoded, without the query
  std::map<std::string, std::string> query;   // decoded; the last of each name
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;

  // nullptr when it is not there.
  const std::string* header(const std::string& name) const {
    const auto it = headers.find(name);
    return it == headers.end() ? nullptr : &it->second;
  }
  std::string parameter(const std::string& name) const {
    const auto it = query.find(name);
    return it == query.end() ? std::string() : it->second;
  }
};

struct Answer {
  int status = 200;
  std::string media_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
  // The body is the stream of a run's events instead, as long as the reader listens.
  bool is_event_stream = false;
};

// {"error":"…"}
Answer refusal(int status, std::string_view why);
Answer plain(int status, std::string_view text);

}  // namespace ingot::ui
