// How an emulated upload-session vendor behaves where tenants may differ or the documentation is
// silent. A value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ingot/lab/object_store.hpp>

namespace ingot::lab {

// sessionupload.md 1.3 trap 3: where start, part complete, complete and cancel live.
enum class RouteSet : std::uint8_t {
  kCurrent,  // /asset/upload/...
  k2024      // /admin/asset/upload/...; cancel is a POST on the upload itself
};
// Does reading a session mint new part URLs?
enum class ResumeUrls : std::uint8_t { kFresh, kSame };
// What the overwrite option Cancel does to an upload in progress at that place (trap 1).
enum class CancelOption : std::uint8_t {
  kAbandons,  // it is cancelled, and a new one begins
  kRefuses    // it counts as a file that exists: 400
};
// What the overwrite option Replace does to an unfinished upload of a file that is not there yet.
enum class UnfinishedOnReplace : std::uint8_t { kErased, kLeft };
enum class ReplacedId : std::uint8_t { kKept, kNew };
enum class OptionCase : std::uint8_t { kExact, kAny };
enum class StatusForm : std::uint8_t { kText, kNumber };
enum class EtagCheck : std::uint8_t {
  kAtConfirm,    // a wrong ETag is a 400 when the part is confirmed
  kAtCompletion  // it is taken, and the asset ends in Error
};
enum class UnconfirmedParts : std::uint8_t {
  kRefused,     // 400
  kEmptyResult  // 200 without items; nothing is completed
};
enum class SecondCompletion : std::uint8_t { kRefused, kAccepted };
enum class ContinuedLength : std::uint8_t {
  kMustMatch,    // another contentLength is a 400
  kOriginalWins  // the old session is answered, whatever was asked for
};
enum class Sessions : std::uint8_t {
  kMany,
  kOne  // a login ends every earlier session of the user
};

struct SessionUploadOptions {
  std::string origin = "http://nomad.test";  // scheme://authority that part URLs begin with
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};
  std::uint64_t seed = 1;
  std::int64_t url_ttl_ms = 15 * 60'000;

  std::vector<std::string> static_tokens = {"lab-token"};
  std::string user_name = "lab-user";
  std::string password = "lab-password";
  std::string api_key = "lab-api-key";  // good in place of the password
  std::string refresh_token = "lab-refresh-token";
  std::string application_id = {};  // a UUID the login must name; empty: it may name any or none
  std::string login_status = {};    // "IsDisabled": what keeps the user out; empty: nothing
  std::string mfa_code = "lab-mfa-code";                     // asked for by TwoFactorCodeRequired
  std::int64_t access_token_ttl_ms = 45 * 60'000;            // sessionupload.md 1.1: about 45 min
  std::int64_t refresh_token_ttl_ms = 30LL * 24 * 3600'000;  // undocumented
  int expired_status = 401;                                  // 403 in older deployments (trap 10)
  Sessions sessions = Sessions::kMany;

  RouteSet routes = RouteSet::kCurrent;
  std::string part_url_field = "url";  // "uploadUrl" in the oldest replies (trap 4)
  int first_part_number = 1;           // 0 where parts are counted from nought
  StatusForm status_form = StatusForm::kText;
  ResumeUrls resume_urls = ResumeUrls::kFresh;
  CancelOption cancel_option = CancelOption::kAbandons;
  UnfinishedOnReplace unfinished_on_replace = UnfinishedOnReplace::kErased;
  ReplacedId replaced_id = ReplacedId::kKept;
  OptionCase option_case = OptionCase::kExact;
  EtagCheck etag_check = EtagCheck::kAtConfirm;
  UnconfirmedParts unconfirmed_parts = UnconfirmedParts::kRefused;
  SecondCompletion second_completion = SecondCompletion::kRefused;
  ContinuedLength continued_length = ContinuedLength::kMustMatch;

  // The only minimum that is written down is the anonymous route's, which is S3's.
  std::int64_t smallest_chunk = 5'242'880;
  std::int64_t smallest_file = 1;  // bytes; empty files are documented nowhere, so they are refused
  std::vector<std::string> content_ids = {};   // related content that exists; none: any UUID does
  std::vector<std::string> language_ids = {};  // besides the system's; none: any UUID is a language

  std::uint32_t assembling_polls = 2;    // the so-many-th read of the asset finds it assembled ...
  std::int64_t assembling_takes_ms = 0;  // ... unless it is younger than this
  std::uint32_t lifecycle_polls = 1;     // the same of archive, restore and move
  std::int64_t lifecycle_takes_ms = 0;
  std::string restored_as = "Available";            // or "Restored"
  std::vector<std::string> error_paths = {};        // globs: assembling these ends in Error
  std::uint32_t error_times = 0;                    // so often per path; 0: always
  std::vector<std::string> read_only_folders = {};  // "/Content/Archive": writing below is a 403

  // Fixed, so that a job file can name them.
  std::string root_id = "11111111-1111-4111-8111-111111111111";      // /Content
  std::string incoming_id = "22222222-2222-4222-8222-222222222222";  // /Content/Incoming
};

}  // namespace ingot::lab
