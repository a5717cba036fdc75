// The managed-assets service ("Albert") on this machine: tokens, assets created from files, from
// URIs or as metadata alone, their changes, lifetimes and deletion, and an audit. Written from the
// vendor's documents alone; it shares no code with the plugin, so that both cannot be wrong in the
// same way. README.md lists what it assumes. Lifecycle: cheap to construct; everything it knows
// dies with it. Threads: internally locked.
#pragma once

#include <memory>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/emulator.hpp>

#include "plugins/managedassets/lab/managedassets_options.hpp"

namespace ingot::lab {

class ManagedAssetsEmulator final : public Emulator {
 public:
  // `clock` must outlive the emulator.
  ManagedAssetsEmulator(ManagedAssetsOptions options, const Clock& clock);
  ~ManagedAssetsEmulator() override;

  // Never waits on anything but the request's body.
  Reply handle(Request& request) override;

  const AuditLog& audit() const override;
  AuditFacts facts() const override;
  void expire_tokens() override;  // static ones too
  void expire_urls() override;    // nothing to do: this vendor hands out no URLs
  // Forgets assets and the audit; tokens stay, and so do files that were kept.
  void reset() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot::lab
