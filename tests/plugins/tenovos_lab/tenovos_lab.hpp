// A Tenovos emulator with a clock in the test's hand, and the few calls most tests need. One
// thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/tenovos/lab/tenovos_emulator.hpp"
#include "tests/sdk/lab/asking.hpp"

namespace ingot::lab {

class TenovosLab : public testing::Test {
 protected:
  static constexpr const char* kTemplate = "1ab00000-0000-4000-8000-0000000000a1";
  static constexpr const char* kStrict = "1ab00000-0000-4000-8000-0000000000a2";
  static constexpr const char* kEveryone = "1ab00000-0000-4000-8000-0000000000b1";

  void restart(TenovosOptions with) {
    options = std::move(with);
    tenovos = std::make_unique<TenovosEmulator>(options, clock);
    faulty = std::make_unique<FaultyService>(*tenovos, FaultPlan{}, clock);
  }
  TenovosLab() { restart({}); }

  Headers usual_headers() const {
    return {{"Host", "tenovos.test"},
            {"X-API-Key", "lab-api-key"},
            {"Authorization", authorization},
            {"AccessToken", access_token}};
  }
  Reply send(const std::string& method, const std::string& path, const std::string& body = "") {
    Headers headers = usual_headers();
    if (!body.empty()) headers.add("Content-Type", "application/json");
    return test::ask(*faulty,
                     {.method = method, .target = "/v1" + path, .headers = headers, .body = body});
  }
  static Json json_of(const Reply& reply) {
    const Expected<Json> json = Json::parse(reply.body);
    return json ? *json : Json();
  }
  // The reply's body; null if it is no JSON.
  Json call(const std::string& method, const std::string& path, const std::string& body = "") {
    return json_of(send(method, path, body));
  }
  Reply put(const std::string& url, const std::string& bytes, FaultContext faults = {}) {
    return test::ask(*faulty, {.method = "PUT",
                               .target = test::target_of(url),
                               .headers = {{"Host", "tenovos.test"}},
                               .body = bytes,
                               .faults = faults});
  }

  // A create that is right; `more` is put before the end: R"(,"filesize":5)".
  static std::string order(const std::string& filename, const std::string& more = "") {
    return R"({"filename":")" + filename + R"(","metadataTemplateId":")" + kTemplate +
           R"(","metadata":[],"securityTemplateIds":[")" + kEveryone + "\"]" + more + "}";
  }
  static std::string sized(const std::string& filename, std::uint64_t size) {
    return order(filename, R"(,"filesize":)" + std::to_string(size));
  }
  // `data` of a create that has to succeed.
  Json create(const std::string& body) {
    const Reply reply = send("POST", "/asset", body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    const Json json = json_of(reply);
    return options.create_reply == tenovos::CreateReply::kFlat ? json : json["data"];
  }
  // The body of /asset/complete for what `created` answered.
  static std::string finish(const Json& created, const std::string& action, std::uint64_t size,
                            const std::vector<std::string>& etags) {
    std::string parts;
    for (std::size_t i = 0; i < etags.size(); ++i) {
      parts += (i > 0 ? "," : "") + std::string(R"({"partNumber":)") + std::to_string(i + 1) +
               R"(,"etag":")" + etags[i] + "\"}";
    }
    return R"({"fileId":")" + text(created["fileId"]) + R"(","filename":")" +
           text(created["filename"]) + R"(","filesize":)" + std::to_string(size) +
           R"(,"action":")" + action + R"(","uploadId":")" + text(created["uploadId"]) +
           R"(","parts":[)" + parts + "]}";
  }
  // Creates, uploads and completes a file of one part; answers the create's data.
  Json ingest(const std::string& filename, const std::string& bytes, const std::string& more = "") {
    const Json created =
        create(order(filename, R"(,"filesize":)" + std::to_string(bytes.size()) + more));
    EXPECT_EQ(put(text(created["urls"][0]["url"]), bytes).status, 200);
    const Reply done =
        send("POST", "/asset/complete", finish(created, "complete", bytes.size(), {md5(bytes)}));
    EXPECT_EQ(done.status, 200) << done.body;
    return created;
  }
  // The status and message of a reply: "403 Failed to parse Asset".
  static std::string outcome(const Reply& reply) {
    return std::to_string(reply.status) + " " + text(json_of(reply)["message"]);
  }
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const Violation& violation : tenovos->audit().violations()) all.push_back(violation.rule);
    return all;
  }
  static std::string text(const Json& json) { return json.text() != nullptr ? *json.text() : ""; }
  static std::string md5(const std::string& bytes) {
    return to_hex(digest_of(Algorithm::kMd5, bytes));
  }
  static std::string sha256(const std::string& bytes) {
    return to_hex(digest_of(Algorithm::kSha256, bytes));
  }
  Json audit() { return json_of(test::ask(*faulty, {.method = "GET", .target = "/__audit"})); }

  ManualClock clock;
  TenovosOptions options;
  std::unique_ptr<TenovosEmulator> tenovos;
  std::unique_ptr<FaultyService> faulty;
  std::string authorization = "lab-authorization";
  std::string access_token = "lab-access-token";
};

using Violated = std::vector<std::string>;

}  // namespace ingot::lab
