// What may be typed after `ingot bench upload`.
#include "host/cli/bench_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/bench/comparison.hpp"

namespace ingot::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kMiB = 1u << 20;

Result<BenchOptions> typed(const std::vector<std::pair<std::string, std::string>>& flags) {
  Arguments arguments;
  arguments.positional = {"upload"};
  for (const auto& [name, value] : flags) arguments.add(name, value);
  return bench_options(arguments);
}

TEST(bench_options, everything_has_a_default) {
  const auto options = typed({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->vendor, "dash");
  EXPECT_EQ(options->sweep.load, (bench::Workload{2048 * kMiB, 1}));
  ASSERT_EQ(options->sweep.links.size(), 1u);
  EXPECT_EQ(options->sweep.links[0].name, "none");
  EXPECT_THAT(options->sweep.in_flight, ElementsAre(2, 4, 8, 16));
  EXPECT_EQ(options->sweep.variants.size(), 2u);
  EXPECT_EQ(options->sweep.budget, 60s);
  EXPECT_EQ(options->sweep.repeat, 3u);
  EXPECT_DOUBLE_EQ(options->tolerance, 0.15);
  EXPECT_FALSE(options->json || options->csv || options->html || options->compare);
}

TEST(bench_options, lists_are_sorted_and_each_value_counts_once) {
  const auto options = typed({{"part-sizes", "32MiB,8MiB,32MiB"}, {"in-flight", "8,1,8"}, {"digest", "sha256,none"},
                              {"tls", "on"}, {"link", "wan;none"}, {"link", "1Gbps,40ms,0.1%"}, {"link", "wan"}});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->sweep.part_sizes, ElementsAre(8 * kMiB, 32 * kMiB));
  EXPECT_THAT(options->sweep.in_flight, ElementsAre(1, 8));
  EXPECT_THAT(options->sweep.variants, ElementsAre(bench::Variant{bench::Tls::on, bench::Digest::none},
                                                   bench::Variant{bench::Tls::on, bench::Digest::sha256}));
  ASSERT_EQ(options->sweep.links.size(), 3u);
  EXPECT_EQ(options->sweep.links[2].name, "1Gbps,40ms,0.1%");
}

struct Refused {
  const char* flag;
  const char* value;
  const char* why;
};

TEST(bench_options, what_makes_no_sense_is_refused_by_flag_with_what_is_expected) {
  for (const auto& [flag, value, why] :
       {Refused{"size", "0", "from 1 byte"}, Refused{"size", "2 GiB", "such as 2GiB"}, Refused{"size", "51TiB", "to 50TiB"},
        Refused{"count", "0", "from 1 to 100000000"}, Refused{"count", "1e6", "a whole number"},
        Refused{"in-flight", "2,,4", "from 1 to 128"}, Refused{"in-flight", "129", "from 1 to 128"},
        Refused{"part-sizes", "8MiB,big", "such as 2GiB"}, Refused{"digest", "crc32", "none, md5, sha256"},
        Refused{"link", "warp", "write RATE,RTT,LOSS"}, Refused{"budget", "1s", "from 2s to 2h"},
        Refused{"budget", "60", "from 2s to 2h"}, Refused{"repeat", "26", "from 1 to 25"},
        Refused{"seed", "-1", "a whole number"}, Refused{"tolerance", "15", "such as 15%"},
        Refused{"tolerance", "0%", "between 0% and 100%"}, Refused{"tolerance", "100%", "between 0% and 100%"}}) {
    const auto options = typed({{flag, value}});
    ASSERT_FALSE(options) << flag << " " << value;
    EXPECT_EQ(options.error().kind, ErrorKind::invalid);
    EXPECT_THAT(options.error().message, HasSubstr(why)) << flag << " " << value;
  }
}

TEST(bench_options, there_is_nothing_but_upload) {
  Arguments arguments;
  arguments.positional = {"download"};
  EXPECT_THAT(bench_options(arguments).error().message, HasSubstr("`bench upload` only"));
}

TEST(bench_options, a_comparison_needs_medians) {
  EXPECT_FALSE(typed({{"compare", "a.json"}, {"repeat", "2"}}));
  EXPECT_TRUE(typed({{"compare", "a.json"}, {"repeat", "3"}}));
}

TEST(bench_options, every_flag_that_is_declared_is_taken) {
  for (const Flag& flag : bench_flags()) EXPECT_FALSE(flag.help.empty()) << flag.name;
}

plugin::Manifest vendor_of(plugin::PartPlanning planning) {
  plugin::Manifest manifest;
  manifest.part_planning = planning;
  manifest.limits.part_min = 5 * kMiB + 1;
  manifest.limits.part_max = 40 * kMiB;
  manifest.limits.parts_max = 100;
  return manifest;
}

std::vector<std::uint64_t> sizes(const std::vector<std::pair<std::string, std::string>>& flags,
                                 plugin::PartPlanning planning = plugin::PartPlanning::client) {
  auto options = typed(flags);
  const auto found = part_sizes_for(*options, vendor_of(planning));
  return found ? *found : std::vector<std::uint64_t>();
}

TEST(bench_options, the_usual_part_sizes_are_those_that_fit_the_vendor_and_the_file) {
  EXPECT_THAT(sizes({{"size", "200MiB"}}), ElementsAre(8 * kMiB, 16 * kMiB, 32 * kMiB));
  EXPECT_THAT(sizes({{"size", "20MiB"}}), ElementsAre(8 * kMiB, 16 * kMiB));
  EXPECT_THAT(sizes({{"size", "1MiB"}}), ElementsAre(8 * kMiB));
  EXPECT_THAT(sizes({{"size", "2GiB"}}), ElementsAre(32 * kMiB));  // at most 100 parts
}

TEST(bench_options, typed_part_sizes_are_taken_or_refused) {
  EXPECT_THAT(sizes({{"size", "200MiB"}, {"part-sizes", "6MiB,40MiB"}}), ElementsAre(6 * kMiB, 40 * kMiB));
  EXPECT_TRUE(sizes({{"size", "200MiB"}, {"part-sizes", "5MiB"}}).empty());
  EXPECT_TRUE(sizes({{"size", "200MiB"}, {"part-sizes", "41MiB"}}).empty());
}

TEST(bench_options, a_vendor_that_cuts_files_itself_has_one_part_size) {
  EXPECT_THAT(sizes({{"size", "200MiB"}}, plugin::PartPlanning::server), ElementsAre(200 * kMiB));
  EXPECT_TRUE(sizes({{"size", "200MiB"}, {"part-sizes", "8MiB"}}, plugin::PartPlanning::server).empty());
}

}  // namespace
}  // namespace ingot::cli
