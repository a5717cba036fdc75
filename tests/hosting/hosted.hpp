// Plugins of these tests, hosted. Used by one thread.
#pragma once

#include <ingot/plugin.h>

#include <chrono>
#include <memory>
#include <string>

#include "host/hosting/child_vendor.hpp"
#include "host/plugin/library.hpp"

namespace ingot::hosting::test {

inline std::filesystem::path module(const std::string& sin) {
  return std::filesystem::path(INGOT_TEST_MODULES) / ("ingot-" + sin + ".so");
}

inline ChildOptions options() {
  ChildOptions made;
  made.program = INGOT_TEST_CHILD;
  return made;
}

inline Result<std::unique_ptr<ChildVendor>> host(const std::string& sin, ChildOptions options = test::options()) {
  INGOT_TRY(auto image, PluginImage::read(module(sin)));
  INGOT_TRY(auto manifest, plugin::read_installed(image.path()));
  return ChildVendor::start(std::move(image), std::move(manifest), std::move(options));
}

// The first step of a session about `items` items.
inline plugin::EventWriter begin(std::uint32_t items = 2) {
  plugin::BeginFacts facts;
  const std::string entropy(32, 'e');
  facts.batch_id = 1;
  facts.op = INGOT_OP_TRANSFER;
  facts.entropy = entropy;
  for (std::uint32_t i = 0; i < items; ++i) {
    plugin::ItemFacts item;
    item.idx = i;
    item.key = "a.txt";
    item.name = "a.txt";
    facts.items.push_back(item);
  }
  plugin::EventWriter writer;
  EXPECT_TRUE(writer.begin(facts).ok());
  return writer;
}

}  // namespace ingot::hosting::test
