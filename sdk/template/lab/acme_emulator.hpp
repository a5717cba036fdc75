// Acme on this machine: tokens, assets, an object store behind pre-signed URLs, and an audit of
// what clients did. Write it from the vendor's documents alone and share no code with the plugin,
// so that both cannot be wrong in the same way.
//
//   POST   /oauth/token             client credentials, as a form -> {access_token, expires_in}
//   POST   /assets                  {path, size, parts, reference} -> 201 {assetId, uploadId,
//   state} GET    /assets?reference=R      {assets: [...]} GET    /assets/{id} DELETE /assets/{id}
//   204 POST   /uploads/{id}/urls       {part} -> {url} POST   /uploads/{id}/complete   {etags:
//   [...]} -> the asset, live
//
// Lifecycle: everything it knows dies with it. Threads: internally locked.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/emulator.hpp>
#include <ingot/lab/object_store.hpp>

namespace acme_lab {

struct AcmeOptions {
  std::string origin = "http://acme.test";  // what upload URLs begin with
  ingot::lab::Storage storage = ingot::lab::Storage::kDiscard;
  std::filesystem::path directory = {};
  std::uint64_t seed = 1;
  std::int64_t url_ttl_ms = 15 * 60'000;
  std::int64_t token_ttl_ms = 60 * 60'000;
  std::string client_id = "lab-client";
  std::string client_secret = "lab-secret";
};

class AcmeEmulator final : public ingot::lab::Emulator {
 public:
  // `clock` must outlive the emulator.
  AcmeEmulator(AcmeOptions options, const ingot::lab::Clock& clock);
  ~AcmeEmulator() override;

  ingot::lab::Reply handle(ingot::lab::Request& request) override;
  const ingot::lab::AuditLog& audit() const override;
  ingot::lab::AuditFacts facts() const override;
  void expire_tokens() override;
  void expire_urls() override;
  void reset() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace acme_lab
