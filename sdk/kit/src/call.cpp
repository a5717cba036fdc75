#include <ingot/kit/call.hpp>

namespace ingot::kit {
namespace {

bool is_worth_repeating(Verdict verdict) {
  return verdict == Verdict::busy || verdict == Verdict::not_sent || verdict == Verdict::lost;
}

}  // namespace

task<Answer> ask(Batch& batch, Request request, unsigned tries) {
  for (unsigned made = 1;; ++made) {
    Reply reply = co_await batch.send(request);
    const Judgement judgement = judge(reply, batch.now_ms());
    const bool is_final = !is_worth_repeating(judgement.verdict) || made >= tries;
    if (is_final || batch.cancelled()) co_return Answer(std::move(reply), judgement);
    co_await batch.wait(pause_before(made, judgement));
  }
}

task<Change> change(Batch& batch, Request request, std::uint64_t first_tag, unsigned tries) {
  Change result;
  unsigned made = 0;  // in this life
  for (;; ++result.attempts) {
    const std::uint64_t tag = first_tag + result.attempts;
    const Reply* earlier = batch.prior(tag);
    Reply reply;
    if (earlier != nullptr) {
      reply = *earlier;
    } else {
      ++made;
      Request attempt = request;
      attempt.tag(tag);
      reply = co_await batch.send(std::move(attempt));
    }
    result.is_earlier = earlier != nullptr;
    Judgement judgement = judge(reply, batch.now_ms());
    // What a dead run abandoned may have arrived all the same.
    if (earlier != nullptr && judgement.verdict == Verdict::cancelled)
      judgement.verdict = Verdict::lost;
    result.answer = Answer(std::move(reply), judgement);
    const bool may_repeat =
        judgement.verdict == Verdict::busy || judgement.verdict == Verdict::not_sent;
    if (!may_repeat || made >= tries || (made > 0 && batch.cancelled())) break;
    if (made > 0) co_await batch.wait(pause_before(made, judgement));
  }
  ++result.attempts;
  co_return result;
}

}  // namespace ingot::kit
