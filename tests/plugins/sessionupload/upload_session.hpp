// UploadSession: one session of the linked-in plugin against ModelVendor, through FakeHost. Tests
// set faults on `vendor`, run, and look at `host` and `vendor`. One thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "plugins/sessionupload/sessionupload.hpp"
#include "tests/plugins/sessionupload/model_vendor.hpp"

namespace ingot::sessionupload::test {

inline const ingot_plugin& table() {
  static constexpr ingot_plugin made = plugin_table<SessionUpload>(kPluginId, kPluginVersion);
  return made;
}

inline constexpr char kParent[] = "11111111-2222-3333-4444-555555555555";
inline constexpr char kOther[] = "66666666-7777-8888-9999-aaaaaaaaaaaa";

// A config with a token; `more` are further members, each with a comma before it.
inline std::string config(const std::string& more = {}) {
  return R"({"base_url":"https://api.example","token":{"$secret":"token"})" + more + "}";
}

// A file on the server's chunk grid: `parts` of 8 MiB, the last one short.
inline Item file_of(const std::string& key, std::uint32_t parts) {
  Item item = ingot::test::make_item(key, std::uint64_t{parts} * 8'388'608 - 5);
  item.n_parts = 0;
  return item;
}
// The same with settings of the job for it, as JSON members.
inline Item file_with(const std::string& key, const std::string& settings) {
  Item item = file_of(key, 1);
  item.fields = R"({"fields":{},"config":{)" + settings + "}}";
  return item;
}

struct UploadSession {
  explicit UploadSession(std::vector<Item> files, std::uint32_t op = INGOT_OP_TRANSFER) {
    begin.items = std::move(files);
    begin.op = op;
    begin.max_outstanding = 4;
  }

  // Runs to the end; every session must keep to the contract.
  void run(const std::string& text = config()) {
    start(text);
    EXPECT_EQ(host->run(std::ref(vendor)), INGOT_OK);
    expect_sound();
  }
  void start(const std::string& text = config()) {
    ASSERT_EQ(host->open(text), INGOT_OK);
    ASSERT_EQ(host->begin(begin), INGOT_OK);
  }
  void expect_sound() const {
    EXPECT_TRUE(host->violations().empty()) << host->violations().front();
    EXPECT_TRUE(vendor.violations.empty()) << vendor.violations.front();
    for (const auto& checkpoint : host->checkpoints())
      EXPECT_EQ(checkpoint.blob.find("https://"), std::string::npos) << "a URL in the state";
    for (const auto& end : host->ends())
      EXPECT_EQ((end.message + end.meta + end.remote_id).find("X-Amz"), std::string::npos);
  }
  // Another host, as after a restart or for another operation on the same vendor.
  void next_session(ingot::test::Begin next) {
    const std::int64_t now = host->now_ms();
    host = std::make_unique<ingot::test::FakeHost>(table());
    host->set_now_ms(now);
    vendor.serve(*host);
    begin = std::move(next);
  }
  std::uint32_t result(std::uint32_t item = 0) const {
    const auto* end = host->end_of(item);
    return end == nullptr ? 999 : end->result;
  }
  std::string message(std::uint32_t item = 0) const {
    const auto* end = host->end_of(item);
    return end == nullptr ? "(open)" : end->message;
  }
  std::string remote_id(std::uint32_t item = 0) const { return host->end_of(item)->remote_id; }
  std::string meta(std::uint32_t item = 0) const { return host->end_of(item)->meta; }
  std::string code(std::uint32_t item = 0) const { return host->end_of(item)->code; }
  // Each item ended done, with one asset that has its file.
  void expect_all_done() const {
    for (const Item& item : begin.items) {
      const auto index = static_cast<std::uint32_t>(&item - begin.items.data());
      EXPECT_EQ(result(index), unsigned{INGOT_IT_DONE}) << message(index);
      const auto files = vendor.files_named(item.name);
      ASSERT_EQ(files.size(), 1u) << item.name;
      EXPECT_TRUE(files[0]->has_file);
      EXPECT_EQ(files[0]->size, item.size);
      EXPECT_EQ(remote_id(index), files[0]->id);
    }
  }

  std::unique_ptr<ingot::test::FakeHost> host = std::make_unique<ingot::test::FakeHost>(table());
  ModelVendor vendor{*host};
  ingot::test::Begin begin;
};

}  // namespace ingot::sessionupload::test
