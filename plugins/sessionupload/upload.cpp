#include "plugins/sessionupload/upload.hpp"

#include <algorithm>
#include <utility>

#include <ingot/kit/call.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/storage.hpp>
#include <ingot/kit/url_text.hpp>

namespace ingot::sessionupload {
namespace {

constexpr unsigned kMostStarts = 3;

std::uint64_t part_tag(const Item& item, std::uint32_t round, std::uint32_t number) {
  return tag_of(Call::part, item.idx, round, number);
}

bool is_maybe_processed(Verdict verdict) {
  return verdict == Verdict::lost || verdict == Verdict::cancelled;
}

}  // namespace

std::string Checkpoint::to_json() const {
  std::string out = "{\"places\":[";
  for (const auto& [item, place] : places) {
    if (out.back() != '[') out += ',';
    ObjectText row;
    row.number("i", item).number("round", place.round).number("since", place.since_ms);
    row.text_if("upload", place.upload_id).text_if("asset", place.asset_id);
    out += row.text_if("shape", place.shape).flag("trusted", place.is_trusted).str();
  }
  return out + "]}";
}

Checkpoint Checkpoint::read(std::string_view json, std::uint32_t schema) {
  Checkpoint state;
  const auto root = Json::parse(json);
  if (!root || schema != kSchema) return state;
  const Json rows = (*root)["places"];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json row = rows.at(i);
    Place place;
    place.round = static_cast<std::uint32_t>(row["round"].integer().value_or(0));
    place.since_ms = row["since"].integer().value_or(0);
    place.upload_id = row["upload"].text();
    place.asset_id = row["asset"].text();
    place.shape = row["shape"].text();
    place.is_trusted = row["trusted"].boolean().value_or(false);
    state.places[static_cast<std::uint32_t>(row["i"].integer().value_or(0))] = place;
  }
  return state;
}

// Not `upload_id`: that is of a complete one.
std::string OpenUpload::to_meta() const {
  ObjectText open;
  open.text("upload_id", upload_id).text_if("asset_id", asset_id);
  return ObjectText().raw("open_upload", open.str()).str();
}

OpenUpload OpenUpload::read(std::string_view meta) {
  const auto root = Json::parse(meta);
  OpenUpload open;
  if (!root) return open;
  open.upload_id = (*root)["open_upload"]["upload_id"].text();
  open.asset_id = (*root)["open_upload"]["asset_id"].text();
  return open;
}

ItemUpload::ItemUpload(Batch& batch, const Config& config, Checkpoint& state, const Item& item,
                       Target target)
    : batch_(batch),
      config_(config),
      api_(config),
      state_(state),
      item_(item),
      target_(std::move(target)) {}

task<> ItemUpload::run() {
  Failure failure = co_await open();
  if (!failure && !was_completed_) failure = co_await send();
  if (!failure) failure = co_await complete();
  if (!failure) failure = co_await wait_until_available();
  if (failure) fail(*failure);
}

// The upload session of an earlier life, what an earlier try has kept open, or a new one.
task<ItemUpload::Failure> ItemUpload::open() {
  const bool is_known = !place().upload_id.empty();
  if (place().round == 0 && config_.overwrite == Overwrite::resume) {
    OpenUpload kept = OpenUpload::read(item_.meta);
    place().upload_id = std::move(kept.upload_id);
    place().asset_id = std::move(kept.asset_id);
    place().round = place().upload_id.empty() ? 0 : 1;
  }
  const std::string known = place().upload_id;
  Failure failure;
  if (known.empty()) {
    failure = co_await start(config_.overwrite);
    co_return failure;
  }
  if (batch_.prior(tag(Call::complete)) != nullptr) {
    was_completed_ = true;  // so every part was confirmed
    co_return std::nullopt;
  }
  const Answer answer = co_await ask(batch_, api_.upload(known).for_item(item_));
  if (answer.verdict() == Verdict::gone) {
    failure = co_await start(config_.overwrite);
    co_return failure;
  }
  auto upload = read_upload(answer.reply.body);
  if (!answer.ok() || !upload) {
    failure = ending_of(answer.ok() ? unreadable(upload.problem()) : answer.judgement,
                        "read upload session " + known);
    co_return failure;
  }
  is_own_ = is_known;
  if (!is_own_ && is_of_other_file(*upload)) {
    failure = co_await start(Overwrite::replace);
    co_return failure;
  }
  failure = adopt(std::move(*upload));
  co_return failure;
}

bool ItemUpload::is_of_other_file(const Upload& upload) const {
  return upload.size && *upload.size != item_.size;
}

