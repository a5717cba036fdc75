// ObjectPut: a vendor that needs one call for a file, or S3's three kinds of calls for a large one:
// the least that a plugin can do, so that a measurement shows the engine. Not a vendor of the
// product: nothing is signed, and a multipart upload whose item fails is left to the store. One
// object per session.
#pragma once

#include <string_view>

#include <ingot/vendor.hpp>

#include "benchmarks/objectput/requests.hpp"

namespace ingot::objectput {

class ObjectPut final : public Vendor {
 public:
  explicit ObjectPut(std::string_view config_json) : config_(read_config(config_json)) {}

  task<> transfer(Batch& batch) override;

 private:
  task<> put(Batch& batch, const Item& item);
  task<> put_in_parts(Batch& batch, const Item& item);

  const Config config_;
};

inline constexpr char kPluginId[] = "dev.ingot.benchmarks.objectput";
inline constexpr char kPluginVersion[] = "1.0.0";

}  // namespace ingot::objectput
