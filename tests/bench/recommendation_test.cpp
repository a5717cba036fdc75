// What a job is told to use; and that a job can be told so.
#include "host/bench/recommendation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/job/load.hpp"
#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using testing::HasSubstr;

Row row_of(std::uint64_t part_size, unsigned in_flight, double finish, unsigned runs = 3, Tls tls = Tls::on) {
  Row row;
  row.arm = arm_of(link_of(125e6, std::chrono::milliseconds(40)), part_size, in_flight, {tls, Digest::md5});
  row.source = runs > 0 ? Source::measured : Source::modelled;
  row.runs = runs;
  row.load = {64 * kMiB, 1};
  row.seconds = finish / 32;
  row.finish_seconds = finish;
  return row;
}

const Workload kLoad{2048 * kMiB, 1};

Recommendation recommended(const std::vector<Row>& rows, PartSizes part_sizes = PartSizes::of_client) {
  return recommend(rows, kLoad, part_sizes).value();
}

TEST(recommendation, the_fastest_wins) {
  const auto found = recommended({row_of(8 * kMiB, 4, 40), row_of(16 * kMiB, 12, 20), row_of(32 * kMiB, 16, 30)});
  EXPECT_EQ(found.line, "use this: part_size: 16MiB, in_flight: 12");
  EXPECT_THAT(found.why, HasSubstr("2.0 GiB over 1 Gbit/s, 40 ms, nothing lost in about 20.0s (102.4 MiB/s"));
  EXPECT_THAT(found.why, HasSubstr("modelled from 64.0 MiB that were measured 3 times"));
  EXPECT_THAT(found.why, HasSubstr("the slowest setting takes 2.0 times as long"));
}

TEST(recommendation, among_equals_the_gentlest_wins) {
  const auto found = recommended({row_of(64 * kMiB, 16, 20), row_of(32 * kMiB, 8, 20.5), row_of(16 * kMiB, 8, 20.4),
                                  row_of(8 * kMiB, 8, 21)});
  EXPECT_EQ(found.line, "use this: part_size: 16MiB, in_flight: 8");
}

TEST(recommendation, what_was_run_often_wins_against_what_was_run_once_or_never) {
  const auto found = recommended({row_of(8 * kMiB, 4, 10, 0), row_of(16 * kMiB, 4, 15, 1), row_of(32 * kMiB, 4, 20, 3)});
  EXPECT_EQ(found.row.arm.part_size, 32 * kMiB);
}

TEST(recommendation, tls_is_what_vendors_speak) {
  const auto found = recommended({row_of(8 * kMiB, 4, 10, 3, Tls::off), row_of(16 * kMiB, 4, 20, 3, Tls::on)});
  EXPECT_EQ(found.row.arm.variant.tls, Tls::on);
  EXPECT_EQ(recommended({row_of(8 * kMiB, 4, 10, 3, Tls::off)}).row.arm.variant.tls, Tls::off);
}

TEST(recommendation, where_the_vendor_cuts_files_no_part_size_is_named) {
  const auto found = recommended({row_of(8 * kMiB, 4, 10)}, PartSizes::of_vendor);
  EXPECT_EQ(found.line, "use this: in_flight: 4");
  EXPECT_EQ(found.job, "upload: { in_flight: 4 }\n");
}

TEST(recommendation, nothing_follows_from_nothing) {
  EXPECT_FALSE(recommend(std::span<const Row>(), kLoad, PartSizes::of_client));
}

TEST(recommendation, a_job_takes_what_is_printed) {
  for (const std::uint64_t part_size : {8 * kMiB, 16 * kMiB, 5'242'881 + kMiB, 1024 * kMiB}) {
    const auto found = recommended({row_of(part_size, 12, 10)});
    job::LoadContext context;
    context.base_dir = context.working_dir = "/tmp";
    context.environment = [](std::string_view) { return std::nullopt; };
    context.plugin = [](std::string_view) -> Result<job::PluginInfo> {
      job::PluginInfo info;
      info.name = "dash";
      info.version = "1.0.0";
      info.config_schema_json = R"({"type": "object", "additionalProperties": false, "properties": {
          "base_url": {"type": "string", "default": "https://example.com"}}})";
      info.part_min = 5'242'881;
      return info;
    };
    const std::string text = "version: 1\njob: pasted\nvendor: { plugin: dash }\nscan:\n  folder: { root: /tmp }\n" + found.job;
    const auto loaded = job::load("job.yaml", text, context);
    ASSERT_TRUE(loaded.job) << text << (loaded.diagnostics.all().empty() ? "" : loaded.diagnostics.all()[0].message);
    EXPECT_EQ(loaded.job->plan.part_size, part_size);
    EXPECT_EQ(loaded.job->upload.in_flight, 12u);
  }
}

}  // namespace
}  // namespace ingot::bench
