#include "src/acme.hpp"

#include <ingot/kit/call.hpp>
#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/remote_path.hpp>

#include "src/item_upload.hpp"
#include "src/requests.hpp"

namespace acme_plugin {

namespace kit = ingot::kit;
using ingot::Batch;
using ingot::Item;
using ingot::task;

Acme::Acme(std::string_view config_json)
    : config_(kit::config_or_throw(parse_config(config_json))) {}

task<> Acme::login(Batch& batch) {
  const kit::Grant grant =
      co_await kit::request_grant(batch, token_request(config_), kit::oauth_life);
  kit::end_login(batch, grant, "check client_id and client_secret");
}

// What can be known without asking anybody.
task<> Acme::validate(Batch& batch) {
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    const std::string problem = kit::path_problem(remote_path(config_, item).substr(1));
    if (problem.empty()) {
      batch.done(item, "");
    } else {
      batch.rejected(item, "path", problem);
    }
  }
  co_return;
}

task<> Acme::transfer(Batch& batch) {
  const auto& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t i) -> task<> {
    if (!batch.is_open(items[i])) co_return;  // ended in an earlier life of the session
    ItemUpload upload(batch, config_, items[i]);
    co_await upload.run();
  });
}

// Removes what a failed upload has left at the vendor.
task<> Acme::abort(Batch& batch) {
  const auto& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(),
                          [&](std::size_t i) { return remove(batch, items[i]); });
}

task<> Acme::remove(Batch& batch, const Item& item) {
  if (!batch.is_open(item)) co_return;
  const kit::Answer answer =
      co_await kit::ask(batch, delete_request(config_, item.remote_id).for_item(item));
  if (answer.ok() || answer.verdict() == kit::Verdict::gone) {
    batch.done(item, item.remote_id);
  } else {
    kit::end_item(batch, item, kit::ending_of(answer.judgement, "delete asset " + item.remote_id),
                  item.remote_id);
  }
}

}  // namespace acme_plugin
