// Acme: the plugin's face to the SDK. One object per session; the host calls what the manifest's
// `operations` list.
#pragma once

#include <string_view>

#include <ingot/vendor.hpp>

#include "src/config.hpp"

namespace acme_plugin {

class Acme final : public ingot::Vendor {
 public:
  // Throws std::invalid_argument with a sentence for the user: the SDK's way to refuse a config.
  explicit Acme(std::string_view config_json);

  ingot::task<> login(ingot::Batch& batch) override;
  ingot::task<> validate(ingot::Batch& batch) override;
  ingot::task<> transfer(ingot::Batch& batch) override;
  ingot::task<> abort(ingot::Batch& batch) override;

 private:
  ingot::task<> remove(ingot::Batch& batch, const ingot::Item& item);

  const Config config_;
};

// As in manifest.json; the host compares.
inline constexpr char kPluginId[] = "com.example.acme";
inline constexpr char kPluginVersion[] = "0.1.0";

}  // namespace acme_plugin
