// Turns checked orders into assets and signed URLs, stored bytes and completions into whole files.
// It speaks JSON values, not HTTP. Threads: safe through the catalogue and the store; a mutex of
// its own keeps PUTs that need no completion in order.
#pragma once

#include <mutex>
#include <string>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/tenovos/lab/catalogue.hpp"
#include "plugins/tenovos/lab/replies.hpp"

namespace ingot::lab::tenovos {

class UploadDesk {
 public:
  // All must outlive the desk.
  UploadDesk(const TenovosOptions& options, const Clock& clock, Catalogue& catalogue,
             ObjectStore& store, AuditLog& audit);

  // POST /asset (tenovos.md 2.3).
  Answer<Json> create(const Json& body);
  // POST /asset/complete (tenovos.md 2.6): complete and cancel.
  Answer<Json> finish(const Json& body);
  // The store has taken a PUT for this file: where there is nothing to complete, that is all of it.
  void took(const std::string& file_id);
  // Gives up what has arrived of an upload that was never whole.
  void abandon(const Asset& asset);

 private:
  struct Completion;

  std::optional<Refusal> refuse_by_name(const std::string& filename) const;
  // Begins the uploads of a new asset and adds the URLs to its reply.
  void begin(const Asset& asset, Json& reply);
  // Tells the audit of properties of /asset/complete that no document knows.
  std::optional<Refusal> check_properties(const Json& body);
  Answer<Completion> read_completion(const Json& body);
  std::optional<Refusal> check_completion(const Completion& completion);
  Answer<Json> complete(const Completion& completion);
  Answer<Json> cancel(const Completion& completion);
  void check_tiling(const Asset& asset);

  const TenovosOptions& options_;
  const Clock& clock_;
  Catalogue& catalogue_;
  ObjectStore& store_;
  AuditLog& audit_;
  std::mutex puts_mutex_;
};

}  // namespace ingot::lab::tenovos
