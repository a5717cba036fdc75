// ModelTenovos: just enough of Tenovos, in memory, to answer one plugin session and to say
// afterwards what it was made to do: assets, parts, completions. Faults are set by route and
// occurrence. Not the lab. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/testkit/fake_host.hpp>

namespace ingot::tenovos::test {

using ingot::kit::Json;
using ingot::kit::ObjectText;
using ingot::test::Answer;
using ingot::test::fails;
using ingot::test::respond;
using ingot::test::Sent;

enum class Luck {
  reject,
  lose_before,
  lose_after
};  // `lose_after`: processed, answered with `answer`
struct Fault {
  Luck luck = Luck::reject;
  Answer answer = fails(INGOT_OUT_UNKNOWN, "connection lost");
};

struct ModelAsset {
  std::string object_id, file_id, original_file_id, filename, created_by, upload_id, body;
  std::string content_path;
  std::int64_t created_ms = 0;
  std::uint64_t size = 0;  // of the content; 0: none
  std::uint64_t announced = 0;
  bool is_in_bin = false, is_cancelled = false;
  std::map<std::uint32_t, std::string> parts;  // number -> file range that came
};

class ModelTenovos {
 public:
  explicit ModelTenovos(ingot::test::FakeHost& host) : host_(&host) {}
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
  // Of that file name and not in the recycle bin.
  std::vector<const ModelAsset*> living(const std::string& filename) const;
  ModelAsset& add(const std::string& filename, const std::string& original = {});

  // State, for tests to set up and to look at.
  std::vector<ModelAsset> assets;
  std::map<std::string, int> counts;
  std::vector<std::string> violations;
  bool is_wrapped = true;          // answers under `data`
  std::uint64_t single_below = 0;  // smaller files get one `url` and no uploadId
  std::uint64_t part_bytes = 1000;
  int missing_urls = 0;
  std::int64_t url_life_s = 86'400;
  bool may_read_templates = true, knows_user = true, shows_size = true;
  bool takes_original_along = false;    // a deleted version takes its original with it
  std::string md5, creator = "user-1";  // as assets show them

 private:
  Answer handle(const Sent& sent, const std::string& route);
  Answer create(const Sent& sent);
  Answer finish(const Sent& sent);
  Answer put(const Sent& sent);
  Answer search(const Sent& sent);
  Answer look(const Sent& sent, bool is_new_form);
  Answer bin(const Sent& sent);
  ModelAsset* find(const std::string& id);
  void check_headers(const Sent& sent, const std::string& route);

  ingot::test::FakeHost* host_;
  std::map<std::pair<std::string, int>, Fault> faults_;
  int last_id_ = 0;
};

}  // namespace ingot::tenovos::test
