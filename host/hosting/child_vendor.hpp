// ChildVendor: a plugin hosted in processes of its own. What it emits is checked as if it ran here; when its process ends,
// the sessions in it fail and the run goes on with a new process.
//
// Sessions share a process until one ends badly. After that each has its own, so that what ends one ends nobody else; each
// process that ends well doubles how many may share the next.
#pragma once

#include <memory>

#include "host/base/result.hpp"
#include "host/hosting/child.hpp"
#include "host/hosting/plugin_image.hpp"
#include "host/plugin/session.hpp"

namespace ingot::hosting {

struct ChildFacts {
  unsigned landlock_abi = 0;  // of the kernel; 0 = plugins are confined by seccomp alone
};

class ChildVendor : public plugin::Vendor {
 public:
  // Starts the first process, which proves that the plugin can be loaded. refused: it cannot; the message is the rest of
  // a sentence that begins with the plugin.
  static Result<std::unique_ptr<ChildVendor>> start(PluginImage image, plugin::Manifest manifest,
                                                    ChildOptions options);
  virtual ChildFacts facts() const = 0;
  // Processes that ended badly so far.
  virtual unsigned deaths() const = 0;
};

}  // namespace ingot::hosting
