// The requests of the vendor's API: bodies as pure text, and Api, which puts address, credential
// and delivery flags on them. Knows no answers. Values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ingot/request.hpp>

#include "plugins/sessionupload/config.hpp"
#include "plugins/sessionupload/target.hpp"

namespace ingot::sessionupload {

// POST /asset/upload/start. `target` has the precedence applied already.
std::string start_body(const Target& target, const Config& config, Overwrite overwrite,
                       std::uint64_t size);
// POST /admin/asset/{id}/move.
std::string move_body(std::string_view asset_id, std::string_view folder_id);
// POST .../upload/part/{id}/complete; `etag` as the store wrote it.
std::string confirm_body(const Config& config, const std::string& etag);

class Api {
 public:
  // `config` must outlive the object.
  explicit Api(const Config& config) : config_(config) {}

  // LOGIN: the tokens of the answer go to the host's secrets session.token and session.refresh.
  Request log_in() const;
  Request refresh() const;

  // POST .../upload/start; its answer holds pre-signed URLs. Not idempotent, as every change here:
  // what may have been processed is the caller's to find out.
  Request start(const Target& target, Overwrite overwrite, std::uint64_t size) const;
  // POST .../upload/{rest}, such as "{id}/complete".
  Request upload_call(const std::string& rest, std::string body = {}) const;
  // POST /admin/asset/{id}/{action}, such as "archive".
  Request asset_call(const std::string& asset_id, const std::string& action,
                     std::string body = {}) const;

  // Reads: an upload with its parts, the user's uploads in progress, an asset (and "/job-history"
  // of it).
  Request upload(const std::string& upload_id) const;
  Request open_uploads() const;
  Request asset(const std::string& asset_id, const std::string& more = {}) const;

 private:
  Request call(std::string method, const std::string& path, std::string body = {}) const;
  Request tokens(const std::string& path, Text body) const;
  const Config& config_;
};

}  // namespace ingot::sessionupload
