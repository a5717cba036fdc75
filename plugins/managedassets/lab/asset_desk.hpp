// The asset routes: create, read, replace, patch, delete, restore, find. Threads: internally
// locked; every member may be called from several threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/managedassets/lab/catalogue.hpp"
#include "plugins/managedassets/lab/form_reader.hpp"
#include "plugins/managedassets/lab/managedassets_options.hpp"
#include "plugins/managedassets/lab/precondition.hpp"

namespace ingot::lab::managedassets {

class AssetDesk {
 public:
  // All must outlive the desk.
  AssetDesk(const ManagedAssetsOptions& options, const Clock& clock, AuditLog& audit);

  // Each answers with a reply of its own, refusals included. May block on the request's body.
  Reply create(Request& request);
  Reply read(Request& request, const std::string& id);
  Reply find(Request& request);
  Reply replace(Request& request, const std::string& id);  // PUT
  Reply patch(Request& request, const std::string& id);
  Reply remove(Request& request, const std::string& id);
  Reply restore(Request& request, const std::string& id);

  AuditFacts facts();
  void reset();

 private:
  struct Change;

  Answer<Asset> draft_of(Request& request);
  Answer<AssetInput> read_input(Request& request, std::span<const std::string_view> in_json,
                                const FormRules& in_form);
  std::optional<Refusal> check_create(Request& request, const AssetInput& input) const;
  std::optional<Refusal> give_uri(Asset& asset, const std::string& uri);
  FetchOutcome outcome_of(const std::string& uri);
  Reply change(Request& request, const std::string& id, const Change& how);
  std::optional<Refusal> apply(const AssetInput& input, const Change& how, Asset& asset);
  std::optional<Refusal> check_removal(const Asset& asset, const Precondition& precondition,
                                       bool is_purge) const;
  Answer<Precondition> precondition_of(const Request& request) const;
  Reply asset_reply(const Request& request, int status, const Asset& asset) const;

  const ManagedAssetsOptions& options_;
  const Clock& clock_;
  AuditLog& audit_;
  Catalogue catalogue_;
  FormReader forms_;
  std::atomic<std::uint64_t> fetches_{0};
  std::atomic<std::uint64_t> default_expiries_{0};  // creates that left `expires` out
};

// The query as pairs, decoded; 400 when an escape is broken or a name comes twice.
Answer<Criteria> query_pairs(const Request& request);
// `showDeleted` or `purge`: "true", "false" or left out; anything else in the query is a 400.
Answer<bool> only_flag(const Request& request, std::string_view name);

}  // namespace ingot::lab::managedassets
