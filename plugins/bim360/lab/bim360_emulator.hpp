// BIM 360 Assets as a service on this machine: the asset, settings, location, document, upload and
// relationship routes of one lab project, tokens, rate limits, an object store behind pre-signed
// URLs, and an audit. Written from the vendor's documents alone; it shares no code with the plugin,
// so that both cannot be wrong in the same way. README.md lists what it assumes. Lifecycle: cheap
// to construct; everything it knows dies with it. Threads: internally locked.
#pragma once

#include <memory>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/emulator.hpp>

#include "plugins/bim360/lab/bim360_options.hpp"

namespace ingot::lab {

class Bim360Emulator final : public Emulator {
 public:
  // `clock` must outlive the emulator.
  Bim360Emulator(Bim360Options options, const Clock& clock);
  ~Bim360Emulator() override;

  // Never waits on anything but the request's body.
  Reply handle(Request& request) override;

  const AuditLog& audit() const override;
  AuditFacts facts() const override;
  void expire_tokens() override;  // static ones too
  void expire_urls() override;
  // Forgets assets, documents, uploads, relationships, used-up rates and the audit; tokens stay.
  void reset() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot::lab
