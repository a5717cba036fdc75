#include "host/transfer/tuner_epoch.hpp"

#include <algorithm>

namespace ingot::transfer {

// A limit that is used less than this is not what holds the transfer back.
static constexpr double kFull = 0.8;

static double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

void TunerEpoch::begin(const Plan& plan, Time now) {
  *this = TunerEpoch();
  plan_ = plan;
  begun_ = now;
}

bool TunerEpoch::is_settled(std::uint64_t work, unsigned in_flight, Time now) {
  if (from_) return true;
  // A lower limit takes effect as attempts end, however long they take.
  if (in_flight > plan_.limit || now - begun_ < plan_.settle) return false;
  from_ = last_ = middle_ = now;
  work_ = work_middle_ = work;
  return false;
}

std::optional<TunerEpoch::Result> TunerEpoch::sample(std::uint64_t work, unsigned in_flight,
                                                     Time now) {
  if (!is_settled(work, in_flight, now)) return std::nullopt;
  occupied_ += std::min(in_flight, plan_.limit) * seconds(now - last_);
  last_ = now;
  const Time lasted = now - *from_;
  if (lasted < plan_.length / 2 || middle_ == *from_) {
    middle_ = now;
    work_middle_ = work;
  }
  const bool is_enough = work - work_ >= plan_.least || lasted >= plan_.longest;
  if (lasted < plan_.length || lasted.count() <= 0 || !is_enough) return std::nullopt;
  Result result;
  result.rate = static_cast<double>(work - work_) / seconds(lasted);
  const auto half = [](std::uint64_t amount, Time time) {
    return time.count() > 0 ? static_cast<double>(amount) / seconds(time) : 0.0;
  };
  result.first_half = half(work_middle_ - work_, middle_ - *from_);
  result.second_half = half(work - work_middle_, now - middle_);
  result.was_full = occupied_ >= kFull * plan_.limit * seconds(lasted);
  return result;
}

}  // namespace ingot::transfer
