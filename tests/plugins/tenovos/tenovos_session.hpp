// TenovosSession: one session of the linked-in plugin against ModelTenovos, through FakeHost. Tests
// set faults on `tenovos`, run, and look at `host` and `tenovos`. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/tenovos/tenovos.hpp"
#include "tests/plugins/tenovos/model_tenovos.hpp"

namespace ingot::tenovos::test {

inline const ingot_plugin& tenovos_table() {
  static constexpr ingot_plugin table = plugin_table<Tenovos>(kPluginId, kPluginVersion);
  return table;
}

// `more`: members to add, each with a comma before it.
inline std::string config_with(const std::string& more = {}) {
  return R"({"base_url":"https://api.example/v1","api_key":{"$secret":"api_key"},"username":"ingest","password":)"
         R"({"$secret":"password"},"metadata_template_id":"tpl","security_template_ids":["sec"],"part_bytes":1000)" +
         more + "}";
}
inline constexpr char kContext[] = R"({"user_id":"user-1","vocabularies":{}})";

inline Item a_file(const std::string& name, std::uint64_t size) {
  Item item = ingot::test::make_item(name, size);
  item.n_parts = 0;
  return item;
}
inline Item a_record(const std::string& key) {
  Item item = a_file(key, 0);
  item.has_bytes = false;
  return item;
}

struct TenovosSession {
  explicit TenovosSession(std::vector<Item> files, std::uint32_t op = INGOT_OP_TRANSFER) {
    begin.items = std::move(files);
    begin.op = op;
    begin.context = kContext;
    begin.max_outstanding = 4;
  }

  void run(const std::string& config = config_with()) {
    start(config);
    EXPECT_EQ(host->run(std::ref(tenovos)), INGOT_OK);
    expect_sound();
  }
  void start(const std::string& config = config_with()) {
    ASSERT_EQ(host->open(config), INGOT_OK) << host->notes().back().text;
    ASSERT_EQ(host->begin(begin), INGOT_OK);
  }
  void expect_sound() const {
    EXPECT_TRUE(host->violations().empty()) << host->violations().front();
    EXPECT_TRUE(tenovos.violations.empty()) << tenovos.violations.front();
    for (const auto& checkpoint : host->checkpoints())
      EXPECT_EQ(checkpoint.blob.find("https://"), std::string::npos) << "a URL in the state";
    for (const auto& end : host->ends())
      EXPECT_EQ((end.remote_id + end.meta + end.message).find("Signature"), std::string::npos);
  }
  const ingot::test::Ended& end(std::uint32_t item = 0) const {
    static const ingot::test::Ended kOpen{0, 999, 0, "", "", "(open)", ""};
    const auto* found = host->end_of(item);
    return found == nullptr ? kOpen : *found;
  }
  void expect_done(std::uint32_t item = 0) const {
    const Item& file = begin.items[item];
    EXPECT_EQ(end(item).result, unsigned{INGOT_IT_DONE}) << end(item).message;
    const auto living = tenovos.living(file.name);
    ASSERT_EQ(living.size(), 1u) << file.name;
    EXPECT_EQ(end(item).remote_id, living[0]->object_id);
    if (file.has_bytes) {
      EXPECT_EQ(living[0]->size, file.size);
    }
  }

  std::unique_ptr<ingot::test::FakeHost> host =
      std::make_unique<ingot::test::FakeHost>(tenovos_table());
  ModelTenovos tenovos{*host};
  ingot::test::Begin begin;
};

}  // namespace ingot::tenovos::test
