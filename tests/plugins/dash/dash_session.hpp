// DashSession: one session of the linked-in plugin against ModelDash, through FakeHost. Tests set
// faults on `dash`, run, and look at `host` and `dash`. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "plugins/dash/dash.hpp"
#include "tests/plugins/dash/model_dash.hpp"

namespace ingot::dash::test {

inline const ingot_plugin& dash_table() {
  static constexpr ingot_plugin table = plugin_table<Dash>(kPluginId, kPluginVersion);
  return table;
}

inline constexpr char kConfig[] =
    R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"url_window":4})";
inline constexpr char kContext[] =
    R"({"user_id":"user-1","folder_field_id":"f-folder","fields":{"title":"f-title","keywords":"f-kw"}})";
inline constexpr std::uint64_t kPart = 6'000'000;

inline Item small_file(const std::string& name) {
  return ingot::test::make_item(name, 1234);
}
inline Item big_file(const std::string& name, std::uint32_t parts) {
  return ingot::test::make_item(name, kPart * parts - 5, kPart);
}

struct DashSession {
  explicit DashSession(std::vector<Item> files, std::uint32_t op = INGOT_OP_TRANSFER) {
    begin.items = std::move(files);
    begin.op = op;
    begin.context = kContext;
    begin.max_outstanding = 4;
  }

  // Runs to the end; every session must keep to the contract.
  void run(std::string_view config = kConfig) {
    start(config);
    EXPECT_EQ(host->run(std::ref(dash)), INGOT_OK);
    expect_sound();
  }
  void start(std::string_view config = kConfig) {
    ASSERT_EQ(host->open(config), INGOT_OK);
    ASSERT_EQ(host->begin(begin), INGOT_OK);
  }
  void expect_sound() const {
    EXPECT_TRUE(host->violations().empty()) << host->violations().front();
    EXPECT_TRUE(dash.violations.empty()) << dash.violations.front();
    for (const auto& checkpoint : host->checkpoints()) {
      EXPECT_EQ(checkpoint.blob.find("https://"), std::string::npos) << "a URL in the state";
    }
  }
  std::uint32_t result(std::uint32_t item) const {
    const auto* end = host->end_of(item);
    return end == nullptr ? 999 : end->result;
  }
  std::string message(std::uint32_t item) const {
    const auto* end = host->end_of(item);
    return end == nullptr ? "(open)" : end->message;
  }
  // The items end done, each with one asset that has its file.
  void expect_all_done() const {
    for (const Item& item : begin.items) {
      const auto* end = host->end_of(static_cast<std::uint32_t>(&item - begin.items.data()));
      ASSERT_NE(end, nullptr) << item.name;
      EXPECT_EQ(end->result, unsigned{INGOT_IT_DONE}) << item.name << ": " << end->message;
      EXPECT_EQ(dash.assets_named(item.name), 1u) << item.name;
      const ModelAsset* asset = dash.asset_of(item.name);
      ASSERT_NE(asset, nullptr);
      EXPECT_TRUE(asset->has_file);
      EXPECT_EQ(end->remote_id, asset->id);
    }
  }

  std::unique_ptr<ingot::test::FakeHost> host =
      std::make_unique<ingot::test::FakeHost>(dash_table());
  ModelDash dash{*host};
  ingot::test::Begin begin;
};

}  // namespace ingot::dash::test
