// LOGIN, DISCOVER, VALIDATE, TRANSFER and ABORT: what is short enough to stand together.
#include "plugins/sessionupload/sessionupload.hpp"

#include <ingot/kit/call.hpp>
#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/names.hpp>
#include <ingot/kit/url_text.hpp>

#include "plugins/sessionupload/probe.hpp"
#include "plugins/sessionupload/upload.hpp"

namespace ingot::sessionupload {
namespace {

using std::chrono::milliseconds;

// About 45 minutes according to the guide; used when the answer does not say.
constexpr std::int64_t kUsualLifeSeconds = 45 * 60;
constexpr std::int64_t kLongestLifeSeconds = 366 * 86'400;

Parsed<milliseconds> life_of(const Json& answer) {
  if (answer["token"].text().empty()) {
    const std::string status = answer["loginStatus"].text();
    return Parsed<milliseconds>::failed(status.empty() ? "no token in the answer"
                                                       : "the account says " + status);
  }
  const std::int64_t life = answer["expirationSeconds"].integer().value_or(kUsualLifeSeconds);
  const bool is_sane = life > 0 && life <= kLongestLifeSeconds;
  return milliseconds((is_sane ? life : kUsualLifeSeconds) * 1000);
}

}  // namespace

SessionUpload::SessionUpload(std::string_view config_json)
    : config_(config_or_throw(parse_config(config_json))) {}

task<> SessionUpload::login(Batch& batch) {
  if (!config_.has_login) {
    batch.logged_in();  // a bearer token needs no login
    co_return;
  }
  const Api api(config_);
  // Denied by the host while there is no refresh token yet; 404 by the vendor when it has ended.
  const Grant refreshed = co_await request_grant(batch, api.refresh(), life_of);
  if (refreshed.kind == Grant::Kind::granted) {
    end_login(batch, refreshed, "");
    co_return;
  }
  bool needs_person = false;
  const auto read_life = [&needs_person](const Json& answer) {
    needs_person = answer["token"].text().empty() && !answer["loginStatus"].text().empty();
    return life_of(answer);
  };
  Grant grant = co_await request_grant(batch, api.log_in(), read_life);
  // A second factor, a new password, an invitation: nothing a later try changes.
  if (needs_person) grant.kind = Grant::Kind::refused;
  end_login(batch, grant,
            "check username, password and application_id, and that the account needs no person to "
            "log in");
}

task<> SessionUpload::discover(Batch& batch) {
  const Api api(config_);
  const auto refuse = [&batch](const Judgement& judgement, const std::string& what) {
    const Ending ending = ending_of(judgement, what);
    const bool is_absent = judgement.verdict == Verdict::gone;
    batch.result(is_absent ? End::rejected : ending.end, ending.message);
  };
  const Answer uploads = co_await ask(batch, api.open_uploads());
  const auto list = read_uploads(uploads.ok() ? uploads.reply.body : "");
  if (!list) {
    refuse(uploads.ok() ? unreadable(list.problem()) : uploads.judgement,
           "read the uploads in progress; check base_url and api_path");
    co_return;
  }
  // A parent that differs from item to item is the vendor's to judge.
  if (is_uuid(config_.parent_id)) {
    const Answer answer = co_await ask(batch, api.asset(config_.parent_id));
    const auto folder = read_asset(answer.ok() ? answer.reply.body : "");
    if (answer.ok() && folder && folder->type == "File") {
      batch.result(End::rejected, "parent_id: " + config_.parent_id + " is a file, not a folder");
      co_return;
    }
    if (!answer.ok()) {
      refuse(answer.judgement, "read the folder of parent_id");
      co_return;
    }
  }
  batch.discovered("{}");
}

task<> SessionUpload::validate(Batch& batch) {
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    const auto target = read_target(item, config_);
    if (!target) {
      batch.rejected(item, "item", target.problem());
      continue;
    }
    for (const std::string& name : target->ignored) {
      batch.note(
          NoteLevel::warn, item,
          name + " is ignored: existing_asset_id or related_content_id says where the file goes");
    }
    batch.done(item, "");
  }
  co_return;
}

namespace {

task<> transfer_one(Batch& batch, const Config& config, Checkpoint& state, const Item& item) {
  auto target = read_target(item, config);
  if (!target) {
    batch.rejected(item, "item", target.problem());
    co_return;
  }
  // What an earlier run made of this key, and the job wants a new version of.
  if (target->existing_asset_id.empty() && !item.remote_id.empty())
    aim_at_existing(*target, item.remote_id);
  ItemUpload upload(batch, config, state, item, std::move(*target));
  co_await upload.run();
}

task<> cancel_one(Batch& batch, const Config& config, const Item& item) {
  const std::string id = OpenUpload::read(item.meta).upload_id;
  if (id.empty()) {
    batch.skipped(item, "complete", "the upload is complete; assets are not deleted",
                  item.remote_id);
    co_return;
  }
  const Api api(config);
  // Two rounds: a cancellation that was heard, and whose answer was not, is refused the second
  // time.
  Judgement last;
  for (int round = 0; round < 2; ++round) {
    const Parsed<bool> is_open = co_await is_in_progress(batch, config, item, id, 1);
    if (!is_open) {
      last.why = is_open.problem();
      break;
    }
    if (*is_open) {
      const std::string path =
          percent_encoded(id) + "/cancel?message=the%20import%20was%20given%20up";
      const Answer answer = co_await ask(batch, api.upload_call(path).idempotent().for_item(item));
      last = answer.judgement;
    }
    if (!*is_open || last.verdict == Verdict::ok || last.verdict == Verdict::gone) {
      batch.done(item, item.remote_id);
      co_return;
    }
  }
  end_item(batch, item, ending_of(last, "cancel upload " + id), item.remote_id, item.meta);
}

}  // namespace

task<> SessionUpload::transfer(Batch& batch) {
  Checkpoint state = Checkpoint::read(batch.state(), batch.state_schema());
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await transfer_one(batch, config_, state, items[index]);
  });
}

task<> SessionUpload::abort(Batch& batch) {
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await cancel_one(batch, config_, items[index]);
  });
}

}  // namespace ingot::sessionupload
