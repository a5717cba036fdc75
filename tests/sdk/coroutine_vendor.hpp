// CoroutineVendor<f>: a vendor whose every operation is the coroutine function f(Batch&), so that a
// test is one function and a table. Live: counts the coroutine frames that have not been freed.
// Values; one thread.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include <ingot/vendor.hpp>
#include <ingot/testkit/fake_host.hpp>

namespace ingot::test {

template <task<> (*Body)(Batch&)>
class CoroutineVendor : public Vendor {
 public:
  explicit CoroutineVendor(std::string_view) {}
  task<> login(Batch& batch) override { return Body(batch); }
  task<> discover(Batch& batch) override { return Body(batch); }
  task<> validate(Batch& batch) override { return Body(batch); }
  task<> transfer(Batch& batch) override { return Body(batch); }
  task<> lifecycle(Batch& batch) override { return Body(batch); }
  task<> abort(Batch& batch) override { return Body(batch); }
};

template <task<> (*Body)(Batch&)>
constexpr ingot_plugin table_of() {
  return plugin_table<CoroutineVendor<Body>>("test.coroutine", "1.0.0");
}

/// A local of a coroutine; `count` says how many are alive.
class Live {
 public:
  Live() { ++count; }
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;
  ~Live() { --count; }
  static inline int count = 0;
};

inline Begin begin_with(std::size_t n_items, std::uint32_t op = INGOT_OP_TRANSFER) {
  Begin begin;
  begin.op = op;
  for (std::size_t i = 0; i < n_items; ++i) {
    begin.items.push_back(make_item("dir/file " + std::to_string(i), 100 + i));
  }
  return begin;
}

/// Begins a session of `Body` over `n_items`; the test drives it from there.
template <task<> (*Body)(Batch&)>
class Started : public FakeHost {
 public:
  explicit Started(std::size_t n_items, std::uint32_t op = INGOT_OP_TRANSFER)
      : Started(begin_with(n_items, op)) {}
  explicit Started(Begin facts) : FakeHost(table_of<Body>()) {
    EXPECT_EQ(open(), INGOT_OK);
    EXPECT_EQ(begin(std::move(facts)), INGOT_OK);
  }
};

}  // namespace ingot::test