task<ItemUpload::Failure> ItemUpload::start(Overwrite overwrite) {
  if (place().round == 0 || !place().upload_id.empty()) {
    Place next;
    next.round = place().round + 1;
    next.since_ms = batch_.now_ms();
    place() = next;
    save();
  }
  const Request request = std::move(api_.start(target_, overwrite, item_.size).for_item(item_));
  std::uint32_t used = 0;
  Judgement last;
  for (unsigned tries = 0; tries < kMostStarts + batch_.restarts(); ++tries) {
    const Change change = co_await kit::change(batch_, request, tag(Call::start, used));
    used += change.attempts;
    last = change.answer.judgement;
    if (change.answer.ok()) {
      // Of an answer of an earlier life only the status is left: it holds URLs.
      auto upload = read_upload(change.answer.reply.body);
      if (upload && is_of_other_file(*upload) && overwrite == Overwrite::resume) {
        place().upload_id =
            upload->id;  // of another version of the file: to be replaced, not mixed
        Failure failure = co_await start(Overwrite::replace);
        co_return failure;
      }
      if (upload) co_return adopt(std::move(*upload));
      last = unreadable(upload.problem());
    } else if (!is_maybe_processed(last.verdict)) {
      Failure failure = refusal(last, used);
      if (overwrite != Overwrite::resume || last.verdict != Verdict::invalid) co_return failure;
      // Refused perhaps because what could be continued is of another version of the file.
      const Found other = co_await find_upload(batch_, config_, item_, wanted(std::nullopt));
      if (!other.upload || other.upload->size == item_.size) co_return failure;
      place().upload_id = other.upload->id;
      failure = co_await start(Overwrite::replace);
      co_return failure;
    }
    if (batch_.cancelled()) break;
    // `Continue` finds what it has left behind by itself.
    if (overwrite == Overwrite::resume) {
      if (!change.is_earlier) co_await batch_.wait(pause_before(tries + 1, last));
      continue;
    }
    Found found = co_await find_upload(batch_, config_, item_, wanted(item_.size));
    if (found.upload) co_return adopt(std::move(*found.upload));
    if (batch_.cancelled()) break;
    if (!found.doubt.empty()) {
      co_return Ending(End::unknown, "start",
                       "start upload session: " + last.why +
                           ", and whether it was opened cannot be told: " + found.doubt +
                           "; look at the uploads in progress, cancel that of `" + item_.name +
                           "`, then retry");
    }
  }
  co_return ending_of(last, "start upload session");
}

// Of any size: an upload begun by an earlier run.
Wanted ItemUpload::wanted(std::optional<std::uint64_t> size) {
  Wanted wanted;
  wanted.target = target_;
  wanted.size = size;
  if (size) wanted.since_ms = place().since_ms;
  for (const auto& [item, other] : state_.places) {
    if (item != item_.idx) wanted.claimed.insert(other.upload_id);
  }
  return wanted;
}

// What is in the way of a first request was there before; later it may be what an earlier request of
// ours has left, and only a person can tell.
ItemUpload::Failure ItemUpload::refusal(const Judgement& judgement,
                                            std::uint32_t requests) {
  Ending ending = ending_of(judgement, "start upload session");
  if (judgement.verdict == Verdict::gone) {
    ending.end = End::rejected;
    ending.code = "target";
  }
  const bool is_about_existing =
      judgement.why.find("exist") != std::string::npos || judgement.why.starts_with("HTTP 409");
  if (judgement.verdict == Verdict::invalid && is_about_existing) {
    const bool was_there =
        requests <= 1 && place().round == 1 && item_.tries == 0 && batch_.restarts() == 0;
    const bool is_decided = was_there && config_.if_exists != IfExists::as_overwrite;
    ending.end = !is_decided                            ? End::conflict
                 : config_.if_exists == IfExists::skip ? End::skipped
                                                       : End::rejected;
    ending.code = "exists";
    if (is_decided) ending.message = "the vendor has it already: " + judgement.why;
  }
  return ending;
}

