// ingot-lab-bim360: the emulator as a program. Its flags turn into Bim360Options here and nowhere
// else.

#include <ingot/lab/flag_value.hpp>
#include <ingot/lab/lab_main.hpp>

#include "plugins/bim360/lab/bim360_emulator.hpp"

namespace {

using namespace ingot::lab;

bool take_choice(const std::string& name, const std::string& value, Bim360Options& options) {
  if (name == "--provisioned") {
    return read_word(value, {"yes", Provisioning::kProvisioned}, {"no", Provisioning::kMissing}, options.provisioning);
  }
  if (name == "--batch-errors") {
    return read_word(value, {"indexed", BatchErrors::kIndexed}, {"message", BatchErrors::kMessage}, options.batch_errors);
  }
  if (name == "--results-order") {
    return read_word(value, {"reversed", ResultsOrder::kReversed}, {"as-asked", ResultsOrder::kAsAsked}, options.results_order);
  }
  if (name == "--duplicate-barcode") {
    return read_word(value, {"accept", DuplicateBarcode::kAccept}, {"conflict", DuplicateBarcode::kConflict}, options.duplicate_barcode);
  }
  if (name == "--numeric") {
    return read_word(value, {"text", NumericValues::kText}, {"either", NumericValues::kEither}, options.numeric_values);
  }
  if (name == "--locations") {
    return read_word(value, {"known", Locations::kKnown}, {"any", Locations::kAny}, options.locations);
  }
  if (name == "--second-completion") {
    return read_word(value, {"refused", SecondCompletion::kRefused}, {"repeated", SecondCompletion::kRepeated}, options.second_completion);
  }
  return true;
}

// False: the value does not fit the flag.
bool take_flag(const std::string& name, const std::string& value, Bim360Options& options) {
  if (name == "--token") options.static_tokens.push_back(value);
  if (name == "--client-id") options.client_id = value;
  if (name == "--client-secret") options.client_secret = value;
  if (name == "--refresh-token") options.refresh_token = value;
  if (name == "--refuse-name") options.refused_names.push_back(value);
  if (name == "--lock-name") options.locked_names.push_back(value);
  if (name == "--token-ttl") return read_duration(value, options.access_token_ttl_ms);
  if (name == "--refresh-ttl") return read_duration(value, options.refresh_token_ttl_ms);
  if (name == "--searchable-after") return read_duration(value, options.searchable_after_ms);
  if (name == "--upload-life") return read_duration(value, options.upload_life_ms);
  if (name == "--reads-per-minute") return read_number(value, options.reads_per_minute);
  if (name == "--writes-per-minute") return read_number(value, options.writes_per_minute);
  if (name == "--tokens-per-minute") return read_number(value, options.tokens_per_minute);
  if (name == "--storage-per-minute") return read_number(value, options.storage_per_minute);
  if (name == "--smallest-part") return read_number(value, options.smallest_part);
  if (name == "--max-items") return read_number(value, options.max_items) && options.max_items > 0;
  if (name == "--largest-page") {
    return read_number(value, options.largest_page) && options.largest_page > 0;
  }
  return take_choice(name, value, options);
}

Expected<std::unique_ptr<Service>> make(const LabSettings& settings, const Clock& clock) {
  Bim360Options options;
  options.origin = settings.origin;
  options.storage = settings.storage;
  options.directory = settings.directory;
  options.seed = settings.seed;
  options.url_ttl_ms = settings.url_ttl_ms;
  if (settings.flags.contains("--token")) options.static_tokens.clear();
  for (const auto& [name, value] : settings.flags) {
    if (!take_flag(name, value, options))
      return Problem{name + " " + value + ": not a value of this flag"};
  }
  return std::unique_ptr<Service>(std::make_unique<Bim360Emulator>(std::move(options), clock));
}

const std::vector<LabFlag>& flags() {
  static const std::vector<LabFlag> kFlags{
      {"--token", "TEXT", "a bearer token that is accepted; may be repeated (lab-token)"},
      {"--client-id", "TEXT", "of the OAuth client (lab-client)"},
      {"--client-secret", "TEXT", "of the OAuth client (lab-secret)"},
      {"--refresh-token", "TEXT", "the first refresh token, good once (lab-refresh-token)"},
      {"--token-ttl", "DURATION", "life of access tokens (60m)"},
      {"--refresh-ttl", "DURATION", "life of refresh tokens (15d)"},
      {"--provisioned", "yes|no", "is the app added to the account, or every call a 403 (yes)"},
      {"--reads-per-minute", "N", "reading calls of the account; 0: no limit (1000)"},
      {"--writes-per-minute", "N", "creating, changing and deleting calls; 0: no limit (100)"},
      {"--tokens-per-minute", "N", "token calls; 0: no limit (500)"},
      {"--storage-per-minute", "N", "storage places; 0: no limit (300)"},
      {"--max-items", "N", "entities a batch may have (100)"},
      {"--batch-errors", "indexed|message", "does a refused batch say which items (indexed)"},
      {"--results-order", "reversed|as-asked", "order of batch results (reversed)"},
      {"--duplicate-barcode", "accept|conflict", "may two assets share a barcode (accept)"},
      {"--numeric", "text|either", "may numeric attributes be JSON numbers too (text)"},
      {"--locations", "known|any", "must a locationId be one of the project's (known)"},
      {"--searchable-after", "DURATION", "new assets and documents are not listed earlier (0s)"},
      {"--largest-page", "N", "pages hold at most so many, whatever limit says (200)"},
      {"--refuse-name", "TEXT", "assets whose clientAssetId has it are invalid; may be repeated"},
      {"--lock-name", "TEXT", "documents whose name has it take no version; may be repeated"},
      {"--upload-life", "DURATION", "an upload not completed by then is discarded (24h)"},
      {"--smallest-part", "BYTES", "of every part but the last (5242880)"},
      {"--second-completion", "refused|repeated", "of an upload that is complete (refused)"}};
  return kFlags;
}

}  // namespace

int main(int argc, char** argv) {
  return lab_main(
      argc, argv,
      {"ingot-lab-bim360", "BIM 360 Assets on this machine, for tests and demonstrations", flags(),
       make, "60m"});
}
