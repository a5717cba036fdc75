// ingot-lab-tenovos: the emulator as a program. Its flags turn into TenovosOptions here and nowhere
// else.
#include <charconv>
#include <functional>
#include <optional>

#include <ingot/lab/duration.hpp>
#include <ingot/lab/lab_main.hpp>

#include "plugins/tenovos/lab/tenovos_emulator.hpp"

namespace {

using namespace ingot::lab;
using namespace ingot::lab::tenovos;

// Sets what the value says; false: it does not fit the flag.
using Take = std::function<bool(const std::string& value, TenovosOptions& options)>;

struct Flag {
  LabFlag shown;
  Take take;
};

Take text(std::string TenovosOptions::*member) {
  return [member](const std::string& value, TenovosOptions& options) {
    options.*member = value;
    return true;
  };
}

Take texts(std::vector<std::string> TenovosOptions::*member) {
  return [member](const std::string& value, TenovosOptions& options) {
    (options.*member).push_back(value);
    return !value.empty();
  };
}

Take duration(std::int64_t TenovosOptions::*member) {
  return [member](const std::string& value, TenovosOptions& options) {
    const std::optional<std::int64_t> ms = duration_ms(value);
    options.*member = ms.value_or(0);
    return ms.has_value();
  };
}

template <typename T>
Take number(T TenovosOptions::*member, T least) {
  return [member, least](const std::string& value, TenovosOptions& options) {
    T& into = options.*member;
    const char* end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, into);
    return !value.empty() && read.ec == std::errc{} && read.ptr == end && into >= least;
  };
}

template <typename T>
Take choice(T TenovosOptions::*member, std::vector<std::pair<std::string, T>> values) {
  return [member, values](const std::string& value, TenovosOptions& options) {
    for (const auto& [name, meaning] : values) {
      if (name != value) continue;
      options.*member = meaning;
      return true;
    }
    return false;
  };
}

bool take_base_path(const std::string& value, TenovosOptions& options) {
  options.base_path = value;
  return value.empty() || (value.starts_with('/') && !value.ends_with('/'));
}

// Makes an attribute of the first template required.
bool require_attribute(const std::string& value, TenovosOptions& options) {
  bool is_known = false;
  for (Attribute& attribute : options.metadata.templates.front().attributes) {
    if (attribute.name != value) continue;
    attribute.is_required = is_known = true;
  }
  return is_known;
}

std::vector<Flag> access_flags() {
  using O = TenovosOptions;
  return {{{"--base-path", "PATH", "what the API's paths begin with (/v1)"}, take_base_path},
          {{"--api-key", "TEXT", "X-API-Key (lab-api-key)"}, text(&O::api_key)},
          {{"--username", "TEXT", "of the only account (lab-user)"}, text(&O::username)},
          {{"--password", "TEXT", "of the only account (lab-password)"}, text(&O::password)},
          {{"--client-id", "optional|required", "is clientId wanted, as v1 did (optional)"},
           choice(&O::client_id_rule,
                  {{"optional", ClientId::kOptional}, {"required", ClientId::kRequired}})},
          {{"--access-token", "optional|required", "is the header AccessToken wanted (optional)"},
           choice(&O::access_token_header, {{"optional", AccessTokenHeader::kOptional},
                                            {"required", AccessTokenHeader::kRequired}})},
          {{"--refresh", "keep|rotate", "is a refresh token good until it expires, or once (keep)"},
           choice(&O::refresh_token,
                  {{"keep", RefreshToken::kKeep}, {"rotate", RefreshToken::kRotate}})},
          {{"--token-ttl", "DURATION", "life of access tokens (1h)"},
           duration(&O::access_token_ttl_ms)},
          {{"--refresh-ttl", "DURATION", "life of refresh tokens (30d)"},
           duration(&O::refresh_token_ttl_ms)},
          {{"--rights", "admin|uploader|reader", "what the account may do (admin)"},
           choice(&O::rights, {{"admin", Rights::kAdministrator},
                               {"uploader", Rights::kUploader},
                               {"reader", Rights::kReader}})}};
}

