// How an emulated Tenovos behaves where tenants differ or the documentation is silent. A value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ingot/lab/object_store.hpp>

#include "plugins/tenovos/lab/metadata_model.hpp"

namespace ingot::lab::tenovos {

enum class RefreshToken : std::uint8_t {
  kKeep,   // a refresh token stays good until it expires or is revoked
  kRotate  // every refresh returns a new one and ends the old one
};

// tenovos.md 2.2: older documents want the header AccessToken, newer ones do not name it.
enum class AccessTokenHeader : std::uint8_t { kOptional, kRequired };
enum class ClientId : std::uint8_t { kOptional, kRequired };  // required by v1

// tenovos.md 2.3: two shapes of the answer to POST /asset.
enum class CreateReply : std::uint8_t { kWrapped, kFlat };

// tenovos.md 2.9 H1 and H2: what a file of one part is answered with.
enum class OnePartReply : std::uint8_t {
  kByFilesize,  // filesize sent: uploadId and one-element urls; left out: url
  kUrl,         // url, whether or not filesize was sent
  kUrls         // uploadId and one-element urls, whether or not filesize was sent
};

// A property no document knows, such as the misspelt fileSize (tenovos.md 2.10, trap 1).
enum class UnknownProperty : std::uint8_t { kRefuse, kIgnore };
enum class Filename : std::uint8_t { kName, kPath };               // kPath: '/' may occur in it
enum class SkipTranscode : std::uint8_t { kRequired, kOptional };  // of federated assets
enum class SecondCompletion : std::uint8_t { kRefuse, kRepeatReply };
enum class CancelReach : std::uint8_t { kAbortsUpload, kDeletesAsset };  // tenovos.md 2.9 H7
enum class CancelForm : std::uint8_t { kAllFields, kIdsOnly };           // tenovos.md 2.9 H8

enum class Rights : std::uint8_t {
  kAdministrator,  // may list templates as well
  kUploader,       // has the privilege Upload, no administrator rights (tenovos.md 2.4)
  kReader          // may not create
};

// Which assets without a file the audit calls open. A metadata-only asset looks to the service like
// one whose upload was abandoned before its first byte.
enum class OpenAssets : std::uint8_t {
  kAnnounced,  // those whose create named a filesize
  kAll
};

}  // namespace ingot::lab::tenovos

namespace ingot::lab {

struct TenovosOptions {
  std::string origin = "http://tenovos.test";  // scheme://authority that upload URLs begin with
  std::string base_path = "/v1";               // what the API's paths begin with; may be empty
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};
  std::uint64_t seed = 1;
  std::int64_t url_ttl_ms = 86'400'000;  // tenovos.md 2.5: X-Amz-Expires=86400

  std::string api_key = "lab-api-key";
  std::string username = "lab-user";
  std::string password = "lab-password";
  std::string client_id = "lab-client";
  tenovos::ClientId client_id_rule = tenovos::ClientId::kOptional;
  std::string static_authorization = "lab-authorization";  // good until tokens are expired
  std::string static_access_token = "lab-access-token";
  tenovos::AccessTokenHeader access_token_header = tenovos::AccessTokenHeader::kOptional;
  tenovos::RefreshToken refresh_token = tenovos::RefreshToken::kKeep;
  std::int64_t access_token_ttl_ms = 3'600'000;           // tenovos.md 2.2: 1 hour
  std::int64_t refresh_token_ttl_ms = 30LL * 86'400'000;  // tenovos.md 2.2: 30 days
  tenovos::Rights rights = tenovos::Rights::kAdministrator;

  tenovos::CreateReply create_reply = tenovos::CreateReply::kWrapped;
  tenovos::OnePartReply one_part_reply = tenovos::OnePartReply::kByFilesize;
  tenovos::UnknownProperty unknown_property = tenovos::UnknownProperty::kRefuse;
  tenovos::Filename filename = tenovos::Filename::kName;
  tenovos::SkipTranscode skip_transcode = tenovos::SkipTranscode::kRequired;
  std::uint64_t part_bytes = 104'857'600;   // tenovos.md 2.5: 100 MiB; smaller ones suit tests
  std::uint64_t max_bytes = 5'368'709'120;  // tenovos.md 2.9 H4: 5 GiB; 0: no limit
  std::int64_t smallest_file = 1;           // bytes; 0 lets empty files in
  std::size_t max_security_templates = 50;  // tenovos.md 2.3

  tenovos::SecondCompletion second_completion = tenovos::SecondCompletion::kRefuse;
  tenovos::CancelReach cancel_reach = tenovos::CancelReach::kAbortsUpload;
  tenovos::CancelForm cancel_form = tenovos::CancelForm::kAllFields;

  // The so-many-th GET of an asset shows the size of its file, unless the file is younger than
  // this ...
  std::uint32_t content_after_polls = 1;
  std::int64_t content_takes_ms = 0;
  // ... and likewise its MD5 and renditions, which are made later (tenovos.md 2.7).
  std::uint32_t checksum_after_polls = 2;
  std::int64_t checksum_takes_ms = 0;
  std::int64_t searchable_after_ms = 0;  // new assets stay out of searches for so long

  std::vector<std::string> refused_names = {};  // filenames with this text in them are a 403 ...
  std::vector<std::string> broken_names = {};   // ... or a 502 that never goes away (trap 3)
  tenovos::OpenAssets open_assets = tenovos::OpenAssets::kAnnounced;
  tenovos::MetadataModel metadata = tenovos::lab_metadata();
};

}  // namespace ingot::lab
