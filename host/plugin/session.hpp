// Session and Vendor: what the layers above see of a plugin. A Vendor opens sessions; a Session
// takes facts and answers actions. Not the engine that carries them out. Tests put their own Vendor
// here. Thread rule: a Vendor may open sessions from any thread; a Session belongs to one thread at
// a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/plugin/actions.hpp"
#include "host/plugin/events.hpp"
#include "host/plugin/manifest.hpp"

struct ingot_plugin;

namespace ingot::plugin {

class Library;

// One conversation about one batch. Closed by its destructor, which may be called at any point.
class Session {
 public:
  virtual ~Session() = default;
  // Hands over the events and returns what the plugin emitted, in order, checked; does not block on
  // the world. The first step carries BEGIN. `internal`: the plugin broke the contract or gave up;
  // every later step fails alike.
  virtual Result<std::vector<Action>> step(std::int64_t now_ms, const EventWriter& events) = 0;
};

class Vendor {
 public:
  virtual ~Vendor() = default;
  virtual const Manifest& manifest() const = 0;
  // `config_json` is copied by the plugin as it needs. `invalid`: the plugin cannot work with this
  // config, and why. The vendor must outlive its sessions.
  virtual Result<std::unique_ptr<Session>> open(std::string_view config_json) = 0;
};

// The vendor of a loaded plugin.
std::unique_ptr<Vendor> library_vendor(Library library);
// The vendor of a plugin whose code is linked into this program; `table` must outlive it and its
// sessions.
std::unique_ptr<Vendor> static_vendor(const ingot_plugin* table, Manifest manifest);

}  // namespace ingot::plugin
