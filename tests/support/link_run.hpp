// LinkRun: a transfer without end over a LinkModel: parts of files are sent, as many at once as a strategy says: a
// fixed number, or a Tuner. For tests and benchmarks of strategies; simulated time, deterministic for a seed.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "host/plan/part_pace.hpp"
#include "host/transfer/tuner.hpp"
#include "tests/support/link_model.hpp"

namespace ingot::test {

struct Strategy {
  // Absent: the tuner decides.
  std::optional<unsigned> in_flight;
  // Absent: chosen when a file is begun, from what was measured by then.
  std::optional<std::uint64_t> part_size;
  unsigned ceiling = 128;
  std::uint64_t cache = 4ull << 30;  // bytes that may be in flight
};

struct Second {
  std::uint64_t bytes = 0;  // of parts that were answered well, by when they left
  unsigned limit = 0;       // at its end
  unsigned throttled = 0;
};

class LinkRun {
 public:
  LinkRun(LinkShape shape, std::uint64_t seed, Strategy strategy);

  // Goes on until `until`.
  void run(LinkModel::Time until);
  void reshape(LinkShape shape) { link_.reshape(std::move(shape)); }

  // Bytes a second in [from, to), whole seconds.
  double goodput(unsigned from, unsigned to) const;
  const std::vector<Second>& seconds() const { return seconds_; }
  const transfer::Tuner& tuner() const { return tuner_; }
  std::uint64_t part_size() const { return part_size_; }
  // Called at every change of the tuner's limit.
  std::function<void(LinkModel::Time, const std::string&)> on_change;

 private:
  void fill();
  void finish(const LinkModel::Done& done);
  std::uint64_t next_part();
  void begin_file();
  Second& second();

  std::mt19937_64 random_;
  LinkModel link_;
  const Strategy strategy_;
  transfer::Tuner tuner_;
  plan::PartPace pace_;
  std::uint64_t part_size_ = 0, left_of_file_ = 0, last_id_ = 0, counted_ = 0;
  LinkModel::Time retry_at_{0};
  std::vector<Second> seconds_;
};

}  // namespace ingot::test
