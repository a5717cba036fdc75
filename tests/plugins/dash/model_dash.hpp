// ModelDash: just enough of Dash, in memory, to answer one plugin session and to say afterwards
// what it was made to do: assets, parts, completions. Faults are set by route and occurrence. Not
// the lab. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/testkit/fake_host.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash::test {

using ingot::test::Answer;
using ingot::test::fails;
using ingot::test::respond;
using ingot::test::Sent;

enum class Luck {
  reject,
  lose_before,
  lose_after
};  // `reject`: not processed, answered with `answer`
struct Fault {
  Luck luck = Luck::reject;
  Answer answer = fails(INGOT_OUT_UNKNOWN, "connection lost");
};

struct ModelAsset {
  std::string id, path, filename, state = "STAGED", folder_value;
  std::uint64_t size = 0;
  std::int64_t born_ms = 0;
  bool has_file = false;
  std::string metadata;  // body of the last PATCH
};
struct ModelUpload {
  std::string id, asset_id;
  std::uint64_t size = 0, part_size = 0;
  std::map<std::uint32_t, std::string> parts;  // number -> file range that came
  bool is_complete = false;
};
struct ModelJob {
  std::string id;
  int polls_left = 1;
  std::string items_json;
};

class ModelDash {
 public:
  explicit ModelDash(ingot::test::FakeHost& host) : host_(&host) {}
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
  const ModelAsset* asset_of(const std::string& filename) const;
  std::size_t assets_named(const std::string& filename) const;

  // State, for tests to set up and to look at.
  std::map<std::string, ModelAsset> assets;
  std::map<std::string, ModelUpload> uploads;
  std::map<std::string, ModelJob> jobs;
  std::map<std::string, int> counts;
  std::map<std::string, int> part_puts;  // "upload/part" -> acknowledged PUTs
  std::vector<std::string> violations;
  std::set<std::string> hidden_items;                // batch items whose result the job leaves out
  std::map<std::string, std::string> failing_items;  // name -> error JSON of its result
  std::int64_t url_life_s = 900;
  int polls_per_job = 1;
  std::size_t largest_batch = 1000, largest_page = 1000;
  bool lists_files_early = false, marks_files = false;
  bool has_dates = true;
  std::string refused_name;  // a batch with this file is refused as a whole

 private:
  Answer handle(const Sent& sent, const std::string& route);
  Answer create(const Sent& sent);
  Answer job(const Sent& sent);
  Answer upload(const Sent& sent);
  Answer put(const Sent& sent);
  Answer complete(const Sent& sent);
  Answer search(const Sent& sent);
  Answer asset(const Sent& sent, const std::string& route);
  std::string new_upload(const std::string& asset_id, const Json& ask, std::string& upload_json);
  std::string urls_json(const ModelUpload& upload, const Json& ask);
  std::string asset_json(const ModelAsset& asset) const;

  ingot::test::FakeHost* host_;
  std::map<std::pair<std::string, int>, Fault> faults_;
  std::map<std::string, std::pair<std::string, std::int64_t>> urls_;  // url -> upload/part, expiry
  int last_id_ = 0;
};

}  // namespace ingot::dash::test
