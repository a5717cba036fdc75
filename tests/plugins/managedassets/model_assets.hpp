// ModelAssets: just enough of the service, in memory, to answer one plugin session and to say
// afterwards what it was made to do. Faults are set by route and occurrence. Not the lab. One
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/testkit/fake_host.hpp>

#include "plugins/managedassets/kit.hpp"

namespace ingot::managedassets::test {

using ingot::test::Answer;
using ingot::test::fails;
using ingot::test::respond;
using ingot::test::Sent;

enum class Luck { reject, lose_before, lose_after };  // `reject`: not processed
struct Fault {
  Luck luck = Luck::reject;
  Answer answer = fails(INGOT_OUT_UNKNOWN, "connection lost");
};

struct ModelAsset {
  std::string id, uri, managed, content;  // content: the file's segment, as the fake host writes it
  std::map<std::string, std::string> metadata;
  int version = 1;
  std::optional<std::int64_t> expires_ms;  // none: never
  bool is_deleted = false;
  int fetch_looks = 0;  // GETs until the content of a URI is there

  std::string etag() const { return "\"v" + std::to_string(version) + "\""; }
};

class ModelAssets {
 public:
  explicit ModelAssets(ingot::test::FakeHost& host) : host_(&host) {}
  void serve(ingot::test::FakeHost& host) { host_ = &host; }  // the next life

  Answer operator()(const Sent& sent);
  // Handles it and forgets the answer: what a host that dies now leaves behind.
  void process_silently(const Sent& sent) { (void)handle(sent, route_of(sent)); }
  // The n-th request (from 1) of a route meets this fault; 0: every one.
  void fault(const std::string& route, int occurrence, Fault fault) {
    faults_[{route, occurrence}] = fault;
  }
  static std::string route_of(const Sent& sent);

  int count(const std::string& route) const;
  ModelAsset& add(const std::string& id);
  std::size_t assets_with(const std::string& key, const std::string& value) const;
  const ModelAsset* asset_with(const std::string& key, const std::string& value) const;

  std::map<std::string, ModelAsset> assets;
  std::vector<std::string> violations;
  std::map<std::string, int> counts;
  bool shows_etags = true, shows_metadata = true, ignores_filter = false,
       knows_ids_by_location = false;
  std::uint32_t create_status = 201;
  int fetch_looks = 0;
  std::string fetch_state = "ready";

 private:
  Answer handle(const Sent& sent, const std::string& route);
  Answer create(const Sent& sent);
  Answer query(const Sent& sent) const;
  Answer change(const Sent& sent, const std::string& route, ModelAsset& asset);
  Answer show(std::uint32_t status, const ModelAsset& asset) const;
  void take_metadata(ModelAsset& asset, const Json& metadata);
  bool has_ended(const ModelAsset& asset) const;
  std::string json_of(const ModelAsset& asset) const;

  ingot::test::FakeHost* host_;
  std::map<std::pair<std::string, int>, Fault> faults_;
  int last_id_ = 0;
};

}  // namespace ingot::managedassets::test
