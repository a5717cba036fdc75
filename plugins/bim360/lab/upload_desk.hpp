// The object storage service: pre-signed part URLs in windows of at most 25, and completion
// (bim360.md 3.1, attaching documents, steps 2 to 4). Threads: safe through register and store; no
// lock is held while parts are joined.
#pragma once

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/bim360/lab/bim360_options.hpp"
#include "plugins/bim360/lab/document_register.hpp"
#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

class UploadDesk {
 public:
  // All must outlive the desk.
  UploadDesk(const Bim360Options& options, const Clock& clock, DocumentRegister& documents,
             ObjectStore& store, AuditLog& audit)
      : options_(options), clock_(clock), documents_(documents), store_(store), audit_(audit) {}

  Reply sign(const Call& call);      // GET …/signeds3upload
  Reply complete(const Call& call);  // POST …/signeds3upload
  Reply details(const Call& call);   // GET …/details

 private:
  struct Window;
  struct Completion;

  Answer<Window> read_window(const Call& call) const;
  Answer<UploadSession> session_for(const std::string& object_key, const Window& window);
  // The open or finished upload of that key; refuses keys nobody knows and those past their life.
  Answer<UploadSession> find_session(Documents& all, const std::string& object_key,
                                     const std::string& upload_key);
  Answer<Completion> read_completion(const Json& body) const;
  Reply join(const Call& call, const UploadSession& session, const Completion& completion);
  // Makes the upload open again after a completion that was refused.
  void reopen(const UploadSession& session);
  Reply keep(const Call& call, const UploadSession& session, const Completion& completion,
             const StoredObject& stored);
  Json object_json(const StorageObject& object) const;

  const Bim360Options& options_;
  const Clock& clock_;
  DocumentRegister& documents_;
  ObjectStore& store_;
  AuditLog& audit_;
};

}  // namespace ingot::lab::bim360
