// ItemUpload: takes one item from nothing to a live asset: creates it, sends its parts to
// pre-signed URLs, completes it. Lives in the frame of TRANSFER; one session.
//
// Nothing is ever created twice: a create or a completion whose answer is lost is looked for before
// it is sent again. No checkpoint is needed: the host keeps the answers of requests with a tag and
// hands them back after a restart, so the same code finds them answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ingot/batch.hpp>
#include <ingot/kit/parts.hpp>
#include <ingot/kit/verdict.hpp>

#include "src/config.hpp"
#include "src/replies.hpp"

namespace acme_plugin {

class ItemUpload final : public ingot::kit::PartRoute {
 public:
  // All must outlive the object.
  ItemUpload(ingot::Batch& batch, const Config& config, const ingot::Item& item);

  // Ends the item.
  ingot::task<> run();

  ingot::task<ingot::kit::PartUrl> url(const ingot::kit::PartRange& part,
                                       unsigned refused) override;

 private:
  using Failure = std::optional<ingot::kit::Ending>;

  ingot::task<Failure> create();
  ingot::task<Failure> send();
  ingot::task<Failure> complete();

  ingot::Batch& batch_;
  const Config& config_;
  const ingot::Item& item_;
  const std::string reference_;
  Asset asset_;
  std::vector<std::string> etags_;
};

}  // namespace acme_plugin
