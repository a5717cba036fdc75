#include "host/cli/vocabulary.hpp"

#include <algorithm>

#include "host/cli/doctor_table.hpp"
#include "host/cli/exit_code_table.hpp"
#include "host/cli/plan_codes.hpp"
#include "host/job/codes.hpp"
#include "host/plugin/declared_codes.hpp"
#include "host/plugin/standard_codes.hpp"
#include "host/run/words.hpp"

namespace ingot::cli {

void Vocabulary::add(std::string_view kind, std::string_view name, std::string_view title,
                     std::string_view text) {
  entries_.push_back({std::string(kind), std::string(name), std::string(title), std::string(text)});
}

// Of the program itself, before there is a job.
static constexpr run::Word kProgramCodes[] = {
    {"job", "the job cannot be taken up",
     "The file named on the command line cannot be read, or a -p is not written NAME=VALUE. The "
     "message says which."},
};

// Of `ingot verify`, about one item each.
static constexpr run::Word kVerifyWords[] = {
    {"same", "at the vendor as the ledger says",
     "Whatever the vendor tells of it agrees with what the run left there."},
    {"differs", "at the vendor, and not as the ledger says",
     "The message names each difference with what was expected and found. Somebody changed or "
     "deleted it since; decide "
     "which is right."},
    {"untold", "could not be compared",
     "The plugin has nothing to ask the vendor with, such as an id of the asset."},
    {"unasked", "could not be asked about", "The vendor did not answer usefully. Ask again later."},
};
// Of `ingot test`, beside the codes of items.
static constexpr run::Word kTestWords[] = {
    {"excluded", "the patterns do not take it",
     "scan.folder.include and .exclude leave such a path out, so no run sees it."},
};

Vocabulary Vocabulary::built_in() {
  Vocabulary words;
  for (const auto& each : kProgramCodes)
    words.add("command line", each.name, each.title, each.text);
  for (const auto& each : job::all_codes())
    words.add("job file", job::code_name(each.code), each.title, each.explanation);
  for (const auto& each : all_plan_codes())
    words.add("plan file", code_name(each.code), each.title, each.explanation);
  for (const auto& each : run::item_codes()) words.add("item", each.name, each.title, each.text);
  for (const auto& each : plugin::standard_codes())
    words.add("item", each.name, each.title, each.text);
  for (const auto& each : run::outcome_words())
    words.add("outcome", each.name, each.title, each.text);
  for (const auto& each : run::end_words())
    words.add("end of a run", each.name, each.title, each.text);
  for (const auto& each : kVerifyWords) words.add("verify", each.name, each.title, each.text);
  for (const auto& each : kTestWords) words.add("test of a job", each.name, each.title, each.text);
  for (const auto& each : kExitCodeTable)
    words.add("exit code", std::to_string(each.code), each.meaning, each.text);
  for (const auto& each : kDoctorTable) words.add("doctor", each.name, each.title, each.text);
  return words;
}

Vocabulary Vocabulary::with_plugins(const plugin::Registry& registry) {
  Vocabulary words = built_in();
  for (const auto& installed : registry.list()) {
    if (!installed.manifest || installed.shadowed_by) continue;
    const auto codes = plugin::declared_codes_of(installed.path);
    if (!codes) continue;
    for (const auto& code : *codes)
      words.add("item, " + installed.manifest->name, code.name, code.title, code.text);
  }
  return words;
}

static std::string plain(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c == '-' || c == ' ') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return result;
}

std::vector<const Explanation*> Vocabulary::named(std::string_view name) const {
  std::vector<const Explanation*> found;
  const std::string wanted = plain(name);
  for (const Explanation& entry : entries_) {
    if (plain(entry.name) == wanted) found.push_back(&entry);
  }
  return found;
}

}  // namespace ingot::cli
