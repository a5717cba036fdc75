// Search, compare, repeat. Paging has no sort order (dash.md 1.5), so one pass may miss a row and
// the next one shows it twice: only two equal passes count.
#include "plugins/dash/probe.hpp"

#include <algorithm>
#include <array>

namespace ingot::dash {
namespace {

using std::chrono::milliseconds;

// Clocks of the vendor and ours may be that far apart.
constexpr std::int64_t kSkewMs = 5 * 60'000;
// A creation job of 100 items takes seconds; after these pauses what has not come is taken not to
// come.
constexpr std::array<std::int64_t, 4> kPausesMs = {2000, 4000, 8000, 15'000};
constexpr std::size_t kFirstPage = 1000,
                      kSmallestPage = 10;  // 1000 is in use by others (dash.md 1.5)
constexpr std::size_t kMostPages = 5000;

struct Pass {
  std::vector<Asset> seen;
  std::string problem;
};

std::string folder_of(const ItemWork& work) {
  return work.path.substr(0, work.path.size() - work.item.name.size());
}

bool is_candidate(const Asset& asset, const ItemWork& work, std::int64_t since_ms) {
  if (asset.state != "STAGED" || asset.filename != work.item.name) return false;
  if (asset.born_ms && *asset.born_ms < since_ms - kSkewMs) return false;
  // Folder values may be option ids, which say nothing here; paths contradict if none is ours.
  bool has_path = false;
  const std::string folder = folder_of(work);
  for (std::string value : asset.folders) {
    if (!value.starts_with('/')) continue;
    has_path = true;
    if (!value.ends_with('/')) value += '/';
    if (value == folder) return true;
  }
  return !has_path;
}

// One pass over all assets, keeping those that could be anyone's.
task<Pass> search_all(Workbench& bench, const std::vector<const ItemWork*>& wanted,
                      std::int64_t since_ms) {
  Pass pass;
  std::set<std::string> ids;
  std::size_t page_size = kFirstPage, from = 0;
  std::string first_of_page;
  for (std::size_t pages = 0; pages < kMostPages; ++pages) {
    const Reply reply = co_await bench.batch.send(
        bench.api.read("POST", "/asset-searches", search_body(from, page_size)));
    const Judgement judgement = bench.judged(reply);
    const bool is_too_big =
        judgement.verdict == Verdict::invalid || reply.outcome == Outcome::too_large;
    if (is_too_big && page_size > kSmallestPage) {
      page_size = std::max(kSmallestPage, page_size / 4);
      continue;
    }
    pass.problem = judgement.why;
    if (judgement.verdict != Verdict::ok) co_return pass;
    const auto page = read_search(reply.body, bench.context.folder_field_id);
    pass.problem = page.problem();
    if (!page) co_return pass;
    // A server that ignores `from` would show its first page for ever.
    const std::string first = page->assets.empty() ? "" : page->assets.front().id;
    if (page->rows == 0 || (!first.empty() && first == first_of_page)) co_return pass;
    first_of_page = first;
    for (const Asset& asset : page->assets) {
      const bool is_ours = std::any_of(wanted.begin(), wanted.end(), [&](const ItemWork* work) {
        return is_candidate(asset, *work, since_ms);
      });
      if (is_ours && ids.insert(asset.id).second) pass.seen.push_back(asset);
    }
    from += page->rows;  // not page_size: the server may give fewer without a word
    if (page->total && static_cast<std::int64_t>(from) >= *page->total) co_return pass;
  }
  pass.problem = "search: the account has too many assets to look through";
  co_return pass;
}

std::set<std::string> known_assets(const Workbench& bench) {
  std::set<std::string> known;
  for (const auto& [item, place] : bench.state.placed) known.insert(place.asset_id);
  return known;
}

void give_up(ProbeResult& result, const std::vector<const ItemWork*>& wanted,
             const std::string& why) {
  result = ProbeResult();
  for (const ItemWork* work : wanted) result.doubtful[work->item.idx] = why;
}

}  // namespace

namespace {

using FolderNames = std::map<std::string, std::string>;  // folder option id -> the folder's path

ProbeResult assign_with(const FolderNames& folders, const std::vector<const ItemWork*>& wanted,
                        const std::vector<Asset>& seen, const std::set<std::string>& known,
                        std::int64_t since_ms) {
  ProbeResult result;
  std::map<std::string, std::vector<std::uint32_t>> claims;
  for (const ItemWork* work : wanted) {
    std::vector<std::string> candidates;
    for (const Asset& asset : seen) {
      if (known.contains(asset.id) || !is_candidate(asset, *work, since_ms)) continue;
      const bool is_elsewhere = std::any_of(
          asset.folders.begin(), asset.folders.end(), [&](const std::string& option) {
            const auto named = folders.find(option);
            return named != folders.end() && named->second != folder_of(*work);
          });
      if (!is_elsewhere) candidates.push_back(asset.id);
    }
    const std::uint32_t index = work->item.idx;
    for (const std::string& id : candidates) claims[id].push_back(index);
    if (candidates.empty()) result.missing.insert(index);
    if (candidates.size() == 1) result.found[index] = candidates.front();
    if (candidates.size() > 1) result.doubtful[index] = "several staged assets have this name";
  }
  for (const auto& [id, items] : claims) {
    if (items.size() < 2) continue;
    for (const std::uint32_t index : items) {
      result.found.erase(index);
      result.doubtful[index] =
          "a staged asset of this name may belong to another file of the batch";
    }
  }
  return result;
}

}  // namespace

ProbeResult assign(const std::vector<const ItemWork*>& wanted, const std::vector<Asset>& seen,
                   const std::set<std::string>& known, std::int64_t since_ms) {
  const ProbeResult first = assign_with({}, wanted, seen, known, since_ms);
  if (first.doubtful.empty() || first.found.empty()) return first;
  // Folders are option ids, whose paths nobody tells (dash.md 1.5); what was found without doubt teaches them, and that
  // tells files of one name in different folders apart.
  FolderNames folders;
  std::set<std::string> ambiguous;
  for (const ItemWork* work : wanted) {
    const auto found = first.found.find(work->item.idx);
    if (found == first.found.end()) continue;
    for (const Asset& asset : seen) {
      if (asset.id != found->second || asset.folders.size() != 1) continue;
      const auto [slot, is_new] = folders.emplace(asset.folders.front(), folder_of(*work));
      if (!is_new && slot->second != folder_of(*work)) ambiguous.insert(slot->first);
    }
  }
  for (const std::string& option : ambiguous) folders.erase(option);
  return assign_with(folders, wanted, seen, known, since_ms);
}

task<ProbeResult> probe(Workbench& bench, std::vector<std::uint32_t> items, std::int64_t since_ms) {
  std::vector<const ItemWork*> wanted;
  for (const std::uint32_t index : items) wanted.push_back(&bench.items[index]);
  ProbeResult result;
  bool is_stable = false;
  for (std::size_t round = 0; round < kPausesMs.size(); ++round) {
    co_await bench.batch.wait(milliseconds(kPausesMs[round]));
    const Pass pass = co_await search_all(bench, wanted, since_ms);
    if (!pass.problem.empty() || bench.batch.cancelled()) {
      give_up(result, wanted, pass.problem);
      co_return result;
    }
    ProbeResult now = assign(wanted, pass.seen, known_assets(bench), since_ms);
    is_stable = round > 0 && now.found == result.found && now.missing == result.missing;
    result = std::move(now);
    if (is_stable && result.missing.empty()) co_return result;
  }
  if (!is_stable) {
    for (const std::uint32_t index : result.missing) {
      result.doubtful[index] = "assets were still appearing when the search ended";
    }
    result.missing.clear();
  }
  co_return result;
}

}  // namespace ingot::dash
