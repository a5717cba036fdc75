// Emulator: a vendor on this machine that can be audited and whose time limits can be cut short.
// Not a server. Threads: as Service; every member may be called while requests are served.
#pragma once

#include <optional>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/service.hpp>

namespace ingot::lab {

class Emulator : public Service {
 public:
  virtual const AuditLog& audit() const = 0;
  // What stands at this moment: objects, what is open, parts sent again.
  virtual AuditFacts facts() const = 0;
  // Every access token issued so far stops working; refresh tokens stay.
  virtual void expire_tokens() = 0;
  // Every upload URL handed out so far stops working.
  virtual void expire_urls() = 0;
  // Forgets what was stored and the audit; tokens stay.
  virtual void reset() = 0;
};

// Answers the paths under /__ that every lab serves: GET /__audit[?summary=1], POST /__reset,
// /__expire-tokens and /__expire-urls; 404 for others there. Empty: the path is the vendor's.
std::optional<Reply> administer(Emulator& emulator, Request& request);

}  // namespace ingot::lab
