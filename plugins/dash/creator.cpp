// From items to creation jobs; what a job's results mean is in creator_results.cpp.
#include "plugins/dash/creator.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace ingot::dash {
namespace {

// Of one wave: with the pauses between them some minutes, after which a later session tries again.
constexpr std::uint32_t kMostTries = 6;

constexpr const char* kCreationPath = "/asset-and-upload-batch-jobs";

bool is_about_folder(const std::string& why) {
  for (const char* word : {"folder", "Folder", "path", "Path"}) {
    if (why.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> waves_of(const std::vector<const Item*>& items,
                                                 std::size_t most) {
  std::vector<std::vector<std::uint32_t>> waves;
  std::vector<std::set<std::string_view>> names;
  for (const Item* item : items) {
    std::size_t at = 0;
    while (at < names.size() && (names[at].size() >= most || names[at].contains(item->name))) ++at;
    if (at == names.size()) {
      names.emplace_back();
      waves.emplace_back();
    }
    names[at].insert(item->name);
    waves[at].push_back(item->idx);
  }
  return waves;
}

task<> Creator::run() {
  for (ItemWork& work : bench_.items) {
    if (!bench_.is_open(work) || work.item.remote_id.empty()) continue;
    const auto placed = bench_.state.placed.find(work.item.idx);
    if (placed == bench_.state.placed.end() || placed->second.upload_id.empty())
      co_await take_over(work);
  }
  const std::vector<Creation> interrupted = bench_.state.creations;
  for (const Creation& creation : interrupted) co_await resume(creation);
  plan_waves();
  while (!waves_.empty() && !bench_.batch.cancelled()) {
    Wave wave = std::move(waves_.front());
    waves_.pop_front();
    wave.items = open_items(wave.items);
    if (!wave.items.empty()) co_await create(std::move(wave));
  }
}

// Items that nothing else accounts for yet.
void Creator::plan_waves() {
  std::vector<std::uint32_t> planned;
  for (const Wave& wave : waves_)
    planned.insert(planned.end(), wave.items.begin(), wave.items.end());
  std::vector<const Item*> fresh;
  for (const ItemWork& work : bench_.items) {
    const std::uint32_t index = work.item.idx;
    if (!bench_.is_open(work) || bench_.state.placed.contains(index)) continue;
    if (std::find(planned.begin(), planned.end(), index) == planned.end())
      fresh.push_back(&work.item);
  }
  for (auto& items : waves_of(fresh, bench_.config.batch_size)) {
    Wave wave;
    wave.items = std::move(items);
    waves_.push_back(std::move(wave));
  }
}

// An earlier session of this item left an asset: it is used, not doubled.
task<> Creator::take_over(ItemWork& work) {
  const std::string path = "/assets/" + percent_encoded(work.item.remote_id);
  const Reply reply = co_await bench_.batch.send(bench_.api.read("GET", path));
  const Judgement judgement = bench_.judged(reply);
  if (judgement.verdict == Verdict::gone) co_return;  // cleaned up meanwhile: created anew
  if (judgement.verdict != Verdict::ok) {
    end_item(bench_.batch, work.item, ending_of(judgement, "read the asset of an earlier attempt"),
             work.item.remote_id);
    co_return;
  }
  const auto asset = read_asset(reply.body, bench_.context.folder_field_id);
  if (!asset || asset->state != "STAGED") {
    const std::string why = asset ? "its asset is " + asset->state + " already" : asset.problem();
    bench_.batch.conflict(work.item, "asset", why + "; look at it in Dash", work.item.remote_id);
    co_return;
  }
  const Reply files = co_await bench_.batch.send(bench_.api.read("GET", path + "/files"));
  work.is_complete =
      files.ok() && read_evidence(files.body, work.item.name, work.item.size) == Evidence::complete;
  bench_.place(work) = Placed{work.item.remote_id, "", work.item.tries};
  bench_.save();
}

// A creation of an earlier life that was not seen to its end.
task<> Creator::resume(Creation creation) {
  creation.items = open_items(creation.items);
  if (creation.items.empty()) {
    forget(creation);
    co_return;
  }
  if (!creation.job_id.empty()) {
    Job job;
    job.id = creation.job_id;
    co_await follow(std::move(creation), std::move(job));
    co_return;
  }
  const Reply* earlier = bench_.batch.prior(tag_of(Call::create, creation.number));
  if (earlier == nullptr) {  // it never left
    forget(creation);
    waves_.push_back(Wave{creation.items, creation.since_ms, creation.tries - 1});
    co_return;
  }
  Reply reply = *earlier;
  co_await settle(std::move(creation), std::move(reply));
}

task<> Creator::create(Wave wave) {
  std::vector<UploadAsk> asks;
  for (const std::uint32_t index : wave.items) {
    ItemWork& work = bench_.items[index];
    std::vector<std::uint32_t> first_parts;
    const auto count = std::min<std::size_t>(work.item.n_parts, bench_.config.url_window);
    for (std::uint32_t part = 1; part <= count; ++part) first_parts.push_back(part);
    if (co_await bench_.take_md5(work, first_parts)) {
      asks.push_back(bench_.ask(work, first_parts));
    } else {
      bench_.end(work, *work.failure);
    }
  }
  Creation creation;
  creation.items = open_items(wave.items);
  if (creation.items.empty() || bench_.batch.cancelled()) co_return;
  creation.number = bench_.state.next_creation++;
  creation.since_ms = wave.since_ms != 0 ? wave.since_ms : bench_.batch.now_ms();
  creation.tries = wave.tries + 1;
  store(creation);
  Request request = bench_.api.change("POST", kCreationPath, create_body(asks),
                                      tag_of(Call::create, creation.number));
  request.sensitive();  // the answer may hold signed URLs already
  for (const std::uint32_t index : creation.items) request.for_item(index);
  Reply reply = co_await bench_.batch.send(std::move(request));
  co_await settle(std::move(creation), std::move(reply));
}

// The one place that decides whether assets exist now.
task<> Creator::settle(Creation creation, Reply reply) {
  const Judgement judgement = bench_.judged(reply);
  if (judgement.verdict == Verdict::ok) {
    auto job = read_job(reply.body);
    if (!job) {
      co_await find_lost(std::move(creation), unreadable(job.problem()).why);
      co_return;
    }
    creation.job_id = job->id;
    store(creation);
    co_await follow(std::move(creation), std::move(*job));
    co_return;
  }
  switch (judgement.verdict) {
    case Verdict::invalid:
      split(creation, judgement);
      break;
    case Verdict::forbidden:
      if (is_about_folder(judgement.why)) {
        split(creation, judgement);
      } else {
        end_all(creation, ending_of(judgement, "create assets"));
      }
      break;
    case Verdict::busy:
    case Verdict::not_sent:
      co_await again(std::move(creation), judgement);
      break;
    case Verdict::lost:
    case Verdict::cancelled:
      co_await find_lost(std::move(creation), judgement.why);
      break;
    default:
      end_all(creation, ending_of(judgement, "create assets"));
      break;
  }
}

// Certainly not processed: safe to send again, a bounded number of times.
task<> Creator::again(Creation creation, Judgement judgement) {
  if (creation.tries >= kMostTries) {
    end_all(creation, ending_of(judgement, "create assets"));
    co_return;
  }
  co_await bench_.batch.wait(pause_before(creation.tries, judgement));
  waves_.push_front(Wave{creation.items, creation.since_ms, creation.tries});
  forget(creation);
}

// All or nothing was nothing: halves, down to the item that is to blame.
void Creator::split(const Creation& creation, const Judgement& judgement) {
  forget(creation);
  const auto middle =
      creation.items.begin() + static_cast<std::ptrdiff_t>(creation.items.size() / 2);
  if (creation.items.size() > 1) {
    waves_.push_front(Wave{{middle, creation.items.end()}, creation.since_ms, 0});
    waves_.push_front(Wave{{creation.items.begin(), middle}, creation.since_ms, 0});
    return;
  }
  ItemWork& work = bench_.items[creation.items.front()];
  const bool is_forbidden = judgement.verdict == Verdict::forbidden;
  const std::string message = "create asset `" + work.path + "`: " + judgement.why;
  bench_.end(work, Ending(End::rejected, is_forbidden ? "permission" : "refused", message));
}

void Creator::end_all(const Creation& creation, const Ending& ending) {
  forget(creation);
  for (const std::uint32_t index : open_items(creation.items))
    bench_.end(bench_.items[index], ending);
}

void Creator::forget(const Creation& creation) {
  std::erase_if(bench_.state.creations,
                [&](const Creation& c) { return c.number == creation.number; });
}

void Creator::store(const Creation& creation) {
  forget(creation);
  bench_.state.creations.push_back(creation);
  bench_.save();
}

std::vector<std::uint32_t> Creator::open_items(const std::vector<std::uint32_t>& items) const {
  std::vector<std::uint32_t> open;
  for (const std::uint32_t index : items) {
    if (index >= bench_.items.size() || bench_.state.placed.contains(index)) continue;
    if (bench_.is_open(bench_.items[index])) open.push_back(index);
  }
  return open;
}

}  // namespace ingot::dash
