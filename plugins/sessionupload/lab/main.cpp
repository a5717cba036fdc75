// ingot-lab-sessionupload: the emulator as a program. Its flags turn into SessionUploadOptions here
// and nowhere else.

#include <ingot/lab/flag_value.hpp>
#include <ingot/lab/lab_main.hpp>

#include "plugins/sessionupload/lab/sessionupload_emulator.hpp"

namespace {

using namespace ingot::lab;

bool read_text(const std::string& text, std::string& into) {
  into = text;
  return true;
}

bool add_text(const std::string& text, std::vector<std::string>& into) {
  into.push_back(text);
  return !text.empty();
}

// What a login may say; the statuses of the vendor's documents, in its spelling.
bool is_login_status(const std::string& text) {
  for (const char* known : {"TwoFactorSetupRequired", "TwoFactorCodeRequired", "IsDisabled",
                            "IsPendingEmailConfirmation", "IsPendingNewAccountSignup",
                            "IsPendingAccountMigrationSignup", "IsPendingNewPassword", "IsExpired",
                            "IsPendingInvitation"}) {
    if (text == known) return true;
  }
  return false;
}

using Options = SessionUploadOptions;
struct Flag {
  LabFlag shown;
  // False: the value does not fit the flag.
  bool (*take)(const std::string& value, Options& options);
};

#define INGOT_TAKE(expression) \
  [](const std::string& value, Options& options) -> bool { return (expression); }

const std::vector<Flag>& account_flags() {
  static const std::vector<Flag> kFlags{
      {{"--token", "TEXT", "a bearer token that is accepted; may be repeated (lab-token)"},
       INGOT_TAKE(add_text(value, options.static_tokens))},
      {{"--user", "TEXT", "name of the user (lab-user)"},
       INGOT_TAKE(read_text(value, options.user_name))},
      {{"--password", "TEXT", "of the user (lab-password)"},
       INGOT_TAKE(read_text(value, options.password))},
      {{"--api-key", "TEXT", "good in place of the password (lab-api-key)"},
       INGOT_TAKE(read_text(value, options.api_key))},
      {{"--refresh-token", "TEXT", "the first refresh token (lab-refresh-token)"},
       INGOT_TAKE(read_text(value, options.refresh_token))},
      {{"--application-id", "UUID", "the login must name this application (any or none)"},
       INGOT_TAKE(read_text(value, options.application_id))},
      {{"--login-status", "STATUS", "what keeps the user out: IsDisabled, ... (nothing)"},
       INGOT_TAKE(is_login_status(value) && read_text(value, options.login_status))},
      {{"--mfa-code", "TEXT", "what TwoFactorCodeRequired asks for (lab-mfa-code)"},
       INGOT_TAKE(read_text(value, options.mfa_code))},
      {{"--token-ttl", "DURATION", "life of access tokens (45m)"},
       INGOT_TAKE(read_duration(value, options.access_token_ttl_ms))},
      {{"--refresh-ttl", "DURATION", "life of refresh tokens (30d)"},
       INGOT_TAKE(read_duration(value, options.refresh_token_ttl_ms))},
      {{"--expired-status", "401|403", "what an expired token is answered with (401)"},
       INGOT_TAKE(read_word(value, {"401", 401}, {"403", 403}, options.expired_status))},
      {{"--sessions", "many|one", "does a login end earlier sessions (many)"},
       INGOT_TAKE(
           read_word(value, {"many", Sessions::kMany}, {"one", Sessions::kOne}, options.sessions))}};
  return kFlags;
}

const std::vector<Flag>& upload_flags() {
  static const std::vector<Flag> kFlags{
      {{"--routes", "current|2024", "where uploads are started and completed (current)"},
       INGOT_TAKE(read_word(value, {"current", RouteSet::kCurrent}, {"2024", RouteSet::k2024}, options.routes))},
      {{"--part-url-field", "url|uploadUrl", "name of a part's URL (url)"},
       INGOT_TAKE((value == "url" || value == "uploadUrl") &&
                  read_text(value, options.part_url_field))},
      {{"--first-part", "0|1", "number of the first part (1)"},
       INGOT_TAKE(read_word(value, {"0", 0}, {"1", 1}, options.first_part_number))},
      {{"--status-form", "text|number", "how assetStatus is written (text)"},
       INGOT_TAKE(read_word(value, {"text", StatusForm::kText}, {"number", StatusForm::kNumber}, options.status_form))},
      {{"--resume-urls", "fresh|same", "does reading a session renew its URLs (fresh)"},
       INGOT_TAKE(read_word(value, {"fresh", ResumeUrls::kFresh}, {"same", ResumeUrls::kSame}, options.resume_urls))},
      {{"--cancel-option", "abandons|refuses",
        "what the option Cancel does to an upload under way (abandons)"},
       INGOT_TAKE(read_word(value, {"abandons", CancelOption::kAbandons}, {"refuses", CancelOption::kRefuses}, options.cancel_option))},
      {{"--replace-unfinished", "erases|leaves",
        "what Replace does to an unfinished new file (erases)"},
       INGOT_TAKE(read_word(value, {"erases", UnfinishedOnReplace::kErased}, {"leaves", UnfinishedOnReplace::kLeft}, options.unfinished_on_replace))},
      {{"--replaced-id", "kept|new", "the asset id after Replace (kept)"},
       INGOT_TAKE(read_word(value, {"kept", ReplacedId::kKept}, {"new", ReplacedId::kNew}, options.replaced_id))},
      {{"--option-case", "exact|any", "spelling of the overwrite option (exact)"},
       INGOT_TAKE(read_word(value, {"exact", OptionCase::kExact}, {"any", OptionCase::kAny}, options.option_case))},
      {{"--etag-check", "confirm|complete", "when a wrong ETag is noticed (confirm)"},
       INGOT_TAKE(read_word(value, {"confirm", EtagCheck::kAtConfirm}, {"complete", EtagCheck::kAtCompletion}, options.etag_check))},
      {{"--unconfirmed", "refuses|empty",
        "completing without every part: 400, or 200 and nothing "
        "done (refuses)"},
       INGOT_TAKE(read_word(value, {"refuses", UnconfirmedParts::kRefused}, {"empty", UnconfirmedParts::kEmptyResult}, options.unconfirmed_parts))},
      {{"--second-completion", "refuses|accepts", "completing again (refuses)"},
       INGOT_TAKE(read_word(value, {"refuses", SecondCompletion::kRefused}, {"accepts", SecondCompletion::kAccepted}, options.second_completion))},
      {{"--continued-length", "must-match|original-wins",
        "Continue with another contentLength (must-match)"},
       INGOT_TAKE(read_word(value, {"must-match", ContinuedLength::kMustMatch}, {"original-wins", ContinuedLength::kOriginalWins}, options.continued_length))},
      {{"--smallest-chunk", "BYTES", "less is refused as chunkSize (5242880)"},
       INGOT_TAKE(read_number(value, options.smallest_chunk) && options.smallest_chunk > 0)},
      {{"--smallest-file", "BYTES", "0 lets empty files in (1)"},
       INGOT_TAKE(read_number(value, options.smallest_file) && options.smallest_file >= 0)}};
  return kFlags;
}

const std::vector<Flag>& asset_flags() {
  static const std::vector<Flag> kFlags{
      {{"--content-id", "UUID", "related content that exists; may be repeated (any)"},
       INGOT_TAKE(add_text(value, options.content_ids))},
      {{"--language-id", "UUID", "a language that exists; may be repeated (any)"},
       INGOT_TAKE(add_text(value, options.language_ids))},
      {{"--assembling-polls", "N", "the N-th read finds an asset assembled (2)"},
       INGOT_TAKE(read_number(value, options.assembling_polls))},
      {{"--assembling-takes", "DURATION", "no asset is assembled earlier (0s)"},
       INGOT_TAKE(read_duration(value, options.assembling_takes_ms))},
      {{"--lifecycle-polls", "N", "the same of archive, restore and move (1)"},
       INGOT_TAKE(read_number(value, options.lifecycle_polls))},
      {{"--lifecycle-takes", "DURATION", "the same of archive, restore and move (0s)"},
       INGOT_TAKE(read_duration(value, options.lifecycle_takes_ms))},
      {{"--restored-as", "Available|Restored", "status after a restore (Available)"},
       INGOT_TAKE((value == "Available" || value == "Restored") &&
                  read_text(value, options.restored_as))},
      {{"--error-path", "GLOB", "assembling these ends in Error; may be repeated"},
       INGOT_TAKE(add_text(value, options.error_paths))},
      {{"--error-times", "N", "so often for each path; 0: always (0)"},
       INGOT_TAKE(read_number(value, options.error_times))},
      {{"--read-only-folder", "PATH", "writing below it is a 403; may be repeated"},
       INGOT_TAKE(add_text(value, options.read_only_folders))}};
  return kFlags;
}

#undef INGOT_TAKE

std::vector<Flag> all_flags() {
  std::vector<Flag> all = account_flags();
  for (const auto* more : {&upload_flags(), &asset_flags()}) {
    all.insert(all.end(), more->begin(), more->end());
  }
  return all;
}

Expected<std::unique_ptr<Service>> make(const LabSettings& settings, const Clock& clock) {
  Options options;
  options.origin = settings.origin;
  options.storage = settings.storage;
  options.directory = settings.directory;
  options.seed = settings.seed;
  options.url_ttl_ms = settings.url_ttl_ms;
  if (settings.flags.contains("--token")) options.static_tokens.clear();
  for (const Flag& flag : all_flags()) {
    const auto [first, last] = settings.flags.equal_range(flag.shown.name);
    for (auto given = first; given != last; ++given) {
      if (!flag.take(given->second, options)) {
        return Problem{given->first + " " + given->second + ": not a value of this flag"};
      }
    }
  }
  return std::unique_ptr<Service>(
      std::make_unique<SessionUploadEmulator>(std::move(options), clock));
}

// What fits the flags' defaults; the short polls keep the lab's jobs from being waited for.
constexpr const char* kExample = R"(vendor:
  plugin: sessionupload
  base_url: ${params.address}
  config:
    username: lab-user
    password: { secret: "exec:echo lab-password" }
    overwrite: replace
    poll: { every: 20ms, timeout: 2m }
)";

}  // namespace

int main(int argc, char** argv) {
  LabProgram program{"ingot-lab-sessionupload",
                     "the upload-session vendor on this machine, for tests and demonstrations",
                     {},
                     make};
  for (const Flag& flag : all_flags()) program.flags.push_back(flag.shown);
  program.example = kExample;
  return lab_main(argc, argv, program);
}
