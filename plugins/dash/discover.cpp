#include <ingot/kit/verdict.hpp>

// DISCOVER: does the token work, whose is it, and what are the account's fields called.
#include "plugins/dash/item_settings.hpp"
#include "plugins/dash/operations.hpp"
#include "plugins/dash/replies.hpp"
#include "plugins/dash/kit.hpp"
#include "plugins/dash/requests.hpp"

namespace ingot::dash {
namespace {

void add_field(Batch& batch, Context& context, const Field& field) {
  const auto [entry, is_new] = context.fields.emplace(lower_case(field.name), field.id);
  if (is_new || entry->second == field.id) return;
  // By name the first one is meant; the other one can still be given by its id.
  context.fields.emplace(field.id, field.id);
  batch.note(NoteLevel::warn, "two fields of the account are called `" + field.name +
                                  "`; use an id for the second: " + field.id);
}

}  // namespace

task<> discover(Batch& batch, const Config& config) {
  const Api api(config);
  Context context;
  const Reply user = co_await batch.send(api.read("GET", "/current-user"));
  const Judgement judgement = judge(user, batch.now_ms());
  context.user_id = read_member(user.body, "id");
  if (judgement.verdict != Verdict::ok || context.user_id.empty()) {
    const bool is_ok = judgement.verdict == Verdict::ok;
    const Ending ending = ending_of(is_ok ? unreadable("no user id; check base_url") : judgement,
                                    "read the current user");
    batch.result(ending.end == End::auth ? End::auth : End::retryable, ending.message);
    co_return;
  }
  // A job without fields runs well without these two, so their absence is told, not fatal.
  const Reply fields = co_await batch.send(api.read("GET", "/fields"));
  if (const auto list = read_fields(fields.ok() ? fields.body : ""); list) {
    context.has_fields = true;
    for (const Field& field : *list) add_field(batch, context, field);
  } else {
    batch.note(NoteLevel::warn,
               "the fields of the account cannot be read: " +
                   (fields.ok() ? list.problem() : judge(fields, batch.now_ms()).why));
  }
  const Reply folders = co_await batch.send(api.read("GET", "/folder-settings"));
  if (folders.ok()) context.folder_field_id = read_member(folders.body, "fieldId");
  if (batch.cancelled()) {
    batch.result(End::retryable, "discover: the run was stopped");
    co_return;
  }
  batch.discovered(context.to_json());
}

}  // namespace ingot::dash
