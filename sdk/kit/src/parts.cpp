#include <ingot/kit/parts.hpp>

#include <algorithm>

#include <ingot/kit/storage.hpp>

namespace ingot::kit {
namespace {

// Bytes that did not arrive as they left, repeated under the same URL before the item is given up.
constexpr unsigned kMostRepeats = 3;
// URLs for one part that did not let it through: the loop others fell into (cross_vendor.md 3.1).
constexpr unsigned kMostUrls = 5;

std::string name_of(const PartRange& part) {
  return "part " + std::to_string(part.number);
}

Request put_request(const Item& item, const PartRange& part, const PartUrl& where,
                    std::uint64_t tag) {
  Request request("PUT", where.url);
  request.idempotent().exact_headers().journal().verify_etag().sensitive().tag(tag).for_item(item);
  if (!where.content_md5.empty()) request.header("Content-MD5", where.content_md5);
  request.body(file(item, part.off, part.len));
  return request;
}

Ending failure_of(const PartRange& part, const Reply& reply, StoreError error,
                  std::int64_t now_ms) {
  const std::string what = name_of(part);
  if (error == StoreError::url_expired) {
    return Ending(End::retryable, "urls",
                  what + ": the vendor gave upload URLs several times, and none let it through");
  }
  if (reply.outcome == Outcome::mismatch) {
    return Ending(End::retryable, "etag",
                  what + ": the store did not keep the bytes that were sent");
  }
  if (reply.outcome == Outcome::denied)
    return Ending(End::rejected, "denied", what + ": " + reply.detail);
  if (reply.ok())
    return Ending(End::retryable, "etag", what + ": the store answered without an ETag");
  Judgement judgement = judge(reply, now_ms);
  if (reply.outcome != Outcome::response) return ending_of(judgement, what);
  if (error == StoreError::upload_gone) {
    return Ending(End::retryable, "upload_gone",
                  what + ": the upload is no longer known to the store");
  }
  // Anything but the store's own refusal says nothing about the part; a later session gets new URLs.
  const bool is_refused = error == StoreError::refused && reply.status < 500;
  judgement.verdict = is_refused ? Verdict::invalid : Verdict::lost;
  return ending_of(judgement, what);
}

// As the store wrote it; empty for a success that does not say what was stored ("" counts as nothing).
std::string etag_of(const Reply& reply) {
  const std::string_view etag = reply.ok() ? reply.header("etag").value_or("") : "";
  return bare_etag(etag).empty() ? std::string() : std::string(etag);
}

PartOutcome failed(Ending ending) {
  PartOutcome outcome;
  outcome.failure = std::move(ending);
  return outcome;
}

// The first attempt without an answer of an earlier life, or the acknowledgement that one brought.
std::uint32_t attempt_after(Batch& batch, std::uint64_t first_tag, std::string& etag) {
  for (std::uint32_t attempt = 0;; ++attempt) {
    const Reply* earlier = batch.prior(first_tag + attempt);
    if (earlier == nullptr) return attempt;
    etag = etag_of(*earlier);
    if (!etag.empty()) return attempt;
  }
}

class Upload {
 public:
  Upload(Batch& batch, const Item& item, const std::vector<PartRange>& parts, PartRoute& route,
         PartTag tag, std::uint32_t round)
      : batch_(batch), item_(item), parts_(parts), route_(route), tag_(tag), round_(round) {
    result_.etags.resize(parts.size());
  }

  task<PartsResult> run() {
    const std::size_t width = batch_.max_outstanding();
    co_await batch_.for_each(parts_.size(), width, [this](std::size_t i) { return one(i); });
    PartsResult result = std::move(result_);
    co_return result;
  }

