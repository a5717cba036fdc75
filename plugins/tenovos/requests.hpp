// The requests of Tenovos' API: their JSON bodies as pure text, and Api, which puts address,
// headers and delivery flags on them. Knows no answers. Values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/request.hpp>

#include "plugins/tenovos/config.hpp"
#include "plugins/tenovos/item_plan.hpp"

namespace ingot::tenovos {

// What one POST /asset left at Tenovos: enough to finish it or to take it away again.
struct Asset {
  Asset() = default;  // no aggregate: see ingot/request.hpp
  std::string object_id, file_id;
  std::string original_file_id;  // of the chain of versions; equals file_id for a new asset
  std::string version_of;  // what the request asked to become a version of; empty: a new asset
  std::string upload_id;   // empty: a single PUT, or no bytes

  // An object of the ids that are known, for checkpoints and for the meta of failed items.
  std::string to_json() const;
  static Asset read(const Json& json);
};

// POST /asset. `size` is announced for uploads alone: it decides between one URL and several
// (tenovos.md 2.5).
std::string create_body(const Config& config, const ItemPlan& plan, std::uint64_t size);

enum class Finish { complete, cancel };
struct UploadFacts {
  std::string filename;
  std::uint64_t size = 0;
  std::vector<std::string> etags;  // etags[0] is part 1, as the store wrote it
};
std::string finish_body(const Config& config, const Asset& asset, const UploadFacts& facts,
                        Finish action);  // POST /asset/complete
// POST /search/keyword: assets of that file name, latest first.
std::string search_body(std::string_view filename, std::size_t from);
enum class Bin { remove, restore };
std::string bin_body(Bin action);  // POST /asset/{id}/delete

class Api {
 public:
  // `config` must outlive the object.
  explicit Api(const Config& config) : config_(config) {}

  // Nothing changes at the vendor, or to the same end however often it is sent: the host may resend
  // it.
  Request repeatable(std::string method, const std::string& path, std::string body = {}) const;
  // Sent once; an answer that got lost is the caller's to find out.
  Request once(const std::string& path, std::string body) const;
  // The tokens of an earlier login for new ones; refused by the host when there was none.
  Request refresh() const;
  Request password_login() const;

 private:
  Request call(std::string method, const std::string& path) const;
  Request signed_call(std::string method, const std::string& path, std::string body) const;
  Request token(Text body) const;
  const Config& config_;
};

}  // namespace ingot::tenovos
