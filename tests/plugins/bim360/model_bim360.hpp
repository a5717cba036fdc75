// ModelBim360: just enough of Autodesk's services, in memory, to answer one plugin session and to
// say afterwards what it was made to do: assets, uploads, documents, relationships. Faults are set
// by route and occurrence. Not the lab. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/testkit/fake_host.hpp>

namespace ingot::bim360::test {

using ingot::kit::Json;
using ingot::test::Answer;
using ingot::test::fails;
using ingot::test::respond;
using ingot::test::Sent;

enum class Luck { lose_before, lose_after };  // not processed, or processed; answered with `answer`
struct Fault {
  Luck luck = Luck::lose_before;
  Answer answer = fails(INGOT_OUT_UNKNOWN, "connection lost");
};

struct ModelAsset {
  std::string id, body;  // as it was created
  std::string client_id, barcode, status;
  std::map<std::string, std::string> attributes;
  std::int64_t born_ms = 0;
  bool is_active = true;
};
struct ModelUpload {
  std::string object;
  std::map<std::uint32_t, std::string> parts;  // number -> file range that came
  bool is_complete = false;
};
struct ModelDocument {
  std::string name;
  std::vector<std::string> versions;  // storage URNs
};

class ModelBim360 {
 public:
  explicit ModelBim360(ingot::test::FakeHost& host) : host_(&host) {}
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
  std::size_t assets_named(const std::string& client_id) const;
  const ModelAsset* asset_of(const std::string& client_id) const;
  std::string add_asset(const std::string& body);

  // State, for tests to set up and to look at.
  std::map<std::string, ModelAsset> assets;
  std::map<std::string, ModelUpload> uploads;      // by upload key
  std::map<std::string, ModelDocument> documents;  // by item urn
  std::map<std::string, std::string> links;        // relationship id -> body
  std::map<std::string, int> counts, part_puts;
  std::vector<std::string> violations;
  std::set<std::string> refused;  // client ids that make a batch fail
  std::set<std::string> late;     // client ids that searches show only from the second one on
  bool names_refused = false;     // errors tell the index
  bool loses_parts_once = false;  // the first completion says that part 1 is missing
  bool shows_tips = true;         // folder pages tell the storage of the newest version
  int blind_looks = 0;            // so many folder pages do not show what is there
  std::int64_t url_life_s = 600;
  std::size_t page_size = 200;

 private:
  Answer handle(const Sent& sent, const std::string& route);
  Answer create(const Sent& sent);
  Answer patch(const Sent& sent);
  Answer search(const Sent& sent);
  Answer urls(const Sent& sent);
  Answer put(const Sent& sent);
  Answer complete(const Sent& sent);
  Answer document(const Sent& sent, const std::string& route);
  Answer settings(const Sent& sent, const std::string& route) const;
  std::string asset_json(const ModelAsset& asset) const;
  std::string next(const std::string& what) { return what + "-" + std::to_string(++last_id_); }

  ingot::test::FakeHost* host_;
  std::map<std::pair<std::string, int>, Fault> faults_;
  std::map<std::string, std::pair<std::string, std::int64_t>> signed_;  // url -> key/part, expiry
  std::map<std::string, std::int64_t> sizes_;                           // of complete objects
  std::map<std::string, int> looks_;
  int last_id_ = 0;
};

// The value of a query parameter, decoded.
std::string query_value(const std::string& url, const std::string& name);

}  // namespace ingot::bim360::test