 private:
  task<> one(std::size_t index) {
    if (result_.failure) co_return;
    PartOutcome outcome = co_await send_part(batch_, item_, parts_[index], route_, tag_, round_);
    if (outcome.failure) co_return fail(*outcome.failure);
    result_.etags[index] = std::move(outcome.etag);
    if (result_.failure) co_return;
    const std::optional<Ending> ending =
        co_await route_.stored(parts_[index], result_.etags[index]);
    if (ending) fail(*ending);
  }

  void fail(Ending ending) {
    if (!result_.failure) result_.failure = std::move(ending);
  }

  Batch& batch_;
  const Item& item_;
  const std::vector<PartRange>& parts_;
  PartRoute& route_;
  const PartTag tag_;
  const std::uint32_t round_;
  PartsResult result_;
};

}  // namespace

task<PartOutcome> send_part(Batch& batch, const Item& item, PartRange part, PartRoute& route,
                            PartTag tag, std::uint32_t round) {
  const std::uint64_t first_tag = tag(item, round, part.number);
  PartOutcome outcome;
  std::uint32_t attempt = attempt_after(batch, first_tag, outcome.etag);
  unsigned repeats = 0, refused = 0;
  PartUrl where;
  for (; outcome.etag.empty(); ++attempt) {
    if (where.url.empty()) {
      where = co_await route.url(part, refused);
      if (where.failure) co_return failed(*where.failure);
    }
    if (batch.cancelled()) {
      co_return failed(
          Ending(End::retryable, "cancelled", name_of(part) + ": the run was stopped"));
    }
    const Reply reply =
        co_await batch.send(put_request(item, part, where, first_tag + attempt));
    outcome.etag = etag_of(reply);
    if (!outcome.etag.empty()) break;
    const bool is_answer = reply.outcome == Outcome::response;
    const StoreError error =
        is_answer ? judge_store_error(reply.status, reply.body) : StoreError::not_storage;
    if (error == StoreError::url_expired && ++refused < kMostUrls) {
      where = PartUrl();
      continue;
    }
    const bool may_repeat = reply.ok() || reply.outcome == Outcome::mismatch ||
                            reply.outcome == Outcome::too_large || error == StoreError::bad_bytes;
    if (may_repeat && ++repeats < kMostRepeats) continue;
    co_return failed(failure_of(part, reply, error, batch.now_ms()));
  }
  co_return outcome;
}

task<std::optional<Ending>> PartRoute::stored(const PartRange&, const std::string&) {
  co_return std::nullopt;
}

std::vector<PartRange> planned_parts(const Item& item) {
  std::vector<PartRange> parts;
  for (std::uint32_t number = 1; number <= item.n_parts; ++number) {
    const Part part = item.part(number);
    parts.emplace_back(number, part.off, part.len);
  }
  return parts;
}

std::string tiling_problem(const std::vector<PartRange>& parts, std::uint64_t size) {
  std::vector<PartRange> sorted = parts;
  std::sort(sorted.begin(), sorted.end(),
            [](const PartRange& a, const PartRange& b) { return a.number < b.number; });
  std::uint64_t end = 0;
  std::uint32_t number = 0;
  for (const PartRange& part : sorted) {
    const std::string name = "part " + std::to_string(part.number);
    if (part.number != ++number) return name + " stands where part " + std::to_string(number) +
                                        " should be";
    if (part.off != end) {
      return name + " begins at byte " + std::to_string(part.off) + ", not at " +
             std::to_string(end);
    }
    if (part.len > size - end) return name + " ends beyond the file";
    if (part.len == 0 && size > 0) return name + " is empty";
    end += part.len;
  }
  if (end == size && (!sorted.empty() || size == 0)) return {};
  return "the parts end at byte " + std::to_string(end) + " of " + std::to_string(size);
}

task<PartsResult> upload_parts(Batch& batch, const Item& item, std::vector<PartRange> parts,
                               PartRoute& route, PartTag tag, std::uint32_t round) {
  Upload upload(batch, item, parts, route, tag, round);
  PartsResult result = co_await upload.run();
  co_return result;
}

}  // namespace ingot::kit
