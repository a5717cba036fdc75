// Session: one session of the linked-in plugin against ModelAssets, through FakeHost. Tests set
// faults on `service`, run, and look at `host` and `service`. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "plugins/managedassets/managedassets.hpp"
#include "tests/plugins/managedassets/model_assets.hpp"

namespace ingot::managedassets::test {

inline const ingot_plugin& plugin_under_test() {
  static constexpr ingot_plugin table = plugin_table<ManagedAssets>(kPluginId, kPluginVersion);
  return table;
}

// `more`: further members, each with its comma in front.
inline std::string config_with(const std::string& more = {}) {
  return R"({"base_url":"https://assets.example","token":{"$secret":"token"})" + more + "}";
}
inline const std::string kQuery = R"(,"query_by_metadata":"/v1/assets?key={key}&value={value}")";

inline Item file_item(const std::string& key) {
  Item item = ingot::test::make_item(key, 1234);
  item.fields = R"({"fields":{"Title":"x","Tags":["a","b"]},"config":{"expires":"P90D"}})";
  return item;
}
inline Item plain_item(const std::string& key, const std::string& fields = {}) {
  Item item = ingot::test::make_item(key, 0);
  item.has_bytes = false;
  item.n_parts = 0;
  item.fields = fields;
  return item;
}

struct Session {
  explicit Session(std::vector<Item> items, std::uint32_t op = INGOT_OP_TRANSFER) {
    begin.items = std::move(items);
    for (std::uint32_t i = 0; i < begin.items.size(); ++i) begin.items[i].idx = i;
    begin.op = op;
    begin.max_outstanding = 4;
    for (std::size_t i = 0; i < begin.entropy.size(); ++i)
      begin.entropy[i] = static_cast<std::uint8_t>(7 * i + 1);
  }

  // Runs to the end; every session must keep to the contract.
  void run(const std::string& config = config_with()) {
    start(config);
    EXPECT_EQ(host->run(std::ref(service)), INGOT_OK);
    expect_sound();
  }
  void start(const std::string& config = config_with()) {
    ASSERT_EQ(host->open(config), INGOT_OK);
    ASSERT_EQ(host->begin(begin), INGOT_OK);
  }
  void expect_sound() const {
    EXPECT_TRUE(host->violations().empty()) << host->violations().front();
    EXPECT_TRUE(service.violations.empty()) << service.violations.front();
  }
  // The host dies: what was in flight reached the service or did not; the next life begins.
  void die(Luck luck) {
    if (luck == Luck::lose_after) {
      for (const Sent& sent : host->outstanding()) service.process_silently(sent);
    }
    for (const auto& end : host->ends()) earlier_ends[end.item] = end;
    begin = host->next_life();
    const std::int64_t now = host->now_ms();
    expect_sound();
    host = std::make_unique<ingot::test::FakeHost>(plugin_under_test());
    host->set_now_ms(now);
    service.serve(*host);
  }
  // Answers or timers, `steps` of them; true when the session ended before that.
  bool live(int steps) {
    for (; steps > 0; --steps) {
      if (!host->outstanding().empty()) {
        const Sent sent = host->outstanding().front();
        EXPECT_EQ(host->answer(sent.id, service(sent)), INGOT_OK);
      } else if (!host->waits().empty()) {
        EXPECT_EQ(host->fire(host->next_wait()), INGOT_OK);
      } else {
        return true;
      }
    }
    return host->outstanding().empty() && host->waits().empty();
  }
  const ingot::test::Ended& end(std::uint32_t item) const {
    static const ingot::test::Ended kOpen{0, 999, 0, "", "", "(open)", ""};
    if (const auto* found = host->end_of(item)) return *found;
    const auto earlier = earlier_ends.find(item);
    return earlier == earlier_ends.end() ? kOpen : earlier->second;
  }
  std::uint32_t result(std::uint32_t item = 0) const { return end(item).result; }
  std::string message(std::uint32_t item = 0) const { return end(item).message; }

  std::unique_ptr<ingot::test::FakeHost> host =
      std::make_unique<ingot::test::FakeHost>(plugin_under_test());
  ModelAssets service{*host};
  ingot::test::Begin begin;
  std::map<std::uint32_t, ingot::test::Ended> earlier_ends;
};

}  // namespace ingot::managedassets::test
