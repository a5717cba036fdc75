// How an emulated Dash behaves where accounts differ or the documentation is silent. A value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ingot/lab/object_store.hpp>

namespace ingot::lab {

enum class RefreshRotation : std::uint8_t {
  kKeep,   // the refresh token stays good and none is returned
  kRotate  // every refresh returns a new one and ends the old one
};

enum class Approval : std::uint8_t {
  kNotNeeded,
  kRequired  // the user's uploads must be approved: LIVE is refused, PENDING_APPROVAL is not
};

enum class Md5Spelling : std::uint8_t { kEither, kHex, kBase64 };

struct DashOptions {
  std::string origin = "http://dash.test";  // scheme://authority that upload URLs begin with
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};
  std::uint64_t seed = 1;
  std::int64_t url_ttl_ms = 15 * 60'000;

  std::vector<std::string> static_tokens = {"lab-token"};
  std::string client_id = "lab-client";
  std::string client_secret = "lab-secret";
  std::string refresh_token = "lab-refresh-token";
  RefreshRotation rotation = RefreshRotation::kKeep;
  std::int64_t access_token_ttl_ms = 30LL * 86'400'000;  // dash.md 1.2: 30 days

  std::size_t max_items = 100;           // of a batch; more is a 400
  std::uint32_t ready_after_polls = 2;   // the so-many-th poll finds the job done ...
  std::int64_t job_takes_ms = 0;         // ... unless it is younger than this
  std::uint32_t fail_job_every = 0;      // each so-many-th job ends FAILED as a whole; 0: none
  std::int64_t searchable_after_ms = 0;  // new assets stay out of searches for so long

  Md5Spelling md5_spelling = Md5Spelling::kEither;
  std::int64_t smallest_file = 1;  // bytes; dash.md leaves empty files open, so they are refused
  Approval approval = Approval::kNotNeeded;
  std::vector<std::string> read_only_folders = {};  // "/Archive": items below fail one by one
  std::vector<std::string> fields = {"Title",     "Description", "Keywords", "Usage",
                                     "Copyright", "Expires"};  // metadata fields besides Folders
};

}  // namespace ingot::lab
