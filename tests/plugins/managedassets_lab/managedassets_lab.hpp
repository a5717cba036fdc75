// A managed-assets emulator with a clock in the test's hand, and the few calls most tests need. One
// thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/managedassets/lab/managedassets_emulator.hpp"
#include "tests/sdk/lab/asking.hpp"

namespace ingot::lab {

constexpr std::int64_t kDayMs = 86'400'000;

// A multipart/form-data body, part by part in the order of the calls.
class Form {
 public:
  Form& field(const std::string& name, const std::string& value, const std::string& type = "") {
    return part("form-data; name=\"" + name + "\"", value, type);
  }
  Form& metadata(const std::string& json) { return field("metadata", json, "application/json"); }
  Form& file(const std::string& filename, const std::string& bytes) {
    return part("form-data; name=\"file\"; filename=\"" + filename + "\"", bytes,
                "application/octet-stream");
  }
  Form& part(const std::string& disposition, const std::string& value,
             const std::string& type = "") {
    body_ += "--lab-boundary\r\nContent-Disposition: " + disposition + "\r\n";
    if (!type.empty()) body_ += "Content-Type: " + type + "\r\n";
    body_ += "\r\n" + value + "\r\n";
    return *this;
  }
  std::string body() const { return body_ + "--lab-boundary--\r\n"; }

 private:
  std::string body_;
};

class ManagedAssetsLab : public testing::Test {
 protected:
  void restart(ManagedAssetsOptions with) {
    options = std::move(with);
    assets = std::make_unique<ManagedAssetsEmulator>(options, clock);
    faulty = std::make_unique<FaultyService>(*assets, FaultPlan{}, clock);
  }
  ManagedAssetsLab() { restart({}); }

  Reply send(const std::string& method, const std::string& target, const std::string& body = "",
             Headers more = {}) {
    more.add("Authorization", "Bearer " + token);
    if (!body.empty() && !more.has("Content-Type")) {
      more.add("Content-Type", "application/json");
    }
    return test::ask(*faulty, {.method = method, .target = target, .headers = more, .body = body});
  }
  Reply send_form(const std::string& method, const std::string& target, const Form& form,
                  Headers more = {}) {
    more.add("Content-Type", "multipart/form-data; boundary=lab-boundary");
    return send(method, target, form.body(), std::move(more));
  }
  Reply post(const std::string& json) { return send("POST", "/v1/assets", json); }
  Reply post_form(const Form& form) { return send_form("POST", "/v1/assets", form); }
  Reply get(const std::string& id, const std::string& query = "") {
    return send("GET", "/v1/assets/" + id + query);
  }
  Reply patch(const std::string& id, const std::string& json, const std::string& etag) {
    return send("PATCH", "/v1/assets/" + id, json, {{"If-Match", etag}});
  }
  Reply remove(const std::string& id, const std::string& etag, const std::string& query = "") {
    return send("DELETE", "/v1/assets/" + id + query, "", {{"If-Match", etag}});
  }

  static Json json_of(const Reply& reply) {
    const Expected<Json> json = Json::parse(reply.body);
    return json ? *json : Json();
  }
  static std::string text(const Json& json) { return json.text() != nullptr ? *json.text() : ""; }
  static std::string id_of(const Reply& reply) { return text(json_of(reply)["id"]); }
  static std::string etag(const Reply& reply) {
    return std::string(reply.headers.find("ETag").value_or(""));
  }
  static std::string message(const Reply& reply) { return text(json_of(reply)["message"]); }
  static std::string sha256(const std::string& bytes) {
    return to_hex(digest_of(Algorithm::kSha256, bytes));
  }
  // An asset with only metadata, as the service answers it.
  Reply simple(const std::string& key = "k", const std::string& expires = "P30D") {
    return post(R"({"metadata":{"ingestKey":")" + key + R"("},"expires":")" + expires + "\"}");
  }
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const Violation& violation : assets->audit().violations()) all.push_back(violation.rule);
    return all;
  }
  Json audit() { return json_of(send("GET", "/__audit")); }

  ManualClock clock;
  ManagedAssetsOptions options;
  std::unique_ptr<ManagedAssetsEmulator> assets;
  std::unique_ptr<FaultyService> faulty;
  std::string token = "lab-token";
};

}  // namespace ingot::lab
