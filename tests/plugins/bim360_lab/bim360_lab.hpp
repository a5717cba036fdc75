// A BIM 360 emulator with a clock in the test's hand, and the few calls most tests need. One
// thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/bim360/lab/bim360_emulator.hpp"
#include "tests/sdk/lab/asking.hpp"

namespace ingot::lab {

// The lab project as its README lists it; the tests keep their own copy on purpose.
inline const std::string kProject = "b1b36000-0000-4000-8000-000000000001";
inline const std::string kV1 = "/bim360/assets/v1/projects/" + kProject;
inline const std::string kV2 = "/bim360/assets/v2/projects/" + kProject;
inline const std::string kData = "/data/v1/projects/b." + kProject;
inline const std::string kRelations =
    "/bim360/relationship/v2/containers/" + kProject + "/relationships";
inline const std::string kHandover = "urn:adsk.wipprod:fs.folder:co.lab-handover";

inline std::string uuid_of(const std::string& kind, const std::string& number) {
  std::string id = "00000000-0000-4000-8000-000000000000";
  id.replace(0, kind.size(), kind);
  return id.replace(id.size() - number.size(), number.size(), number);
}
inline std::string status_id(const std::string& number) {
  return uuid_of("57a7", number);
}
inline std::string value_id(const std::string& number) {
  return uuid_of("a1", number);
}

// What is answered for a storage place: its urn, and the path of its upload calls.
struct Place {
  std::string urn;
  std::string path;  // "/oss/v2/buckets/…/objects/…"
};

class Bim360Lab : public testing::Test {
 protected:
  void restart(Bim360Options with) {
    options = std::move(with);
    bim360 = std::make_unique<Bim360Emulator>(options, clock);
    faulty = std::make_unique<FaultyService>(*bim360, FaultPlan{}, clock);
  }
  Bim360Lab() { restart({}); }

  Reply send(const std::string& method, const std::string& target, const std::string& body = "") {
    Headers headers{{"Host", "bim360.test"}, {"Authorization", "Bearer " + token}};
    const bool is_data = target.starts_with("/data/");
    if (!body.empty()) {
      headers.add("Content-Type", is_data ? "application/vnd.api+json" : "application/json");
    }
    return test::ask(*faulty,
                     {.method = method, .target = target, .headers = headers, .body = body});
  }
  // The same, with the reply's body read; null if it is no JSON.
  Json call(const std::string& method, const std::string& target, const std::string& body = "") {
    return json_of(send(method, target, body));
  }
  Reply put(const std::string& url, const std::string& bytes) {
    return test::ask(*faulty, {.method = "PUT",
                               .target = test::target_of(url),
                               .headers = {{"Host", "bim360.test"}},
                               .body = bytes});
  }
  static Json json_of(const Reply& reply) {
    const Expected<Json> json = Json::parse(reply.body);
    return json ? *json : Json();
  }
  static std::string text(const Json& json) { return json.text() != nullptr ? *json.text() : ""; }
  static std::string md5(const std::string& bytes) {
    return to_hex(digest_of(Algorithm::kMd5, bytes));
  }

  // An asset of a category without required attributes; `more` begins with a comma.
  static std::string asset(const std::string& name, const std::string& more = "") {
    return R"({"clientAssetId":")" + name + R"(","categoryId":"30","statusId":")" +
           status_id("11") + "\"" + more + "}";
  }
  // An asset of "Fans", where attributes of all six types are inherited; `values` is an object.
  static std::string fan(const std::string& name, const std::string& values) {
    return R"({"clientAssetId":")" + name + R"(","categoryId":"12","statusId":")" +
           status_id("21") + R"(","customAttributes":)" + values + "}";
  }
  Reply create(const std::string& items) {
    return send("POST", kV2 + "/assets:batch-create", "[" + items + "]");
  }
  // Creates one asset and answers its id.
  std::string made(const std::string& item) {
    const Reply reply = create(item);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return text(json_of(reply)["results"][0]["id"]);
  }
  std::size_t living() { return bim360->facts().objects.size(); }

  static std::string storage_body(const std::string& name, const std::string& folder = kHandover) {
    return R"({"jsonapi":{"version":"1.0"},"data":{"type":"objects","attributes":{"name":")" +
           name + R"("},"relationships":{"target":{"data":{"type":"folders","id":")" + folder +
           "\"}}}}}";
  }
  static std::string item_body(const std::string& name, const std::string& urn) {
    return R"({"jsonapi":{"version":"1.0"},"data":{"type":"items","attributes":{"displayName":")" +
           name +
           R"(","extension":{"type":"items:autodesk.bim360:File","version":"1.0"}},)"
           R"("relationships":{"tip":{"data":{"type":"versions","id":"1"}},)"
           R"("parent":{"data":{"type":"folders","id":")" +
           kHandover + R"("}}}},"included":[{"type":"versions","id":"1","attributes":{"name":")" +
           name +
           R"(","extension":{"type":"versions:autodesk.bim360:File","version":"1.0"}},)"
           R"("relationships":{"storage":{"data":{"type":"objects","id":")" +
           urn + "\"}}}}]}";
  }
  static std::string version_body(const std::string& name, const std::string& item,
                                  const std::string& urn) {
    return R"({"jsonapi":{"version":"1.0"},"data":{"type":"versions","attributes":{"name":")" +
           name +
           R"(","extension":{"type":"versions:autodesk.bim360:File","version":"1.0"}},)"
           R"("relationships":{"item":{"data":{"type":"items","id":")" +
           item + R"("}},"storage":{"data":{"type":"objects","id":")" + urn + "\"}}}}}";
  }
  Place place(const std::string& name) {
    const Json storage = call("POST", kData + "/storage", storage_body(name));
    const std::string urn = text(storage["data"]["id"]);
    const std::string key = urn.substr(urn.rfind('/') + 1);
    return {urn, "/oss/v2/buckets/wip.dm.prod/objects/" + key};
  }
  // A storage place with these bytes in it, in one part.
  Place filled(const std::string& name, const std::string& bytes) {
    const Place where = place(name);
    const Json urls = call("GET", where.path + "/signeds3upload");
    EXPECT_EQ(put(text(urls["urls"][0]), bytes).status, 200);
    const Reply done = send("POST", where.path + "/signeds3upload",
                            R"({"uploadKey":")" + text(urls["uploadKey"]) + "\"}");
    EXPECT_EQ(done.status, 200) << done.body;
    return where;
  }
  // A whole document; answers its id.
  std::string document(const std::string& name, const std::string& bytes) {
    const Json item = call("POST", kData + "/items", item_body(name, filled(name, bytes).urn));
    return text(item["data"]["id"]);
  }
  std::vector<std::string> rules() const {
    std::vector<std::string> all;
    for (const Violation& violation : bim360->audit().violations()) all.push_back(violation.rule);
    return all;
  }
  std::uint64_t counter(const std::string& name) const { return bim360->facts().counters.at(name); }

  ManualClock clock;
  Bim360Options options;
  std::unique_ptr<Bim360Emulator> bim360;
  std::unique_ptr<FaultyService> faulty;
  std::string token = "lab-token";
};

using Rules = std::vector<std::string>;

}  // namespace ingot::lab
