// Taking back what a failed upload left: the open multipart upload is cancelled, then the asset
// without content goes to the recycle bin, from where a person can still restore it. Only ever
// called with ids of our own journal.
#pragma once

#include <optional>
#include <string>

#include <ingot/batch.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/tenovos/replies.hpp"
#include "plugins/tenovos/requests.hpp"

namespace ingot::tenovos {

// One session's way to talk to Tenovos. `batch` and `config` must outlive it.
struct Desk {
  Desk(Batch& b, const Config& c) : batch(b), config(c), api(c) {}
  Batch& batch;
  const Config& config;
  const Api api;

  // GET of an asset in the classic form (MD5) or the newer one (size in bytes).
  enum class Form { classic, newer };
  struct Look {
    Look(AssetFacts f, Judgement j) : facts(std::move(f)), judgement(std::move(j)) {}
    AssetFacts facts;
    Judgement judgement;  // ok when `facts` are of an asset
  };
  // Of a series of looks those after the first are polls.
  enum class Purpose { look, poll };
  task<Look> look(const Item& item, std::string id, Form form,
                  Purpose purpose = Purpose::look) const;
};

// What a failed item leaves travels to ABORT as its object id and this meta; no meta without an
// asset. Apart from the members of a finished asset's meta, so that nobody takes it for an original
// to make versions of.
std::string unfinished_meta(const Asset& asset);
// The asset that ABORT is to take back: of unfinished_meta(), or one that the host has found
// wanting after it was finished.
Asset asset_of(const Item& item);

// All arguments must outlive the task. Empty when nothing of it is left; else how the item ends. A
// version is only deleted after it has shown itself to be one, and the original is restored should
// it have gone along.
task<std::optional<Ending>> release(const Desk& desk, const Item& item, const Asset& asset,
                                    const std::string& filename);

}  // namespace ingot::tenovos
