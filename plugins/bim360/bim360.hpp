// Bim360: the plugin's face to the SDK, one object per session. Each operation stands in the file
// of its name.
#pragma once

#include <string_view>

#include <ingot/vendor.hpp>

#include "plugins/bim360/config.hpp"

namespace ingot::bim360 {

class Bim360 final : public Vendor {
 public:
  // Throws std::invalid_argument with the sentence for the user: the SDK's way to refuse a config.
  explicit Bim360(std::string_view config_json);

  task<> login(Batch& batch) override;      // refresh_token grant; needs `oauth`
  task<> discover(Batch& batch) override;   // the project's settings
  task<> validate(Batch& batch) override;   // no requests
  task<> transfer(Batch& batch) override;   // assets, then the rows' files
  task<> lifecycle(Batch& batch) override;  // sets final_status
  task<> abort(Batch& batch) override;      // deletes assets this run created
  task<> verify(Batch& batch) override;     // assets and documents as they are now: verify.cpp
  task<> estimate(Batch& batch) override;   // no requests: estimate.cpp

 private:
  const Config config_;
};

inline constexpr char kPluginId[] = "com.autodesk.bim360";
inline constexpr char kPluginVersion[] = "1.0.0";

}  // namespace ingot::bim360
