// The four batch calls on assets and the list: bodies in, replies out, all or nothing. Threads:
// safe through the register.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>

#include "plugins/bim360/lab/asset_register.hpp"
#include "plugins/bim360/lab/asset_rules.hpp"

namespace ingot::lab::bim360 {

class AssetDesk {
 public:
  // All must outlive the desk.
  AssetDesk(const Bim360Options& options, const Project& project, const Clock& clock,
            AssetRegister& assets, AuditLog& audit)
      : options_(options), project_(project), clock_(clock), assets_(assets), audit_(audit) {}

  Reply create(const Call& call);  // a bare array
  Reply change(const Call& call);  // an object keyed by asset id
  Reply remove(const Call& call);  // {ids}; soft
  Reply read(const Call& call);    // {ids}; unknown ones are left out
  Reply list(const Call& call);    // asset_list.cpp

 private:
  std::optional<Reply> check_count(std::size_t count) const;
  Reply results_in_order(int status, Json::List results) const;
  // Would the wanted assets, put in the place of those of `replaced`, share a barcode with another?
  bool barcodes_clash(const Assets& assets, const std::vector<AssetFields>& wanted,
                      const std::set<std::string>& replaced) const;

  const Bim360Options& options_;
  const Project& project_;
  const Clock& clock_;
  AssetRegister& assets_;
  AuditLog& audit_;
};

}  // namespace ingot::lab::bim360
