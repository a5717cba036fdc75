// Asks a lab service a question in process, as a transport would. One thread at a time.
#pragma once

#include <string>
#include <utility>

#include <ingot/lab/service.hpp>

namespace ingot::test {

struct Asked {
  std::string method = "GET";
  std::string target = "/";
  lab::Headers headers = {};
  std::string body = {};
  lab::FaultContext faults = {};
};

inline lab::Reply ask(lab::Service& service, const Asked& asked) {
  lab::MemoryBody body(asked.body);
  lab::Request request{.method = asked.method,
                       .target = asked.target,
                       .headers = asked.headers,
                       .content_length = asked.body.size(),
                       .body = body,
                       .faults = asked.faults};
  return service.handle(request);
}

// "/path?query" of an absolute URL.
inline std::string target_of(const std::string& url) {
  return url.substr(url.find('/', url.find("://") + 3));
}

inline std::string etag_of(const lab::Reply& reply) {
  std::string tag(reply.headers.find("ETag").value_or(""));
  if (tag.size() >= 2 && tag.front() == '"') tag = tag.substr(1, tag.size() - 2);
  return tag;
}

}  // namespace ingot::test
