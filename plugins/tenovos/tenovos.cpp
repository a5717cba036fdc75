// The operations that are short: LOGIN, DISCOVER, VALIDATE and ABORT; TRANSFER is a class of its
// own.
#include "plugins/tenovos/tenovos.hpp"

#include <set>
#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/url_text.hpp>

#include "plugins/tenovos/item_plan.hpp"
#include "plugins/tenovos/transfer.hpp"

namespace ingot::tenovos {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kUsualLifeMs = 3'600'000;         // an access token (tenovos.md 2.2)
constexpr std::int64_t kLongestLifeMs = 24 * 3'600'000;  // longer ones are a clock that is wrong

// `expireEpoch` is a moment in milliseconds, on Tenovos' clock.
Parsed<milliseconds> session_life(const Json& answer, std::int64_t now_ms) {
  const Json session = answer["session"];
  if (session["authorization"].text().empty() || session["accessToken"].text().empty())
    return Parsed<milliseconds>::failed("no session in the answer; check base_url");
  const std::int64_t life = session["expireEpoch"].integer().value_or(0) - now_ms;
  return milliseconds(life > 0 && life <= kLongestLifeMs ? life : kUsualLifeMs);
}

// A read of DISCOVER that the job can do without; the answer as JSON text if it is one.
enum class Reads { always, as_needed };
task<Answer> read_optional(const Desk& desk, std::string path, Reads reads = Reads::always) {
  Request request = desk.api.repeatable("GET", path);
  if (reads == Reads::as_needed) request.poll();
  Answer answer = co_await ask(desk.batch, std::move(request));
  answer.judgement = refine(answer);
  const auto json = Json::parse(answer.reply.body);
  if (answer.ok() && !json) answer.judgement = unreadable(json.problem());
  if (!answer.ok() && !desk.batch.cancelled())
    desk.batch.note(NoteLevel::debug, path + " cannot be read: " + answer.judgement.why);
  co_return answer;
}

void collect_vocabularies(const std::vector<Attribute>& attributes, const Context& context,
                          std::set<std::string>& ids) {
  for (const Attribute& attribute : attributes) {
    const TemplateAttribute* known = context.find(attribute.name);
    if (known != nullptr && !known->vocabulary_id.empty()) ids.insert(known->vocabulary_id);
    collect_vocabularies(attribute.parts, context, ids);
  }
}

task<> abort_one(const Desk& desk, const Item& item) {
  if (item.remote_id.empty()) {
    desk.batch.skipped(item, "nothing", "no asset was created");
    co_return;
  }
  const Asset asset = asset_of(item);
  const auto fields = read_item_fields(item.fields);
  const std::string filename = fields ? fields->setting("filename", item.name) : item.name;
  const std::optional<Ending> ending = co_await release(desk, item, asset, filename);
  if (ending) {
    end_item(desk.batch, item, *ending, item.remote_id, item.meta);
  } else {
    desk.batch.done(item, asset.object_id);
  }
}

}  // namespace

Tenovos::Tenovos(std::string_view config_json)
    : config_(config_or_throw(parse_config(config_json))) {}

task<> Tenovos::login(Batch& batch) {
  const Api api(config_);
  const LifeReader life = [&batch](const Json& answer) {
    return session_life(answer, batch.now_ms());
  };
  Grant grant = co_await request_grant(batch, api.refresh(), life);
  // 30 days and revocation end a refresh token, and a first login has none.
  if (grant.kind != Grant::Kind::granted && !batch.cancelled())
    grant = co_await request_grant(batch, api.password_login(), life);
  end_login(batch, grant, "check api_key, username and password");
}

task<> Tenovos::discover(Batch& batch) {
  const Desk desk(batch, config_);
  ObjectText context;
  const Answer user = co_await read_optional(desk, "/user");
  const Answer shown = co_await read_optional(
      desk, "/metadata/template/" + percent_encoded(config_.metadata_template_id));
  for (const Answer* answer : {&user, &shown}) {
    // Reading may be forbidden; a login that does not work, or nobody there, ends the run.
    const bool is_silent = answer->reply.outcome != Outcome::response;
    if (answer->verdict() == Verdict::auth || is_silent || batch.cancelled()) {
      batch.result(answer->verdict() == Verdict::auth ? End::auth : End::retryable,
                   "discover: " + answer->judgement.why);
      co_return;
    }
  }
  if (user.ok())
    context.text("user_id", unwrap(*Json::parse(user.reply.body), "data")["userId"].text());
  if (shown.ok()) context.raw("template", shown.reply.body);
  std::set<std::string> ids;
  collect_vocabularies(config_.metadata, read_context(context.str()), ids);
  ObjectText vocabularies;
  for (const std::string& id : ids) {
    const Answer answer = co_await read_optional(
        desk, "/metadata/vocabulary/" + percent_encoded(id), Reads::as_needed);
    if (answer.ok()) vocabularies.raw(id, answer.reply.body);
  }
  if (batch.cancelled()) {
    batch.result(End::retryable, "discover: the run was stopped");
  } else {
    batch.discovered(context.raw("vocabularies", vocabularies.str()).str());
  }
}

task<> Tenovos::validate(Batch& batch) {
  const Context context = read_context(batch.context());
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    const auto plan = plan_item(config_, context, item);
    if (plan) {
      batch.done(item, "");
    } else {
      batch.rejected(item, "item", plan.problem());
    }
  }
  co_return;
}

task<> Tenovos::transfer(Batch& batch) {
  Transfer transfer(batch, config_);
  co_await transfer.run();
}

task<> Tenovos::abort(Batch& batch) {
  const Desk desk(batch, config_);
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await abort_one(desk, items[index]);
  });
}

}  // namespace ingot::tenovos
