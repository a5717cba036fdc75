// DISCOVER: does the token work, whose is it, and what are the account's fields called.
#include <ingot/kit/call.hpp>

#include "plugins/dash/item_settings.hpp"
#include "plugins/dash/kit.hpp"
#include "plugins/dash/operations.hpp"
#include "plugins/dash/replies.hpp"
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

// Nobody there, or an answer that is none: it says nothing about the account.
bool is_passing(const Judgement& judgement) {
  return judgement.verdict == Verdict::lost || judgement.verdict == Verdict::busy ||
         judgement.verdict == Verdict::not_sent;
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
  // A job without fields runs well without these two, so that they may not be read is told, not
  // fatal. An outage is: it would refuse every item for its fields.
  const Answer fields = co_await ask(batch, api.read("GET", "/fields"));
  const auto list = read_fields(fields.ok() ? fields.reply.body : "");
  const Judgement unread = fields.ok() ? unreadable(list.problem()) : fields.judgement;
  const Answer folders = co_await ask(batch, api.read("GET", "/folder-settings"));
  if (!list && is_passing(unread) && !batch.cancelled()) {
    batch.result(End::retryable, "read the fields of the account: " + unread.why);
    co_return;
  }
  if (list) {
    context.has_fields = true;
    for (const Field& field : *list) add_field(batch, context, field);
  } else {
    batch.note(NoteLevel::warn, "the fields of the account cannot be read: " + unread.why);
  }
  if (folders.ok()) context.folder_field_id = read_member(folders.reply.body, "fieldId");
  if (batch.cancelled()) {
    batch.result(End::retryable, "discover: the run was stopped");
    co_return;
  }
  batch.discovered(context.to_json());
}

}  // namespace ingot::dash
