// ModelVendor: just enough of the vendor, in memory, to answer one plugin session and to say
// afterwards what it was made to do: uploads, parts, confirmations, assets. Faults are set by route
// and occurrence. Not the lab. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/testkit/fake_host.hpp>

#include "plugins/sessionupload/kit.hpp"

namespace ingot::sessionupload::test {

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

struct ModelPart {
  std::string id, stored, etag;  // what came, and the store's ETag of it
  std::uint64_t off = 0, len = 0;
  bool is_completed = false;
};
struct ModelUpload {
  std::string id, asset_id, option;
  std::uint64_t size = 0;
  std::int64_t started_ms = 0;
  std::vector<ModelPart> parts;
  std::string state = "open";  // open, completed, cancelled
};
struct ModelAsset {
  std::string id, parent_id, name, status, type = "File";
  std::uint64_t size = 0;
  int looks_left = 0;  // until it is available
  bool has_file = false;
};

class ModelVendor {
 public:
  explicit ModelVendor(ingot::test::FakeHost& host) : host_(&host) {}
  void serve(ingot::test::FakeHost& host) { host_ = &host; }  // the next life

  Answer operator()(const Sent& sent);
  // Handles it and forgets the answer: what a host that dies now leaves behind.
  void process_silently(const Sent& sent) { (void)handle(sent, route_of(sent)); }

  // The n-th request (from 1) of a route meets this fault; 0: every one.
  void fault(const std::string& route, int occurrence, Fault fault) {
    faults_[{route, occurrence}] = fault;
  }
  void heal() { faults_.clear(); }
  static std::string route_of(const Sent& sent);

  int count(const std::string& route) const;
  std::vector<const ModelAsset*> files_named(const std::string& name) const;
  ModelUpload& add_upload(const std::string& asset_id, std::uint64_t size, std::uint64_t chunk);
  ModelAsset& add_asset(const std::string& parent_id, const std::string& name);

  // State, for tests to set up and to look at.
  std::map<std::string, ModelUpload> uploads;
  std::map<std::string, ModelAsset> assets;
  std::map<std::string, int> counts;
  std::map<std::string, int> part_puts;         // part id -> acknowledged PUTs
  std::vector<std::string> violations, starts;  // bodies of starts
  std::set<std::string> held_secrets = {"password"};
  std::string refused_option;  // a start with it meets 400, the asset exists
  std::int64_t url_life_s = 3600;
  bool renews_urls = true;  // reading a session mints new URLs
  bool must_match = false;  // refuses to continue an upload of another size
  bool is_stingy = false;   // leaves optional fields out
  int looks_until_available = 2;
  std::string login_answer =
      R"({"token":"${s:session.token}","refreshToken":"${s:session.refresh}","expirationSeconds":2700})";

 private:
  Answer handle(const Sent& sent, const std::string& route);
  Answer start(const Sent& sent);
  Answer put(const Sent& sent);
  Answer confirm(const Sent& sent);
  Answer complete(const Sent& sent);
  Answer asset(const Sent& sent, const std::string& route);
  std::string asset_for(const Json& body);
  std::string upload_json(const ModelUpload& upload, bool is_listed);
  std::string url_of(const ModelPart& part);

  ingot::test::FakeHost* host_;
  std::map<std::pair<std::string, int>, Fault> faults_;
  std::map<std::string, std::pair<std::string, std::int64_t>> urls_;  // url -> part id, end
  std::map<std::string, std::string> current_url_;                    // part id -> url
  int last_id_ = 0;
};

}  // namespace ingot::sessionupload::test
