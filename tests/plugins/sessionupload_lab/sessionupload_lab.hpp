// A vendor with a clock in the test's hand, and the few calls most tests need. Chunks may be as
// small as 4 bytes here, so that files of several parts stay small. One thread.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/sessionupload/lab/sessionupload_emulator.hpp"
#include "tests/sdk/lab/asking.hpp"

namespace ingot::lab {

class SessionUploadLab : public testing::Test {
 protected:
  static constexpr const char* kIncoming = "22222222-2222-4222-8222-222222222222";
  static constexpr const char* kRoot = "11111111-1111-4111-8111-111111111111";
  static constexpr const char* kNobody = "99999999-9999-4999-8999-999999999999";

  static SessionUploadOptions small() {
    SessionUploadOptions small;
    small.smallest_chunk = 4;
    return small;
  }
  void restart(SessionUploadOptions with) {
    options = std::move(with);
    vendor = std::make_unique<SessionUploadEmulator>(options, clock);
    faulty = std::make_unique<FaultyService>(*vendor, FaultPlan{}, clock);
  }
  SessionUploadLab() { restart(small()); }

  Reply send(const std::string& method, const std::string& target, const std::string& body = "") {
    Headers headers{{"Host", "nomad.test"}};
    if (!token.empty()) headers.add("Authorization", "Bearer " + token);
    if (!body.empty()) headers.add("Content-Type", "application/json");
    return test::ask(*faulty,
                     {.method = method, .target = target, .headers = headers, .body = body});
  }
  // The same, with the reply's body read; null if it is no JSON.
  Json call(const std::string& method, const std::string& target, const std::string& body = "") {
    const Expected<Json> json = Json::parse(send(method, target, body).body);
    return json ? *json : Json();
  }
  Reply put(const std::string& url, const std::string& bytes) {
    return test::ask(*faulty, {.method = "PUT",
                               .target = test::target_of(url),
                               .headers = {{"Host", options.origin.substr(7)}},
                               .body = bytes});
  }
  static std::string text(const Json& json) { return json.text() != nullptr ? *json.text() : ""; }
  static std::int64_t number(const Json& json) {
    return json.integer() != nullptr ? *json.integer() : -1;
  }

  // A start body: `more` is further members, each led by a comma.
  static std::string body(const std::string& path, std::size_t size,
                          const std::string& option = "Replace", const std::string& more = "",
                          std::size_t chunk = 4) {
    return R"({"relativePath":")" + path + R"(","contentLength":)" + std::to_string(size) +
           R"(,"chunkSize":)" + std::to_string(chunk) + R"(,"uploadOverwriteOption":")" + option +
           "\"" + more + "}";
  }
  Json start(const std::string& path, std::size_t size, const std::string& option = "Replace",
             const std::string& more = "") {
    return call("POST", "/api/asset/upload/start", body(path, size, option, more));
  }
  int start_status(const std::string& body) {
    return send("POST", "/api/asset/upload/start", body).status;
  }
  // The session's parts by number; their order in the reply means nothing.
  static std::map<std::int64_t, Json> parts_of(const Json& upload) {
    std::map<std::int64_t, Json> parts;
    for (std::size_t i = 0; i < upload["parts"].size(); ++i) {
      parts[number(upload["parts"][i]["partNumber"])] = upload["parts"][i];
    }
    return parts;
  }
  static std::string bytes_of(const Json& part, const std::string& file) {
    const auto first = static_cast<std::size_t>(number(part["startingPosition"]));
    const auto last = static_cast<std::size_t>(number(part["endingPosition"]));
    return file.substr(first, last + 1 - first);
  }
  int confirm(const Json& part, const std::string& etag) {
    Json tag = Json::object({{"etag", etag}});
    return send("POST", "/api/asset/upload/part/" + text(part["id"]) + "/complete", tag.dump())
        .status;
  }
  // Puts and confirms one part; answers the status of the confirmation.
  int deliver(const Json& part, const std::string& file) {
    const Reply reply = put(text(part["url"]), bytes_of(part, file));
    EXPECT_EQ(reply.status, 200);
    return confirm(part, std::string(reply.headers.find("ETag").value_or("")));
  }
  void deliver_all(const Json& upload, const std::string& file) {
    for (const auto& [number, part] : parts_of(upload)) EXPECT_EQ(deliver(part, file), 200);
  }
  Reply complete(const Json& upload) {
    return send("POST", "/api/asset/upload/" + text(upload["id"]) + "/complete");
  }
  Json asset(const std::string& id) { return call("GET", "/api/admin/asset/" + id); }
  std::string status_of(const std::string& id) { return text(asset(id)["assetStatus"]); }
  // Uploads a file and waits for it; answers the asset's id.
  std::string ingest(const std::string& path, const std::string& file,
                     const std::string& option = "Replace", const std::string& more = "") {
    const Json upload = start(path, file.size(), option, more);
    deliver_all(upload, file);
    EXPECT_EQ(complete(upload).status, 200);
    const std::string id = text(upload["assetId"]);
    for (int poll = 0; poll < 10 && status_of(id) == "Assembling";) ++poll;
    return id;
  }
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const Violation& violation : vendor->audit().violations()) all.push_back(violation.rule);
    return all;
  }
  bool is_clean() { return *call("GET", "/__audit")["clean"].truth(); }
  ObjectFact object(const std::string& path) const {
    const AuditFacts facts = vendor->facts();
    for (const ObjectFact& fact : facts.objects) {
      if (fact.path == path) return fact;
    }
    return {};
  }

  ManualClock clock;
  SessionUploadOptions options;
  std::unique_ptr<SessionUploadEmulator> vendor;
  std::unique_ptr<FaultyService> faulty;
  std::string token = "lab-token";
};

}  // namespace ingot::lab
