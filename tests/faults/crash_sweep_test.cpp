// kill -9 at every ledger write, before and after its commit, each followed by resume: nothing lost, nothing twice.
#include <gtest/gtest.h>

#include "plugins/dash/tags.hpp"
#include "tests/support/dash_run.hpp"

namespace ingot::test {
namespace {

using ledger::ItemState;

DashSetup sweep_setup(std::uint64_t seed) {
  DashSetup setup;
  setup.seed = seed;
  for (int i = 0; i < 6; ++i) {
    setup.files.push_back({"f" + std::to_string(i) + ".txt", random_bytes(100 + static_cast<unsigned>(i), 50)});
  }
  setup.lifecycle = "live";
  setup.batch_items = 3;
  return setup;
}

// What must hold of a resumed run, whatever had happened before.
void expect_whole(DashRun& sim, const LifeEnd& end, std::uint64_t files, const std::string& when) {
  EXPECT_EQ(end.end.reason, run::EndReason::finished) << when << end.end.message;
  EXPECT_EQ(end.tally.in(ItemState::done), files) << when;
  EXPECT_EQ(sim.audit_problems(), "") << when;
  for (const auto& object : sim.dash().facts().objects) EXPECT_EQ(object.state, "LIVE") << when;
}

std::uint64_t writes_of_an_undisturbed_run(std::uint64_t seed) {
  DashRun sim(sweep_setup(seed));
  return sim.live().ledger_writes;
}

class killed_at_every_write : public ::testing::TestWithParam<CrashPoint::Side> {};

TEST_P(killed_at_every_write, resume_brings_every_file_once) {
  const std::uint64_t writes = writes_of_an_undisturbed_run(1);
  ASSERT_GT(writes, 20u);
  for (std::uint64_t k = 1; k <= writes; ++k) {
    DashRun sim(sweep_setup(1));
    const LifeEnd first = sim.live({k, GetParam()});
    ASSERT_TRUE(first.has_crashed) << k;
    const LifeEnd second = sim.live();
    expect_whole(sim, second, 6, "killed at write " + std::to_string(k) + ": ");
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(sweep, killed_at_every_write,
                         ::testing::Values(CrashPoint::Side::before, CrashPoint::Side::after),
                         [](const auto& one) {
                           return one.param == CrashPoint::Side::before ? std::string("before_commit")
                                                                         : std::string("after_commit");
                         });

TEST(disk_full_at_every_write, stops_cleanly_and_resume_brings_every_file_once) {
  const std::uint64_t writes = writes_of_an_undisturbed_run(1);
  // The first writes are the scan's, which the simulation makes before the pipeline.
  for (std::uint64_t k = 7; k <= writes; ++k) {
    DashRun sim(sweep_setup(1));
    const LifeEnd first = sim.live({k, CrashPoint::Side::disk_full});
    EXPECT_EQ(run::exit_code(first.end, first.tally), 8) << k << ": " << first.end.message;
    expect_whole(sim, sim.live(), 6, "disk full at write " + std::to_string(k) + ": ");
    if (HasFailure()) return;
  }
}

TEST(killed_again_and_again, resume_brings_every_file_once) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    DashRun sim(sweep_setup(seed));
    std::mt19937_64 random(seed);
    LifeEnd end;
    for (int life = 0; life < 12; ++life) {
      // Every life gets a little further; the last one is left alone.
      const CrashPoint crash{life < 11 ? 1 + random() % (10 + static_cast<unsigned>(life) * 4) : 0,
                             random() % 2 == 0 ? CrashPoint::Side::before : CrashPoint::Side::after};
      end = sim.live(crash);
      if (!end.has_crashed) break;
    }
    expect_whole(sim, end, 6, "seed " + std::to_string(seed) + ": ");
    if (HasFailure()) return;
  }
}

constexpr std::uint64_t kPartSize = 5'242'881;

// Bytes of the parts that the ledger does not know to be acknowledged.
std::uint64_t bytes_to_send(const DashRun& sim, std::uint64_t size) {
  const auto items = sim.items();
  if (!items.empty() && ledger::is_ended(items[0].state)) return 0;
  std::uint64_t left = size;
  for (const auto& [batch, action] : sim.acknowledged()) {
    const bool is_part = action >> 56 == static_cast<std::uint64_t>(dash::Call::part);
    if (!is_part) continue;
    const std::uint64_t number = action >> 16 & 0xFFFF;
    left -= std::min(kPartSize, size - (number - 1) * kPartSize);
  }
  return left;
}

TEST(killed_while_parts_are_sent, acknowledged_parts_are_not_sent_again) {
  DashSetup setup;
  setup.files.push_back({"big.bin", random_bytes(5, 3 * kPartSize + 77)});
  std::uint64_t writes = 0;
  {
    DashRun sim(setup);
    writes = sim.live().ledger_writes;
  }
  for (std::uint64_t k = 1; k <= writes; ++k) {
    DashRun sim(setup);
    ASSERT_TRUE(sim.live({k, CrashPoint::Side::after}).has_crashed) << k;
    const std::uint64_t left = bytes_to_send(sim, setup.files[0].content.size());
    const LifeEnd second = sim.live();
    EXPECT_EQ(second.tally.in(ItemState::done), 1u) << k << second.end.message;
    EXPECT_EQ(sim.audit_problems(), "") << k;
    EXPECT_EQ(second.traffic.bytes_sent, left) << k;
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace ingot::test
