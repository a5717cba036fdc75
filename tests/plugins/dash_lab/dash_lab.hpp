// A Dash emulator with a clock in the test's hand, and the few calls most tests need. One thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/dash/lab/dash_emulator.hpp"
#include "tests/sdk/lab/asking.hpp"

namespace ingot::lab {

class DashLab : public testing::Test {
 protected:
  void restart(DashOptions with) {
    options = std::move(with);
    dash = std::make_unique<DashEmulator>(options, clock);
    faulty = std::make_unique<FaultyService>(*dash, FaultPlan{}, clock);
  }
  DashLab() { restart({}); }

  Reply send(const std::string& method, const std::string& target, const std::string& body = "") {
    Headers headers{{"Host", "dash.test"}, {"Authorization", "Bearer " + token}};
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
                               .headers = {{"Host", "dash.test"}},
                               .body = bytes});
  }

  // {"batchItemId": id, ...} asking for one part.
  static std::string item(const std::string& id, const std::string& path, std::size_t size) {
    return R"({"batchItemId":")" + id + R"(","path":")" + path + R"(","size":)" +
           std::to_string(size) + R"(,"partUrlsRequest":{"urlRequests":[{"partNumber":1}]}})";
  }
  // Sends a batch and polls it until it is done; answers the job.
  Json batch(const std::string& items,
             const std::string& collection = "/asset-and-upload-batch-jobs") {
    Json job = call("POST", collection, R"({"items":[)" + items + "]}")["result"];
    const std::string* id = job["id"].text();
    EXPECT_NE(id, nullptr);
    for (int poll = 0; id != nullptr && poll < 10 && *job["progress"].text() == "IN_PROGRESS";
         ++poll) {
      job = call("GET", collection + "/" + *id)["result"];
    }
    return job;
  }
  static const Json& entry_of(const Json& job, const std::string& batch_item_id) {
    static const Json kNone;
    for (std::size_t i = 0; i < job["results"].size(); ++i) {
      const Json& entry = job["results"][i];
      if (*entry["batchItemId"].text() == batch_item_id) return entry;
    }
    return kNone;
  }
  static std::string text(const Json& json) { return json.text() != nullptr ? *json.text() : ""; }
  static std::string md5(const std::string& bytes) {
    return to_hex(digest_of(Algorithm::kMd5, bytes));
  }
  static std::string completion(const Json& upload, const std::vector<std::string>& tags) {
    std::string parts;
    for (const std::string& tag : tags) {
      const int number = static_cast<int>(&tag - tags.data()) + 1;
      parts += (number > 1 ? "," : "") + std::string(R"({"partNumber":)") + std::to_string(number) +
               R"(,"eTag":")" + tag + "\"}";
    }
    return R"({"assetId":")" + text(upload["assetId"]) + R"(","uploadId":")" + text(upload["id"]) +
           R"(","parts":[)" + parts + "]}";
  }
  // Creates, uploads and completes a one-part file; answers the asset's id.
  std::string ingest(const std::string& path, const std::string& bytes) {
    const Json job = batch(item("i", path, bytes.size()));
    const Json& upload = entry_of(job, "i")["assetUpload"];
    EXPECT_EQ(put(text(upload["partUrls"][0]["url"]), bytes).status, 200);
    EXPECT_EQ(send("POST", "/asset-upload-completions", completion(upload, {md5(bytes)})).status,
              200);
    return text(upload["assetId"]);
  }
  Json audit() { return call("GET", "/__audit"); }

  ManualClock clock;
  DashOptions options;
  std::unique_ptr<DashEmulator> dash;
  std::unique_ptr<FaultyService> faulty;
  std::string token = "lab-token";
};

}  // namespace ingot::lab
