#include "tests/support/sim_world.hpp"

namespace ingot::test {

lab::Json call_lab(lab::Emulator& lab, const std::string& method, const std::string& target,
                   lab::Headers headers, const std::string& body) {
  lab::MemoryBody reader(body);
  headers.set("Content-Type", "application/json");
  headers.set("Content-Length", std::to_string(body.size()));
  lab::Request request{method, target, std::move(headers), body.size(), reader};
  const lab::Reply reply = lab.handle(request);
  const auto json = lab::Json::parse(reply.body);
  return json ? *json : lab::Json();
}

std::string text_of(const lab::Json& json, const std::string& member) {
  const std::string* text = json[member].text();
  return text == nullptr ? std::string() : *text;
}

}  // namespace ingot::test
