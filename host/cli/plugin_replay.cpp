// `ingot plugin replay PLUGIN TRANSCRIPT...`: loads the plugin and tells it the recorded facts
// again. With --update what it asks for now is written into the transcripts, so that an author need
// only write down the facts.
#include <iostream>
#include <optional>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plugin_command.hpp"
#include "host/cli/plugin_host.hpp"
#include "host/cli/program_path.hpp"
#include "host/io/durable_file.hpp"
#include "host/plugin/transcript.hpp"

namespace ingot::cli {

namespace {

constexpr std::size_t kLargestTranscript = 16u << 20;

struct Played {
  std::string path;
  plugin::Transcript transcript;
  std::string difference;  // empty: as recorded
};

Result<Played> play_file(const std::string& path, plugin::Vendor& vendor) {
  Played result;
  result.path = path;
  INGOT_TRY(const std::string text, io::read_small_file(path, kLargestTranscript));
  INGOT_TRY(const plugin::Transcript recorded, plugin::parse_transcript(text));
  if (recorded.vendor != vendor.manifest().name) {
    return Error{ErrorKind::invalid, "is of the plugin `" + printable(recorded.vendor) +
                                         "`, not of `" + vendor.manifest().name + "`"};
  }
  INGOT_TRY(result.transcript, plugin::play(recorded, vendor));
  result.difference = plugin::difference(recorded, result.transcript);
  return result;
}

Status update(const Played& played) {
  if (played.difference.empty()) return {};
  return io::write_durable_file(played.path, plugin::to_text(played.transcript));
}

void print_text(const Played& played, bool is_updated) {
  const char* const word = played.difference.empty() ? "same     "
                           : is_updated              ? "updated  "
                                                     : "differs  ";
  std::cout << word << played.path << "  " << played.transcript.operation() << ", "
            << played.transcript.steps.size()
            << (played.transcript.steps.size() == 1 ? " step: " : " steps: ")
            << printable(played.transcript.shows) << "\n";
  if (!is_updated) std::cout << played.difference;
}

void print_json(const std::vector<Played>& all) {
  const char* separator = "[\n";
  for (const Played& played : all) {
    std::cout << separator << "{\"transcript\":" << json_string(played.path)
              << ",\"operation\":" << json_string(played.transcript.operation())
              << ",\"steps\":" << played.transcript.steps.size()
              << ",\"same\":" << (played.difference.empty() ? "true" : "false")
              << ",\"difference\":" << json_string(played.difference) << "}";
    separator = ",\n";
  }
  std::cout << "\n]\n";
}

}  // namespace

int replay_transcripts(const Arguments& arguments) {
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  const auto found = registry.look_up(arguments.positional[1]);
  if (!found) return plugin_failure(found.error());
  const auto hosted = host_plugin(registry, *found, job::Isolation::automatic);
  if (!hosted) return plugin_failure(hosted.error());
  const bool is_update = arguments.has("update"), is_json = arguments.value("output") == "json";
  std::vector<Played> all;
  bool is_same = true;
  for (std::size_t i = 2; i < arguments.positional.size(); ++i) {
    const std::string& path = arguments.positional[i];
    auto played = play_file(path, *hosted->vendor);
    if (!played) return plugin_failure(played.error().within(printable(path)));
    if (is_update) {
      if (const Status written = update(*played); !written) return plugin_failure(written.error());
    }
    is_same = is_same && played->difference.empty();
    if (!is_json) print_text(*played, is_update);
    all.push_back(*std::move(played));
  }
  if (is_json) print_json(all);
  return is_same || is_update ? kOk : kDrift;
}

}  // namespace ingot::cli
