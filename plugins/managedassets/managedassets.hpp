// ManagedAssets: the plugin's face to the SDK. One object per session.
#pragma once

#include <string_view>

#include <ingot/vendor.hpp>

#include "plugins/managedassets/config.hpp"

namespace ingot::managedassets {

class ManagedAssets final : public Vendor {
 public:
  // Throws std::invalid_argument with the sentence for the user: the SDK's way to refuse a config.
  explicit ManagedAssets(std::string_view config_json);

  task<> login(Batch& batch) override;      // client_credentials; a bearer token needs none
  task<> discover(Batch& batch) override;   // does the query by metadata filter?
  task<> validate(Batch& batch) override;   // no requests
  task<> transfer(Batch& batch) override;   // creates assets, or changes what is there
  task<> lifecycle(Batch& batch) override;  // expiry, restored, deleted
  task<> abort(Batch& batch) override;      // deletes assets that this run left half done
  task<> verify(Batch& batch) override;     // the asset as it is now: verify.cpp
  task<> estimate(Batch& batch) override;   // no requests: estimate.cpp

 private:
  const Config config_;
};

inline constexpr char kPluginId[] = "io.cimpress.managedassets";
inline constexpr char kPluginVersion[] = "1.0.0";

}  // namespace ingot::managedassets