std::vector<Flag> upload_flags() {
  using O = TenovosOptions;
  return {
      {{"--reply", "wrapped|flat", "shape of the answer to POST /asset (wrapped)"},
       choice(&O::create_reply,
              {{"wrapped", CreateReply::kWrapped}, {"flat", CreateReply::kFlat}})},
      {{"--one-part", "by-filesize|url|urls", "answer for files of one part (by-filesize)"},
       choice(&O::one_part_reply, {{"by-filesize", OnePartReply::kByFilesize},
                                   {"url", OnePartReply::kUrl},
                                   {"urls", OnePartReply::kUrls}})},
      {{"--unknown", "refuse|ignore", "properties no document knows (refuse)"},
       choice(&O::unknown_property,
              {{"refuse", UnknownProperty::kRefuse}, {"ignore", UnknownProperty::kIgnore}})},
      {{"--filename", "name|path", "may a filename have folders in it (name)"},
       choice(&O::filename, {{"name", Filename::kName}, {"path", Filename::kPath}})},
      {{"--skip-transcode", "required|optional", "of federated assets (required)"},
       choice(&O::skip_transcode,
              {{"required", SkipTranscode::kRequired}, {"optional", SkipTranscode::kOptional}})},
      {{"--part-bytes", "BYTES", "size of every part but the last (104857600)"},
       number<std::uint64_t>(&O::part_bytes, 1)},
      {{"--max-bytes", "BYTES", "the largest filesize; 0: any (5368709120)"},
       number<std::uint64_t>(&O::max_bytes, 0)},
      {{"--smallest-file", "BYTES", "0 lets empty files in (1)"},
       number<std::int64_t>(&O::smallest_file, 0)},
      {{"--second-completion", "refuse|repeat", "answer to completing again (refuse)"},
       choice(&O::second_completion,
              {{"refuse", SecondCompletion::kRefuse}, {"repeat", SecondCompletion::kRepeatReply}})},
      {{"--cancel", "upload|asset", "what cancel removes (upload)"},
       choice(&O::cancel_reach,
              {{"upload", CancelReach::kAbortsUpload}, {"asset", CancelReach::kDeletesAsset}})},
      {{"--cancel-fields", "all|ids", "what cancel must carry (all)"},
       choice(&O::cancel_form, {{"all", CancelForm::kAllFields}, {"ids", CancelForm::kIdsOnly}})}};
}

std::vector<Flag> asset_flags() {
  using O = TenovosOptions;
  return {
      {{"--content-after-polls", "N", "the N-th GET shows a file's size (1)"},
       number<std::uint32_t>(&O::content_after_polls, 0)},
      {{"--content-takes", "DURATION", "but not earlier (0s)"}, duration(&O::content_takes_ms)},
      {{"--checksum-after-polls", "N", "the N-th GET shows MD5 and renditions (2)"},
       number<std::uint32_t>(&O::checksum_after_polls, 0)},
      {{"--checksum-takes", "DURATION", "but not earlier (0s)"}, duration(&O::checksum_takes_ms)},
      {{"--searchable-after", "DURATION", "new assets are not found by searches earlier (0s)"},
       duration(&O::searchable_after_ms)},
      {{"--refuse-name", "TEXT", "403 for filenames with it; may be repeated"},
       texts(&O::refused_names)},
      {{"--break-name", "TEXT", "502 for filenames with it; may be repeated"},
       texts(&O::broken_names)},
      {{"--require", "NAME", "an attribute of Lab Default that is required; may be repeated"},
       require_attribute},
      {{"--open-assets", "announced|all", "assets without a file that the audit lists (announced)"},
       choice(&O::open_assets,
              {{"announced", OpenAssets::kAnnounced}, {"all", OpenAssets::kAll}})}};
}

std::vector<Flag> all_flags() {
  std::vector<Flag> all = access_flags(), uploads = upload_flags(), assets = asset_flags();
  for (Flag& flag : uploads) all.push_back(std::move(flag));
  for (Flag& flag : assets) all.push_back(std::move(flag));
  return all;
}

Expected<std::unique_ptr<Service>> make(const LabSettings& settings, const Clock& clock) {
  TenovosOptions options;
  options.origin = settings.origin;
  options.storage = settings.storage;
  options.directory = settings.directory;
  options.seed = settings.seed;
  options.url_ttl_ms = settings.url_ttl_ms;
  for (const Flag& flag : all_flags()) {
    const auto [begin, end] = settings.flags.equal_range(flag.shown.name);
    for (auto given = begin; given != end; ++given) {
      if (!flag.take(given->second, options))
        return Problem{given->first + " " + given->second + ": not a value of this flag"};
    }
  }
  return std::unique_ptr<Service>(std::make_unique<TenovosEmulator>(std::move(options), clock));
}

// What fits the flags' defaults; the short polls keep the lab's jobs from being waited for.
constexpr const char* kExample = R"(vendor:
  plugin: tenovos
  base_url: ${params.address}/v1
  config:
    api_key: { secret: "exec:echo lab-api-key" }
    username: lab-user
    password: { secret: "exec:echo lab-password" }
    metadata_template_id: 1ab00000-0000-4000-8000-0000000000a1
    security_template_ids: [1ab00000-0000-4000-8000-0000000000b1]
)";

}  // namespace

int main(int argc, char** argv) {
  LabProgram program;
  program.name = "ingot-lab-tenovos";
  program.summary = "Tenovos on this machine, for tests and demonstrations";
  for (const Flag& flag : all_flags()) program.flags.push_back(flag.shown);
  program.make = make;
  program.url_ttl = "24h";  // tenovos.md 2.5
  program.example = kExample;
  return lab_main(argc, argv, program);
}
