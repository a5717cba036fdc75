// SessionUpload: the plugin's operations, each a coroutine over one session. One object per
// session; none throws for anything a vendor or a job can say.
#pragma once

#include <string_view>

#include <ingot/vendor.hpp>

#include "plugins/sessionupload/config.hpp"

namespace ingot::sessionupload {

class SessionUpload final : public Vendor {
 public:
  // Throws std::invalid_argument with the sentence for the user: the SDK's way to refuse a config.
  explicit SessionUpload(std::string_view config_json);

  task<> login(Batch& batch) override;      // refresh token, else password
  task<> discover(Batch& batch) override;   // may the user upload; is parent_id a folder
  task<> validate(Batch& batch) override;   // no requests
  task<> transfer(Batch& batch) override;   // start, parts, confirm, complete, wait
  task<> lifecycle(Batch& batch) override;  // available, archived, moved: lifecycle.cpp
  task<> abort(Batch& batch) override;      // cancels uploads that are still open
  task<> verify(Batch& batch) override;     // the asset as it is now: verify.cpp
  task<> estimate(Batch& batch) override;   // no requests: estimate.cpp

 private:
  const Config config_;
};

inline constexpr char kPluginId[] = "media.nomad.uploads";
inline constexpr char kPluginVersion[] = "1.0.0";

}  // namespace ingot::sessionupload
