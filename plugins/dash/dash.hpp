// Dash: the plugin's face to the SDK. One object per session.
#pragma once

#include <string_view>

#include <ingot/vendor.hpp>

#include "plugins/dash/config.hpp"

namespace ingot::dash {

class Dash final : public Vendor {
 public:
  // Throws std::invalid_argument with the sentence for the user: the SDK's way to refuse a config.
  explicit Dash(std::string_view config_json);

  task<> login(Batch& batch) override;
  task<> discover(Batch& batch) override;
  task<> validate(Batch& batch) override;
  task<> transfer(Batch& batch) override;
  task<> lifecycle(Batch& batch) override;
  task<> abort(Batch& batch) override;
  task<> verify(Batch& batch) override;
  task<> estimate(Batch& batch) override;

 private:
  const Config config_;
};

inline constexpr char kPluginId[] = "app.dash";
inline constexpr char kPluginVersion[] = "1.0.0";

}  // namespace ingot::dash
