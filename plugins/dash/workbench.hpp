// Workbench: everything one TRANSFER knows about its batch: the items with their progress, the
// checkpoint and the ways to send. Does nothing by itself. Lives in the frame of the operation; one
// session.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <ingot/batch.hpp>
#include <ingot/kit/signal.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/dash/checkpoint.hpp"
#include "plugins/dash/config.hpp"
#include "plugins/dash/item_settings.hpp"
#include "plugins/dash/replies.hpp"
#include "plugins/dash/requests.hpp"
#include "plugins/dash/kit.hpp"
#include "plugins/dash/tags.hpp"

namespace ingot::dash {

struct SignedUrl {
  std::string url;
  std::optional<std::int64_t> deadline_ms;
  std::uint32_t round = 0;  // which answer brought it
};

struct ItemWork {
  explicit ItemWork(const Item& i) : item(i) {}

  const Item& item;  // the batch's
  std::string folder, path;
  FieldValues metadata;
  std::optional<Ending> failure;  // it will end so, once nothing of it is in flight

  // Uploading.
  std::map<std::uint32_t, SignedUrl> urls;   // by part; taken out when used
  std::vector<std::string> etags;            // by part - 1; empty: not acknowledged
  std::map<std::uint32_t, std::string> md5;  // hex by part, when the job wants them sent
  std::uint32_t acknowledged = 0, next_part = 1, in_flight = 0;
  std::set<std::uint32_t> sending;  // parts whose PUT has no answer yet
  std::uint32_t rounds = 0;         // answers with URLs
  bool is_loaded = false, is_complete = false, is_asking = false;
  Signal urls_came;

  std::string batch_item_id() const { return "item-" + std::to_string(item.idx); }
};

struct Workbench {
  // Ends the items that cannot be sent at all. `b` and `c` must outlive the object.
  Workbench(Batch& b, const Config& c);

  Batch& batch;
  const Config& config;
  const Api api;
  const Context context;
  Checkpoint state;
  std::deque<ItemWork> items;  // by index

  Placed& place(const ItemWork& work) { return state.placed[work.item.idx]; }
  bool is_open(const ItemWork& work) const { return batch.is_open(work.item) && !work.failure; }
  void save() { batch.checkpoint(Checkpoint::kSchema, state.to_json()); }
  // Ends the item now; its asset, if it has one, is named for ABORT.
  void end(ItemWork& work, const Ending& ending);
  Judgement judged(const Reply& reply) const { return judge(reply, batch.now_ms()); }
  // An ask for URLs of `parts`, with the MD5s of those parts if the job wants them sent.
  UploadAsk ask(const ItemWork& work, const std::vector<std::uint32_t>& parts);
  // Has the MD5s of `parts` taken if they are wanted. False: the source is not what was scanned, or
  // the run stops; the item has failed then.
  task<bool> take_md5(ItemWork& work, std::vector<std::uint32_t> parts);
  // The first try of a call that has no answer from an earlier life.
  std::uint32_t next_attempt(Call call, const ItemWork& work, std::uint32_t part = 0);
};

}  // namespace ingot::dash
