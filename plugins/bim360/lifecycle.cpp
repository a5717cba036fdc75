// LIFECYCLE: sets final_status by batch-patch. ABORT: deletes what this run created. Both may be
// repeated and take all of a group or none.
#include <ingot/kit/call.hpp>
#include <ingot/kit/json.hpp>

#include <ingot/kit/groups.hpp>
#include "plugins/bim360/bim360.hpp"
#include "plugins/bim360/replies.hpp"
#include "plugins/bim360/requests.hpp"

namespace ingot::bim360 {
namespace {

using Items = std::vector<std::uint32_t>;

std::vector<std::string> ids_of(Batch& batch, const Items& items) {
  std::vector<std::string> ids;
  for (const std::uint32_t index : items) ids.push_back(batch.items()[index].remote_id);
  return ids;
}

// What was attached to the item before stays, with the status as it is now.
std::string meta_with(const Item& item, const std::string& status, const std::string& reason) {
  ObjectText meta;
  meta.rest_of(item.meta, {"status", "reason"}).text("status", status);
  return meta.text_if("reason", reason).str();
}

// The id of the status the item is to get.
Parsed<std::string> wanted_status(const Item& item, const Settings& settings) {
  const auto fields = read_item_fields(item.fields);
  if (!fields) return Parsed<std::string>::failed(fields.problem());
  const std::string wanted = fields->setting("final_status");
  if (wanted.empty()) return Parsed<std::string>::failed("final_status: empty");
  const auto meta = Json::parse(item.meta);
  std::string category = meta ? (*meta)["category"].text() : "";
  if (category.empty()) {
    const auto found = settings.find_category(fields->setting("category"));
    if (!found) return found;
    category = *found;
  }
  return settings.find_status(category, wanted);
}

}  // namespace

task<> Bim360::lifecycle(Batch& batch) {
  const Api api(config_);
  const Settings settings = Settings::read(batch.context());
  std::map<std::uint32_t, std::string> wanted;
  Items items;
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    if (config_.lifecycle_to == "created") {
      batch.done(item, item.remote_id, item.meta);
      continue;
    }
    const auto status = wanted_status(item, settings);
    if (item.remote_id.empty() || !status) {
      batch.rejected(item, "final_status", status ? "the item has no asset" : status.problem(),
                     item.remote_id);
      continue;
    }
    wanted[item.idx] = *status;
    items.push_back(item.idx);
  }
  GroupCall call;
  call.request = [&](const Items& group) {
    std::vector<std::pair<std::string, std::string>> changes;
    for (const std::uint32_t index : group)
      changes.emplace_back(batch.items()[index].remote_id,
                           ObjectText().text("statusId", wanted[index]).str());
    Request request = api.patch(changes);
    for (const std::uint32_t index : group) request.for_item(index);
    return request;
  };
  call.accept = [&](const Items& group, const Reply& reply) {
    const auto json = Json::parse(reply.body);
    for (const std::uint32_t index : group) {
      const Item& item = batch.items()[index];
      const Json asset = json ? (*json)[item.remote_id] : Json();
      if (asset["statusId"].text() == wanted[index]) {
        batch.done(item, item.remote_id, meta_with(item, wanted[index], ""));
      } else {
        batch.retry(item, std::chrono::milliseconds(0), "unconfirmed",
                    "set the status: the answer does not show it", item.remote_id);
      }
    }
  };
  call.refuse = [&](std::uint32_t index, const Judgement& judgement) {
    const Item& item = batch.items()[index];
    const bool may_stay = judgement.verdict == Verdict::forbidden &&
                          config_.if_not_permitted == IfNotPermitted::leave;
    if (may_stay) {
      const auto meta = Json::parse(item.meta);
      batch.done(item, item.remote_id,
                 meta_with(item, meta ? (*meta)["status"].text() : "", judgement.why));
      return;
    }
    Ending ending = ending_of(judgement, "set the status");
    if (judgement.verdict == Verdict::forbidden) ending.end = End::rejected;
    end_item(batch, item, ending, item.remote_id);
  };
  co_await send_groups(batch, items, config_.batch_size, config_.bisect_writes, call);
}

task<> Bim360::abort(Batch& batch) {
  const Api api(config_);
  Items items;
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    if (item.remote_id.empty()) {
      batch.skipped(item, "nothing", "no asset was created");
    } else {
      items.push_back(item.idx);
    }
  }
  if (items.empty()) co_return;
  // One unknown id makes a deletion fail for all, and a look leaves unknown ones out.
  const Answer seen = co_await ask(batch, api.get(ids_of(batch, items)));
  const auto page = read_page(seen.ok() ? seen.reply.body : "");
  if (!seen.ok() || !page) {
    const Ending ending = ending_of(seen.ok() ? unreadable(page.problem()) : seen.judgement,
                                    "look at the assets to delete");
    for (const std::uint32_t index : items)
      end_item(batch, batch.items()[index], ending, batch.items()[index].remote_id);
    co_return;
  }
  std::map<std::string, bool> is_there;
  for (const Json& row : page->rows) {
    const auto asset = read_asset(row);
    if (asset) is_there[asset->id] = asset->is_active;
  }
  const auto done = [&](std::uint32_t index) { batch.done(index, batch.items()[index].remote_id); };
  std::erase_if(items, [&](std::uint32_t index) {
    const bool is_gone = !is_there[batch.items()[index].remote_id];
    if (is_gone) done(index);
    return is_gone;
  });
  GroupCall call;
  call.request = [&](const Items& group) {
    Request request = api.remove(ids_of(batch, group));
    for (const std::uint32_t index : group) request.for_item(index);
    return request;
  };
  call.accept = [&](const Items& group, const Reply& reply) {
    for (const std::uint32_t index : group) {
      // 204 by the documentation; a page of some proxy is no deletion.
      if (reply.body.empty() || Json::parse(reply.body)) {
        done(index);
      } else {
        batch.retry(index, std::chrono::milliseconds(0), "unconfirmed",
                    "delete the asset: the answer is not the vendor's",
                    batch.items()[index].remote_id);
      }
    }
  };
  call.refuse = [&](std::uint32_t index, const Judgement& judgement) {
    if (judgement.verdict == Verdict::gone) return done(index);
    const Item& item = batch.items()[index];
    end_item(batch, item, ending_of(judgement, "delete asset " + item.remote_id), item.remote_id);
  };
  co_await send_groups(batch, items, config_.batch_size, config_.bisect_writes, call);
}

}  // namespace ingot::bim360
