// The class itself and its short operations: LOGIN, DISCOVER, VALIDATE and ABORT.
#include "plugins/managedassets/managedassets.hpp"

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/login.hpp>

#include "plugins/managedassets/draft.hpp"
#include "plugins/managedassets/workbench.hpp"

namespace ingot::managedassets {
namespace {

// Only assets that this run made get here: a change to an older asset reports no remote_id when it
// fails.
task<> abort_one(Workbench& bench, const Item& item) {
  if (item.remote_id.empty()) {
    bench.batch.skipped(item, "nothing", "no asset was created");
    co_return;
  }
  const std::optional<Ending> failure = co_await bench.remove(item, item.remote_id, Removal::soft);
  if (failure) {
    end_item(bench.batch, item, *failure, item.remote_id);
  } else {
    bench.batch.done(item, item.remote_id);
  }
}

}  // namespace

ManagedAssets::ManagedAssets(std::string_view config_json)
    : config_(config_or_throw(parse_config(config_json))) {}

task<> ManagedAssets::login(Batch& batch) {
  if (!config_.oauth) {
    batch.logged_in();  // a bearer token needs no login
    co_return;
  }
  const Api api(config_, "");
  const Grant grant = co_await request_grant(batch, api.token(), oauth_life);
  end_login(batch, grant, "check oauth.client_id, client_secret, audience and token_url");
}

// The API has no call that only tells who one is. With a query configured, it is tried with a mark
// that nothing can have: a query that does not filter would make lost creations look found.
task<> ManagedAssets::discover(Batch& batch) {
  if (!config_.has_expires && !config_.has_asset_id)
    batch.note(NoteLevel::warn,
               "expires is not set: the service ends assets after 30 days unless told otherwise");
  if (config_.query_by_metadata.empty()) {
    batch.discovered("{}");
    co_return;
  }
  Workbench bench(batch, config_);
  const std::string mark = bench.mark(UINT32_MAX);
  const Answer answer = co_await ask(batch, bench.api.query(config_.attempt_key, mark));
  if (!answer.ok()) {
    const Ending ending = ending_of(answer.judgement, "query_by_metadata");
    batch.result(ending.end, ending.message);
    co_return;
  }
  const auto matches = read_matches(answer.reply.body, config_.attempt_key, mark, config_.names);
  if (matches && matches->empty()) {
    batch.discovered("{}");
    co_return;
  }
  // What is no JSON at all is one bad moment, and says nothing about the route.
  const auto json = Json::parse(answer.reply.body);
  if (!json) {
    batch.result(End::retryable, "query_by_metadata: " + unreadable(json.problem()).why);
  } else {
    batch.result(End::rejected, "query_by_metadata: does not find by metadata: " +
                                    (matches ? "it finds what is not there" : matches.problem()));
  }
}

task<> ManagedAssets::validate(Batch& batch) {
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    const Draft draft = draft_of(item, config_);
    if (!draft.warning.empty()) batch.note(NoteLevel::warn, item, draft.warning);
    if (draft.problem.empty()) {
      batch.done(item, "");
    } else {
      batch.rejected(item, "item", draft.problem);
    }
  }
  co_return;
}

task<> ManagedAssets::abort(Batch& batch) {
  Workbench bench(batch, config_);
  co_await bench.each_open([&](const Item& item) { return abort_one(bench, item); });
}

}  // namespace ingot::managedassets
