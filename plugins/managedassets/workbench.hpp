// Workbench: what the operations of one session share: looking at an asset, and changing or
// removing one under the precondition of its ETag, so that an answer that got lost never does it
// twice. Lives in the frame of an operation; one session.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <ingot/batch.hpp>
#include <ingot/kit/call.hpp>
#include <ingot/kit/tags.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/managedassets/config.hpp"
#include "plugins/managedassets/replies.hpp"
#include "plugins/managedassets/requests.hpp"

namespace ingot::managedassets {

// Calls whose answers the host remembers over a restart.
enum class Call : std::uint64_t { create = 1, update, expiry, restore };

struct Look {
  Look() = default;
  std::optional<Asset> asset;  // or why there is none:
  Judgement judgement;

  bool is_gone() const { return judgement.verdict == Verdict::gone; }
};

// What a later look says about a change whose answer did not come.
enum class Evidence { applied, absent, unclear };

struct Edit {
  Edit(std::string id, Call c, std::string w)
      : asset_id(std::move(id)), call(c), what(std::move(w)) {}
  std::string asset_id;
  Call call;
  std::string what;                                         // for people: "extend asset A"
  std::function<Request(const std::string& etag)> request;  // unset: only a look is wanted
  std::function<Evidence(const Asset& before, const Asset& now)> evidence;
  std::function<bool(const Asset& now)> is_needless;  // unset: never
};

struct Edited {
  Edited() = default;
  std::optional<Ending> failure;
  Asset asset;  // as it is now, as far as told
};

class Workbench {
 public:
  Workbench(Batch& b, const Config& c);

  Batch& batch;
  const Config& config;
  const Api api;

  // Runs `work` for every item that has not ended, as many at once as the host allows.
  task<> each_open(std::function<task<>(const Item&)> work);
  enum class Purpose { look, poll };
  task<Look> look(const Item& item, std::string id, Visibility visibility,
                  Purpose purpose = Purpose::look);
  // Done once, or an ending. Retryable only when it certainly was not done.
  task<Edited> edit(const Item& item, Edit edit);
  // Gone already counts as done.
  task<std::optional<Ending>> remove(const Item& item, std::string id, Removal how);
  // Tells what this session writes for an item from all else; the same after a restart.
  std::string mark(std::uint32_t item) const;

 private:
  // What the precondition of a change was taken from: it must be the same after a restart.
  struct Ground {
    std::uint32_t round = 0;
    std::string etag, expires_on;
  };
  struct Round;
  task<> begin(const Item& item, const Edit& edit, Round& round);
  task<> send(const Item& item, const Edit& edit, Round& round);
  void save(const Item& item, const Ground& ground);

  std::map<std::uint32_t, Ground> grounds_;  // by item
};

}  // namespace ingot::managedassets