// Takes the session for the item's, if it fits the file to the byte.
ItemUpload::Failure ItemUpload::adopt(Upload upload) {
  Place& known = place();
  const std::string shape = upload.shape();
  // Answers of parts that were cut otherwise say nothing about these.
  if (is_own_ && known.shape != shape) ++known.round;
  const bool is_news = known.upload_id != upload.id || known.shape != shape;
  known.upload_id = upload.id;
  known.asset_id = upload.asset_id;
  known.shape = shape;
  // Parts that somebody else has stored count only if the file is older than the session they are
  // in.
  const bool is_empty = std::none_of(upload.parts.begin(), upload.parts.end(),
                                     [](const UploadPart& part) { return part.is_completed; });
  const bool is_younger = upload.started_ms && *upload.started_ms >= item_.mtime_ms;
  if (!is_own_) known.is_trusted = is_empty || is_younger;
  if (is_news) save();
  upload_ = std::move(upload);
  received_ms_ = batch_.now_ms();
  const std::string problem = upload_problem(upload_, item_.size);
  if (problem.empty()) return std::nullopt;
  return Ending(End::rejected, "parts", problem);
}

task<ItemUpload::Failure> ItemUpload::send() {
  const std::vector<PartRange> ranges = upload_.ranges();
  std::vector<PartRange> missing;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!place().is_trusted || !upload_.parts[i].is_completed) missing.push_back(ranges[i]);
  }
  const PartsResult result =
      co_await upload_parts(batch_, item_, std::move(missing), *this, &part_tag, place().round);
  co_return result.failure;
}

task<PartUrl> ItemUpload::url(const PartRange& part, unsigned refused) {
  const std::size_t index = part.number - 1;
  std::string& given = given_[part.number];
  for (unsigned renewals = 0;;) {
    const std::string& known = upload_.parts[index].url;
    const auto deadline = url_deadline(known, received_ms_);
    const bool is_alive = !deadline || batch_.now_ms() < *deadline;
    // One that is late by its own account is worth a try when the vendor has nothing better.
    if (!known.empty() && known != given && (is_alive || renewals > 0)) {
      given = known;
      co_return PartUrl(known);
    }
    if (is_renewing_) {
      co_await renewed_.wait();
      continue;
    }
    if (renewals == 2) break;
    const Failure failure = co_await renew(renewals++ == 0 ? Renewal::read : Renewal::resume);
    if (failure) co_return PartUrl(*failure);
  }
  co_return PartUrl(Ending(End::retryable, "urls",
                           "part " + std::to_string(part.number) + ": the store refused " +
                               std::to_string(refused) + " URLs, and the vendor has no other one"));
}

// Reads the session again or, for URLs that reading does not renew, has the vendor continue it.
task<ItemUpload::Failure> ItemUpload::renew(Renewal how) {
  is_renewing_ = true;
  const std::string id = place().upload_id;
  Request request = how == Renewal::read
                        ? api_.upload(id)
                        : api_.start(target_, Overwrite::resume, item_.size).idempotent();
  const Answer answer = co_await ask(batch_, std::move(request.for_item(item_)));
  auto upload = read_upload(answer.ok() ? answer.reply.body : "");
  Failure failure;
  if (answer.verdict() == Verdict::gone) {
    failure = Ending(End::retryable, "upload_gone", "the vendor no longer knows upload " + id);
  } else if (!upload) {
    failure = ending_of(answer.ok() ? unreadable(upload.problem()) : answer.judgement,
                        "renew the URLs of upload " + id);
    // A later session may do better with an upload of its own.
    if (answer.verdict() == Verdict::invalid) failure->end = End::retryable;
  } else if (upload->id != id || upload->shape() != place().shape ||
             !upload_problem(*upload, item_.size).empty()) {
    failure = Ending(End::retryable, "upload_gone",
                     "the vendor has another upload than " + id + " by now");
  } else {
    upload_ = std::move(*upload);
    received_ms_ = batch_.now_ms();
  }
  is_renewing_ = false;
  renewed_.notify();
  co_return failure;
}

task<std::optional<Ending>> ItemUpload::stored(const PartRange& part, const std::string& etag) {
  const std::size_t index = part.number - 1;
  const std::string what = "confirm part " + std::to_string(part.number);
  const std::string id = upload_.parts[index].id;
  Request request =
      api_.upload_call("part/" + percent_encoded(id) + "/complete", confirm_body(config_, etag))
          .idempotent();
  const Answer answer = co_await ask(batch_, std::move(request.for_item(item_)));
  if (answer.ok()) co_return std::nullopt;
  if (answer.verdict() == Verdict::gone)
    co_return Ending(End::retryable, "upload_gone", what + ": " + answer.judgement.why);
  if (answer.verdict() == Verdict::invalid) {
    // A confirmation that was sent again may be refused because the first one was heard.
    while (is_renewing_) co_await renewed_.wait();
    const Failure failure = co_await renew(Renewal::read);
    if (!failure && upload_.parts[index].is_completed) co_return std::nullopt;
  }
  co_return ending_of(answer.judgement, what);
}

}  // namespace ingot::sessionupload
