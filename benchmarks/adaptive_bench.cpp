// Adaptive transfer against the best fixed setting a sweep finds, on simulated links (tests/support/links.hpp): the
// ratio of their goodputs soon after the start and later. Medians of seeds; simulated time, so the figures are the
// same on every machine. With the name of a link as argument: what the tuner did on it.
#include <algorithm>
#include <cstdio>
#include <string>

#include "tests/support/link_run.hpp"
#include "tests/support/links.hpp"

namespace ingot::test {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kSeeds = 5;
// Of simulated time: the target is to be there after ten seconds.
constexpr unsigned kSoon = 10, kLater = 20, kEnd = 60;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Goodput {
  double first = 0, soon = 0, later = 0;
};

Goodput goodput_of(const LinkShape& link, const Strategy& strategy) {
  std::vector<double> first, soon, later;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LinkRun run(link, seed, strategy);
    run.run(seconds(kEnd));
    first.push_back(run.goodput(0, kSoon));
    soon.push_back(run.goodput(kSoon, kLater));
    later.push_back(run.goodput(kLater, kEnd));
  }
  return {median(first), median(soon), median(later)};
}

struct Best {
  double first = 0, soon = 0, later = 0;
  unsigned in_flight = 0, part_mib = 0;
};

// Each column has its own best; all settings keep within the cache a tuned transfer has.
Best sweep(const LinkShape& link) {
  Best best;
  for (const unsigned in_flight : {1u, 2u, 4u, 8u, 12u, 16u, 24u, 32u, 48u, 64u, 96u, 128u}) {
    for (const unsigned part : {8u, 16u, 32u, 64u, 128u}) {
      const Strategy fixed{.in_flight = in_flight, .part_size = std::uint64_t{part} << 20};
      if (in_flight * *fixed.part_size > fixed.cache) continue;
      const Goodput found = goodput_of(link, fixed);
      best.first = std::max(best.first, found.first);
      best.soon = std::max(best.soon, found.soon);
      if (found.later <= best.later) continue;
      best.later = found.later;
      best.in_flight = in_flight;
      best.part_mib = part;
    }
  }
  return best;
}

void show_ratios() {
  std::printf("%-26s %12s %16s %9s %9s %9s %12s\n", "link", "best MB/s", "at in_flight x", "0-10 s",
              "10-20 s", "20-60 s", "today's 8x8");
  for (const LinkShape& link : usual_links()) {
    const Best best = sweep(link);
    const Goodput tuned = goodput_of(link, {});
    const Goodput usual = goodput_of(link, {.in_flight = 8, .part_size = 8u << 20});
    std::printf("%-26s %12.1f %9u x %3uM %9.2f %9.2f %9.2f %12.2f\n", link.name.c_str(),
                best.later / 1e6, best.in_flight, best.part_mib, tuned.first / best.first,
                tuned.soon / best.soon, tuned.later / best.later, usual.later / best.later);
  }
}

void show_recovery() {
  const LinkShape calm = usual_link("1G_40ms_0.1%");
  LinkShape storm = calm;
  storm.throttled_above = 1;
  std::vector<double> took;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LinkRun run(calm, seed, {});
    run.run(seconds(30));
    run.reshape(storm);
    run.run(seconds(90));
    run.reshape(calm);
    run.run(seconds(180));
    unsigned at = 90;
    while (at < 175 && run.goodput(at, at + 5) < 0.9 * run.goodput(20, 30)) ++at;
    took.push_back(at - 90);
  }
  std::printf("\nback at 0.9 after a minute of 429 above one request: median %.0f s, worst %.0f s\n", median(took),
              *std::max_element(took.begin(), took.end()));
}

void show_changes(const std::string& name) {
  LinkRun run(usual_link(name), 1, {});
  run.on_change = [](LinkModel::Time at, const std::string& why) {
    std::printf("%8.2f s  %s\n", std::chrono::duration<double>(at).count(), why.c_str());
  };
  run.run(seconds(kEnd));
  for (unsigned from = 0; from < kEnd; from += 5) {
    std::printf("%2u s  %3u in flight  %8.1f MB/s\n", from, run.seconds()[from].limit,
                run.goodput(from, from + 5) / 1e6);
  }
}

}  // namespace
}  // namespace ingot::test

int main(int argc, char** argv) {
  if (argc > 1) {
    ingot::test::show_changes(argv[1]);
    return 0;
  }
  ingot::test::show_ratios();
  ingot::test::show_recovery();
}
