// RecordingVendor: a plugin::Vendor that writes down every session of the vendor it stands in front
// of and changes nothing. One thread, like the simulated runs it is made for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/transcript.hpp"

namespace ingot::test {

// All sessions in the order in which they were opened.
using Recording = std::vector<std::shared_ptr<plugin::Transcript>>;

class RecordingVendor final : public plugin::Vendor {
 public:
  // `recording` must outlive this and its sessions, which share the ownership of their transcript
  // with it.
  RecordingVendor(std::unique_ptr<plugin::Vendor> inner, Recording& recording)
      : inner_(std::move(inner)), recording_(recording) {}

  const plugin::Manifest& manifest() const override { return inner_->manifest(); }
  Result<std::unique_ptr<plugin::Session>> open(std::string_view config_json) override;

 private:
  const std::unique_ptr<plugin::Vendor> inner_;
  Recording& recording_;
};

}  // namespace ingot::test
