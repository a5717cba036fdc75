// Bim360Session: one session of the linked-in plugin against ModelBim360, through FakeHost. Tests
// set faults on `cloud`, run, and look at `host` and `cloud`. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "plugins/bim360/bim360.hpp"
#include "tests/plugins/bim360/model_bim360.hpp"

namespace ingot::bim360::test {

inline const ingot_plugin& bim360_table() {
  static constexpr ingot_plugin table = plugin_table<Bim360>(kPluginId, kPluginVersion);
  return table;
}

inline constexpr char kConfig[] =
    R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},
        "project_id":"b.11111111-2222-3333-4444-555555555555","category":"Pumps","status":"Specified",
        "barcode":"${row.Tag}","location":"${row.Where}","custom_attributes":{"Serial":"Serial no"},
        "attach":{"folder_urn":"urn:adsk.wipprod:fs.folder:f1"},"url_window":3})";

// What DISCOVER makes of the model's project.
const std::string& context();

// Rendered config of a row, and fields; `more` are further members of "config".
inline std::string fields(const std::string& name, const std::string& more = "",
                          const std::string& values = R"("Serial no":["S-1"])") {
  return R"({"config":{"category":"MEP > Pumps","status":"Specified","barcode":"BC-)" + name +
         "\"" + more + "},\"fields\":{" + values + "}}";
}

inline Item row(const std::string& name) {
  Item item;
  item.has_bytes = false;
  item.key = item.name = name;
  item.size = 0;
  item.n_parts = 0;
  item.fields = fields(name);
  return item;
}

inline constexpr std::uint64_t kPart = 6'000'000;
inline Item file_row(const std::string& name, std::uint32_t parts) {
  Item item = ingot::test::make_item(name, kPart * parts - 5, kPart);
  item.mime = "application/pdf";
  item.fields = fields(name, R"(,"attach":{"folder_urn":"urn:adsk.wipprod:fs.folder:f1"})");
  return item;
}

struct Bim360Session {
  explicit Bim360Session(std::vector<Item> rows, std::uint32_t op = INGOT_OP_TRANSFER) {
    begin.items = std::move(rows);
    begin.op = op;
    if (op != INGOT_OP_DISCOVER && op != INGOT_OP_LOGIN) begin.context = context();
    begin.max_outstanding = 4;
    for (std::size_t i = 0; i < begin.entropy.size(); ++i)
      begin.entropy[i] = static_cast<std::uint8_t>(7 * i + 1);
  }

  // Runs to the end; every session must keep to the contract.
  void run(std::string_view config = kConfig) {
    start(config);
    EXPECT_EQ(host->run(std::ref(cloud)), INGOT_OK);
    expect_sound();
  }
  void start(std::string_view config = kConfig) {
    ASSERT_EQ(host->open(config), INGOT_OK);
    ASSERT_EQ(host->begin(begin), INGOT_OK);
  }
  void expect_sound() const {
    EXPECT_TRUE(host->violations().empty()) << host->violations().front();
    EXPECT_TRUE(cloud.violations.empty()) << cloud.violations.front();
    for (const auto& checkpoint : host->checkpoints())
      EXPECT_EQ(checkpoint.blob.find("https://"), std::string::npos) << "a URL in the state";
  }
  std::uint32_t result(std::uint32_t item) const {
    const auto* end = host->end_of(item);
    return end == nullptr ? 999 : end->result;
  }
  std::string message(std::uint32_t item) const {
    const auto* end = host->end_of(item);
    return end == nullptr ? "(open)" : end->message;
  }
  Json meta(std::uint32_t item) const {
    const auto json = Json::parse(host->end_of(item)->meta);
    return json ? *json : Json();
  }
  // The items end done, each with one asset and, if it has a file, one document and one link.
  void expect_all_done() const {
    for (const Item& item : begin.items) {
      const auto* end = host->end_of(static_cast<std::uint32_t>(&item - begin.items.data()));
      ASSERT_NE(end, nullptr) << item.name;
      EXPECT_EQ(end->result, unsigned{INGOT_IT_DONE}) << item.name << ": " << end->message;
      expect_whole(item, end->remote_id);
    }
  }
  void expect_whole(const Item& item, const std::string& remote_id) const {
    EXPECT_EQ(cloud.assets_named(item.key), 1u) << item.key;
    const ModelAsset* asset = cloud.asset_of(item.key);
    ASSERT_NE(asset, nullptr);
    EXPECT_EQ(remote_id, asset->id);
    if (!item.has_bytes) return;
    std::size_t documents = 0, links = 0;
    for (const auto& [urn, document] : cloud.documents) {
      if (document.name == item.name) ++documents;
    }
    for (const auto& [id, body] : cloud.links) {
      if (body.find(asset->id) != std::string::npos) ++links;
    }
    EXPECT_EQ(documents, 1u) << item.name;
    EXPECT_EQ(links, 1u) << item.name;
  }

  std::unique_ptr<ingot::test::FakeHost> host =
      std::make_unique<ingot::test::FakeHost>(bim360_table());
  ModelBim360 cloud{*host};
  ingot::test::Begin begin;
};

}  // namespace ingot::bim360::test
