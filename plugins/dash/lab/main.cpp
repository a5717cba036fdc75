// ingot-lab-dash: the emulator as a program. Its flags turn into DashOptions here and nowhere else.

#include <ingot/lab/flag_value.hpp>
#include <ingot/lab/lab_main.hpp>

#include "plugins/dash/lab/dash_emulator.hpp"

namespace {

using namespace ingot::lab;

// False: the value does not fit the flag.
bool take_flag(const std::string& name, const std::string& value, DashOptions& options) {
  if (name == "--token") options.static_tokens.push_back(value);
  if (name == "--client-id") options.client_id = value;
  if (name == "--client-secret") options.client_secret = value;
  if (name == "--refresh-token") options.refresh_token = value;
  if (name == "--read-only-folder") options.read_only_folders.push_back(value);
  if (name == "--field") options.fields.push_back(value);
  if (name == "--token-ttl") return read_duration(value, options.access_token_ttl_ms);
  if (name == "--job-takes") return read_duration(value, options.job_takes_ms);
  if (name == "--searchable-after") return read_duration(value, options.searchable_after_ms);
  if (name == "--ready-after-polls") return read_number(value, options.ready_after_polls);
  if (name == "--max-items") return read_number(value, options.max_items) && options.max_items > 0;
  if (name == "--fail-job-every") return read_number(value, options.fail_job_every);
  if (name == "--smallest-file") return read_number(value, options.smallest_file);
  if (name == "--refresh") {
    options.rotation = value == "rotate" ? RefreshRotation::kRotate : RefreshRotation::kKeep;
    return value == "rotate" || value == "keep";
  }
  if (name == "--approval") {
    options.approval = value == "required" ? Approval::kRequired : Approval::kNotNeeded;
    return value == "required" || value == "none";
  }
  if (name == "--part-md5") {
    options.md5_spelling = value == "hex"      ? Md5Spelling::kHex
                           : value == "base64" ? Md5Spelling::kBase64
                                               : Md5Spelling::kEither;
    return value == "hex" || value == "base64" || value == "either";
  }
  return true;
}

Expected<std::unique_ptr<Service>> make(const LabSettings& settings, const Clock& clock) {
  DashOptions options;
  options.origin = settings.origin;
  options.storage = settings.storage;
  options.directory = settings.directory;
  options.seed = settings.seed;
  options.url_ttl_ms = settings.url_ttl_ms;
  if (settings.flags.contains("--token")) options.static_tokens.clear();
  if (settings.flags.contains("--field")) options.fields.clear();
  for (const auto& [name, value] : settings.flags) {
    if (!take_flag(name, value, options))
      return Problem{name + " " + value + ": not a value of this flag"};
  }
  return std::unique_ptr<Service>(std::make_unique<DashEmulator>(std::move(options), clock));
}

const std::vector<LabFlag>& flags() {
  static const std::vector<LabFlag> kFlags{
      {"--token", "TEXT", "a bearer token that is accepted; may be repeated (lab-token)"},
      {"--client-id", "TEXT", "of the OAuth client (lab-client)"},
      {"--client-secret", "TEXT", "of the OAuth client (lab-secret)"},
      {"--refresh-token", "TEXT", "the first refresh token (lab-refresh-token)"},
      {"--refresh", "keep|rotate", "is a refresh token good for ever, or once (keep)"},
      {"--token-ttl", "DURATION", "life of access tokens (30d)"},
      {"--ready-after-polls", "N", "the N-th poll finds a job done (2)"},
      {"--job-takes", "DURATION", "no job is done earlier (0s)"},
      {"--fail-job-every", "N", "each N-th job fails as a whole; 0: none (0)"},
      {"--max-items", "N", "items a batch may have (100)"},
      {"--searchable-after", "DURATION", "new assets are not found by searches earlier (0s)"},
      {"--smallest-file", "BYTES", "0 lets empty files in (1)"},
      {"--approval", "none|required", "must uploads be approved, so that LIVE is refused (none)"},
      {"--read-only-folder", "PATH", "items below it fail one by one; may be repeated"},
      {"--part-md5", "either|hex|base64", "spelling of contentMd5 that is accepted (either)"},
      {"--field", "NAME", "a metadata field, instead of the usual six; may be repeated"}};
  return kFlags;
}

// What fits the flags' defaults; the short polls keep the lab's jobs from being waited for.
constexpr const char* kExample = R"(vendor:
  plugin: dash
  base_url: ${params.address}
  config:
    access_token: { secret: "exec:echo lab-token" }
    folder: /Bench
    poll: { every: 20ms }
)";

}  // namespace

int main(int argc, char** argv) {
  return lab_main(
      argc, argv,
      {"ingot-lab-dash", "Dash on this machine, for tests and demonstrations", flags(), make,
       "15m", kExample});
}
