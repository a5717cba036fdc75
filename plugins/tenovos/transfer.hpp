// Transfer: one TRANSFER session. Each item is created, sent, completed and checked on its own;
// items of one file name go one after the other, because a lost creation is looked for by name. One
// session's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <ingot/batch.hpp>
#include <ingot/kit/tags.hpp>

#include "plugins/tenovos/checkpoint.hpp"
#include "plugins/tenovos/context.hpp"
#include "plugins/tenovos/item_plan.hpp"
#include "plugins/tenovos/release.hpp"

namespace ingot::tenovos {

enum class Call : std::uint64_t { create = 1, part, complete };

struct Work {
  Work(const Item& i, ItemPlan p) : item(i), plan(std::move(p)) {}
  const Item& item;  // the batch's
  const ItemPlan plan;
  std::vector<std::string>
      urls;  // by part number - 1; secrets that live no longer than this session
  std::int64_t urls_came_ms = 0;
  std::optional<std::int64_t> shown_size;  // as Tenovos says it holds
};

class Transfer {
 public:
  // `batch` and `config` must outlive the object.
  Transfer(Batch& batch, const Config& config);
  task<> run();

 private:
  using MaybeEnding = std::optional<Ending>;

  task<> one(Work& work);
  task<MaybeEnding> attempt(Work& work);
  // What it left goes, and the next attempt is a new asset.
  task<MaybeEnding> take_back(Work& work);
  void end(Work& work, const Ending& ending);
  void finish(Work& work);
  Placed& place(const Work& work) { return state_.items[work.item.idx]; }
  void save() { batch_.checkpoint(Checkpoint::kSchema, state_.to_json()); }

  // create.cpp
  task<MaybeEnding> create(Work& work);
  void take(Work& work, Created created);
  task<MaybeEnding> look_for(Work& work, const Judgement& lost);
  struct Search {
    Search() = default;                          // no aggregate: see ingot/request.hpp
    std::vector<std::string> certain, doubtful;  // object ids
    std::vector<AssetFacts> found;               // of `certain`
    std::string problem;                         // nobody can tell
  };
  task<Search> search(Work& work);

  // transfer.cpp
  task<MaybeEnding> send_bytes(Work& work);
  task<MaybeEnding> complete(Work& work, std::vector<std::string> etags);
  task<MaybeEnding> check(Work& work);
  // `md5`: hex of the file, or empty when the size is to be compared.
  task<MaybeEnding> compare(Work& work, std::string md5);
  task<bool> shows_content(const Work& work);

  Batch& batch_;
  const Config& config_;
  const Desk desk_;
  const Context context_;
  Checkpoint state_;
  bool shows_no_size_ = false;  // a whole wait for it was in vain; later items look once
};

}  // namespace ingot::tenovos
