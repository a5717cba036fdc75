// VERIFY: the rows' assets by one batch-get, then each filed document. An asset that is not active
// is as good as gone: nobody sees it.
#include <map>

#include <ingot/kit/call.hpp>
#include <ingot/kit/drift.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/bim360/bim360.hpp"
#include "plugins/bim360/replies.hpp"
#include "plugins/bim360/requests.hpp"

namespace ingot::bim360 {
namespace {

std::string remembered(const Item& item, const std::string& member) {
  const auto meta = Json::parse(item.meta);
  return meta ? (*meta)[member].text() : std::string();
}

void compare_asset(const Asset& asset, const Config& config, const Item& item, Drift& drift) {
  drift.compare("category", remembered(item, "category"), asset.category);
  drift.compare("status", remembered(item, "status"), asset.status);
  // What an attribute is called there is the project's to say; the two others have fixed names.
  if (config.key_kind != KeyKind::attribute)
    drift.compare("key", remembered(item, "key"), asset.key(config.key_kind, ""));
}

class Verification {
 public:
  Verification(Batch& batch, const Config& config) : batch_(batch), config_(config), api_(config) {}

  task<> run() {
    std::vector<std::string> ids;
    for (const Item& item : batch_.items()) {
      if (item.remote_id.empty())
        batch_.skipped(item, "asset", "the run has no id of an asset");
      else
        ids.push_back(item.remote_id);
    }
    if (ids.empty()) co_return;
    const Answer seen = co_await ask(batch_, api_.get(ids));
    const auto page = read_page(seen.ok() ? seen.reply.body : "");
    if (!seen.ok() || !page) {
      end_all(
          ending_of(seen.ok() ? unreadable(page.problem()) : seen.judgement, "read the assets"));
      co_return;
    }
    for (const Json& row : page->rows) {
      auto asset = read_asset(row);
      if (!asset) continue;
      std::string id = asset->id;
      assets_.emplace(std::move(id), std::move(*asset));
    }
    const std::vector<Item>& items = batch_.items();
    co_await batch_.for_each(items.size(), batch_.max_outstanding(),
                             [&](std::size_t index) -> task<> {
                               if (batch_.is_open(items[index])) co_await one(items[index]);
                             });
  }

 private:
  void end_all(const Ending& ending) {
    for (const Item& item : batch_.items()) {
      if (batch_.is_open(item)) end_item(batch_, item, ending, item.remote_id);
    }
  }

  task<> one(const Item& item) {
    Drift drift;
    const auto asset = assets_.find(item.remote_id);
    const bool is_there = asset != assets_.end() && asset->second.is_active;
    if (!is_there) {
      drift.missing("asset " + item.remote_id,
                    asset == assets_.end() ? "the project does not have it" : "it is deleted");
    } else {
      compare_asset(asset->second, config_, item, drift);
      const std::string document = remembered(item, "document");
      if (!document.empty()) co_await compare_document(item, document, drift);
    }
    drift.end(batch_, item);
  }

  task<> compare_document(const Item& item, std::string urn, Drift& drift) {
    Request request = api_.filed_item(urn);
    request.for_item(item);
    const Answer answer = co_await ask(batch_, std::move(request));
    if (answer.verdict() == Verdict::gone) drift.missing("document " + urn, answer.judgement.why);
    if (answer.ok()) drift.compare_size(item.size, read_tip_size(answer.reply.body));
  }

  Batch& batch_;
  const Config& config_;
  const Api api_;
  std::map<std::string, Asset> assets_;  // by id
};

}  // namespace

task<> Bim360::verify(Batch& batch) {
  Verification verification(batch, config_);
  co_await verification.run();
}

}  // namespace ingot::bim360
