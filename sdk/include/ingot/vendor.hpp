// Vendor: what a plugin's author writes; INGOT_PLUGIN makes a plugin of it. One Vendor per session,
// so members are session state. Not reused and never shared. Thread rule: owned by one session;
// other sessions have their own Vendor and may run at the same time.
#pragma once

#include <ingot/batch.hpp>
#include <ingot/detail/thunks.hpp>
#include <ingot/task.hpp>

namespace ingot::inline sdk_v1 {

/// Derive, with a constructor from std::string_view (the config, JSON text, valid for the session).
/// Throwing there refuses the config: the message reaches the user. An exception out of an
/// operation ends the open items as retryable with its message. Every operation ends each item, or
/// calls logged_in/discovered/estimated/result.
class Vendor {
 public:
  virtual ~Vendor() = default;
  virtual task<> login(Batch& batch) { return unsupported(batch); }
  virtual task<> discover(Batch& batch) { return unsupported(batch); }
  virtual task<> validate(Batch& batch) { return unsupported(batch); }
  virtual task<> transfer(Batch& batch) { return unsupported(batch); }
  virtual task<> lifecycle(Batch& batch) { return unsupported(batch); }
  virtual task<> abort(Batch& batch) { return unsupported(batch); }
  virtual task<> verify(Batch& batch) { return unsupported(batch); }
  virtual task<> estimate(Batch& batch) { return unsupported(batch); }

 private:
  static task<> unsupported(Batch& batch) {
    batch.result(End::rejected, "operation not supported by this plugin");
    co_return;
  }
};

/// The table behind INGOT_PLUGIN, for hosts that link the plugin's code directly (tests).
/// `id` and `version` must outlive the table: use literals.
template <class V>
constexpr ingot_plugin plugin_table(const char* id, const char* version) {
  return detail::Thunks<V>::table(id, version);
}

}  // namespace ingot::inline sdk_v1

/// Defines the plugin's one exported symbol. `id` and `version` are those of its manifest.
#define INGOT_PLUGIN(VendorClass, id, version)                                           \
  extern "C" INGOT_EXPORT const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {    \
    static constexpr ingot_plugin table = ingot::plugin_table<VendorClass>(id, version); \
    return ingot::sdk_v1::detail::speaks(host_abi) ? &table : nullptr;                   \
  }
