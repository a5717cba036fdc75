// VERIFY: the asset as both forms of GET show it: one tells the MD5, the other the size in bytes
// (tenovos.md 2.7).
#include <ingot/kit/drift.hpp>
#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/tenovos/release.hpp"
#include "plugins/tenovos/tenovos.hpp"

namespace ingot::tenovos {
namespace {

std::string remembered(const Item& item, const std::string& member) {
  const auto meta = Json::parse(item.meta);
  return meta ? (*meta)[member].text() : std::string();
}

task<> compare_content(const Desk& desk, const Item& item, const AssetFacts& facts, Drift& drift) {
  const Desk::Look newer = co_await desk.look(item, item.remote_id, Desk::Form::newer);
  // The size is compared where it is told; 0 stands for content that is not processed yet.
  const std::int64_t size = newer.facts.size.value_or(0);
  if (size > 0) drift.compare_size(item.size, newer.facts.size);
  const bool is_same_size = size == 0 || size == static_cast<std::int64_t>(item.size);
  if (facts.md5.empty() || !is_same_size) co_return;
  const DigestReply digest = co_await desk.batch.digest(item, 0, item.size, "md5");
  std::string md5 = facts.md5;
  for (char& c : md5) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  // The file on this side may be gone or another one by now.
  if (digest.ok()) drift.compare("md5", digest.hex, md5);
}

task<> verify_one(const Desk& desk, const Item& item) {
  if (item.remote_id.empty()) {
    desk.batch.skipped(item, "asset", "the run has no id of an asset");
    co_return;
  }
  const Desk::Look look = co_await desk.look(item, item.remote_id, Desk::Form::classic);
  Drift drift;
  if (look.judgement.verdict == Verdict::gone || look.facts.is_in_bin) {
    drift.missing("asset " + item.remote_id,
                  look.facts.is_in_bin ? "it is in the recycle bin" : look.judgement.why);
    drift.end(desk.batch, item);
    co_return;
  }
  if (look.judgement.verdict != Verdict::ok) {
    end_item(desk.batch, item, ending_of(look.judgement, "read asset " + item.remote_id),
             item.remote_id);
    co_return;
  }
  if (!look.facts.object_id.empty()) drift.compare("id", item.remote_id, look.facts.object_id);
  if (!look.facts.file_id.empty())
    drift.compare("file_id", remembered(item, "file_id"), look.facts.file_id);
  const auto fields = read_item_fields(item.fields);
  if (!look.facts.filename.empty())
    drift.compare("name", fields ? fields->setting("filename", item.name) : item.name,
                  look.facts.filename);
  if (item.has_bytes) co_await compare_content(desk, item, look.facts, drift);
  drift.end(desk.batch, item);
}

}  // namespace

task<> Tenovos::verify(Batch& batch) {
  const Desk desk(batch, config_);
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await verify_one(desk, items[index]);
  });
}

}  // namespace ingot::tenovos
