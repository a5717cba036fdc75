// The upload-session vendor as a service on this machine: accounts, upload sessions with parts the
// server plans, assets and their lifecycle, an object store behind pre-signed URLs, and an audit.
// Written from the vendor's documents alone; it shares no code with the plugin, so that both cannot
// be wrong in the same way. README.md lists what it assumes. Lifecycle: cheap to construct;
// everything it knows dies with it. Threads: internally locked.
#pragma once

#include <memory>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/emulator.hpp>

#include "plugins/sessionupload/lab/sessionupload_options.hpp"

namespace ingot::lab {

class SessionUploadEmulator final : public Emulator {
 public:
  // `clock` must outlive the emulator.
  SessionUploadEmulator(SessionUploadOptions options, const Clock& clock);
  ~SessionUploadEmulator() override;

  // Never waits on anything but the request's body.
  Reply handle(Request& request) override;

  const AuditLog& audit() const override;
  AuditFacts facts() const override;
  void expire_tokens() override;  // static ones too; refresh tokens stay good
  void expire_urls() override;
  // Forgets assets, uploads and the audit; accounts and tokens stay.
  void reset() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot::lab
