// Four forms of one report.
#include "host/bench/bench_report.hpp"

#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/bench/chart.hpp"
#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

Row row_of(const LinkShape& link, std::uint64_t part_size, unsigned in_flight, unsigned runs, double seconds) {
  Row row;
  row.arm = arm_of(link, part_size, in_flight, {Tls::on, Digest::md5});
  row.source = runs > 0 ? Source::measured : Source::modelled;
  row.runs = runs;
  row.load = runs > 0 ? Workload{64 * kMiB, 1} : Workload{1024 * kMiB, 1};
  row.seconds = seconds;
  row.seconds_low = seconds * 0.9;
  row.seconds_high = seconds * 1.1;
  row.cpu_seconds = 0.25;
  row.wasted_bytes = runs > 0 ? 131'072 : 0;
  row.finish_seconds = runs > 0 ? seconds * 16 : seconds;
  return row;
}

BenchReport report() {
  BenchReport report;
  report.version = "1.2.3";
  report.vendor = "dash";
  report.load = {1024 * kMiB, 1};
  const LinkShape wan = parse_link("wan").value(), odd = parse_link("1Gbps,40ms,0.1%").value();
  report.links = {wan, odd};
  report.rows = {row_of(wan, 8 * kMiB, 4, 3, 1.0),  row_of(wan, 8 * kMiB, 16, 1, 0.5), row_of(wan, 16 * kMiB, 4, 0, 40),
                 row_of(wan, 16 * kMiB, 16, 0, 20), row_of(odd, 8 * kMiB, 4, 0, 90),   row_of(odd, 8 * kMiB, 16, 0, 30)};
  report.error = {0.05, 0.125, 12};
  report.parameters = usual_machine();
  report.processors = 2;
  report.repeat = 3;
  report.seconds = 33;
  report.real_runs = 12;
  return report;
}

TEST(bench_report, the_table_is_this) {
  EXPECT_EQ(table_text(report()),
            R"(dash, 1 file of 1.0 GiB, 12 real runs in 33.0s on 2 processors
model: off by 5.0 % on average, 12.5 % at worst, against 12 real runs it was not fitted to; what it says is marked ~ or `modelled`

link wan: 1 Gbit/s, 40 ms, 0.01 % lost
  part size  in flight  tls  digest         rate  finish  CPU/GiB         sent twice  rate is
       8MiB          4   on     md5   64.0 MiB/s  16.0s~   4.00 s  128.0 KiB (0.2 %)  measured 3 x 64.0 MiB
       8MiB         16   on     md5  128.0 MiB/s   8.0s~   4.00 s  128.0 KiB (0.2 %)  measured 1 x 64.0 MiB
      16MiB          4   on     md5   25.6 MiB/s  40.0s~   0.25 s                  0  modelled
      16MiB         16   on     md5   51.2 MiB/s  20.0s~   0.25 s                  0  modelled

plan: { part_size: 8MiB }
upload: { in_flight: 4 }
use this: part_size: 8MiB, in_flight: 4  # 1.0 GiB over 1 Gbit/s, 40 ms, 0.01 % lost in about 16.0s (64.0 MiB/s, modelled from 64.0 MiB that were measured 3 times); the slowest setting takes 2.5 times as long

link 1Gbps,40ms,0.1%: 1 Gbit/s, 40 ms, 0.1 % lost
  part size  in flight  tls  digest        rate   finish  CPU/GiB  sent twice  rate is
       8MiB          4   on     md5  11.4 MiB/s  1m 30s~   0.25 s           0  modelled
       8MiB         16   on     md5  34.1 MiB/s   30.0s~   0.25 s           0  modelled

plan: { part_size: 8MiB }
upload: { in_flight: 16 }
use this: part_size: 8MiB, in_flight: 16  # 1.0 GiB over 1 Gbit/s, 40 ms, 0.1 % lost in about 30.0s (34.1 MiB/s, modelled); the slowest setting takes 3.0 times as long
)");
}

TEST(bench_report, json_comes_back_as_it_was) {
  const BenchReport written = report();
  const auto read = read_json(json_text(written));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->vendor, "dash");
  EXPECT_EQ(read->load, written.load);
  EXPECT_EQ(read->links, written.links);
  ASSERT_EQ(read->rows.size(), written.rows.size());
  for (std::size_t i = 0; i < written.rows.size(); ++i) {
    EXPECT_EQ(read->rows[i].arm, written.rows[i].arm);
    EXPECT_EQ(read->rows[i].load, written.rows[i].load);
    EXPECT_EQ(read->rows[i].source, written.rows[i].source);
    EXPECT_EQ(read->rows[i].runs, written.rows[i].runs);
    EXPECT_DOUBLE_EQ(read->rows[i].seconds_high, written.rows[i].seconds_high);
    EXPECT_EQ(read->rows[i].wasted_bytes, written.rows[i].wasted_bytes);
  }
}

TEST(bench_report, json_says_of_each_figure_whether_it_was_measured) {
  const auto root = Poco::JSON::Parser().parse(json_text(report())).extract<Poco::JSON::Object::Ptr>();
  EXPECT_EQ(root->getValue<std::string>("schema"), "ingot.bench/1");
  EXPECT_DOUBLE_EQ(root->getObject("model")->getValue<double>("error_worst"), 0.125);
  const auto rows = root->getArray("rows");
  EXPECT_EQ(rows->getObject(0)->getValue<std::string>("source"), "measured");
  EXPECT_EQ(rows->getObject(0)->getValue<std::string>("finish_source"), "modelled");
  EXPECT_EQ(rows->getObject(2)->getValue<std::string>("source"), "modelled");
  EXPECT_EQ(root->getArray("use")->getObject(0)->getValue<std::string>("line"), "use this: part_size: 8MiB, in_flight: 4");
}

TEST(bench_report, what_is_no_report_is_refused) {
  const std::string good = json_text(report());
  std::string other_schema = good, lost_link = good, no_part = good;
  other_schema.replace(other_schema.find("ingot.bench/1"), 13, "ingot.bench/9");
  lost_link.replace(lost_link.find("\"name\":\"wan\""), 12, "\"name\":\"lan\"");
  no_part.replace(no_part.find("\"part_size\":8388608"), 19, "\"part_size\":0000000");
  for (const std::string& text : {std::string(), std::string("[]"), std::string("{}"), good.substr(0, good.size() / 2),
                                  other_schema, lost_link, no_part}) {
    const auto read = read_json(text);
    ASSERT_FALSE(read) << text.substr(0, 60);
    EXPECT_THAT(read.error().message, HasSubstr("not a report that `ingot bench upload --json` wrote"));
  }
}

TEST(bench_report, csv_has_a_line_for_each_row_and_quotes_commas) {
  const std::string text = csv_text(report());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7);
  EXPECT_THAT(text, HasSubstr("\nwan,40.000,0.000100,8388608,4,on,md5,measured,3,67108864,1,1.000000,0.900000,1.100000,"
                              "67108864,0.250000,4.000000,131072,16.000000,modelled\n"));
  EXPECT_THAT(text, HasSubstr("\n\"1Gbps,40ms,0.1%\",40.000,0.001000,8388608,16,on,md5,modelled,0,"));
}

TEST(bench_report, the_page_is_whole_and_fetches_nothing) {
  BenchReport hostile = report();
  hostile.vendor = "<script>alert(1)</script>";
  const auto page = html_text(hostile);
  ASSERT_TRUE(page);
  EXPECT_THAT(*page, EndsWith("</html>\n"));
  for (const char* word : {"<script", "src=", "href=", "url(", "@import", "<link", "<img", "style=\""}) {
    EXPECT_THAT(*page, Not(HasSubstr(word)));
  }
  Poco::XML::DOMParser parser;
  const std::string xml = page->substr(page->find("<html"));
  const Poco::XML::AutoPtr<Poco::XML::Document> document = parser.parseString(xml);
  const auto count = [&](const char* tag) { return Poco::XML::AutoPtr<Poco::XML::NodeList>(document->getElementsByTagName(tag))->length(); };
  EXPECT_EQ(count("figure"), 2u * 4);  // four plots of each link and variant
  EXPECT_EQ(count("circle"), 4u * 6);  // a dot for each row in each
  EXPECT_EQ(count("table"), 2u);
  EXPECT_EQ(count("tr"), 2u + 6);
  EXPECT_THAT(*page, HasSubstr("use this: part_size: 8MiB, in_flight: 4"));
}

TEST(bench_report, a_measured_point_is_a_dot_and_a_modelled_one_a_ring) {
  const Chart chart{.title = "rate",
                    .places = {"8MiB", "16MiB"},
                    .lines = {{"4 in flight", {ChartPoint{1, true}, ChartPoint{2, false}}}, {"8 in flight", {std::nullopt, ChartPoint{1, true}}}},
                    .label = [](double value) { return std::to_string(static_cast<int>(value)); }};
  const std::string svg = chart_svg(chart);
  EXPECT_THAT(svg, HasSubstr("<circle class=\"s1 fill\""));
  EXPECT_THAT(svg, HasSubstr("<circle class=\"s1 line\""));
  EXPECT_THAT(svg, HasSubstr("4 in flight, 16MiB: 2, modelled"));
  EXPECT_THAT(svg, HasSubstr("8 in flight, 16MiB: 1, measured"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(bench_report, changes_say_what_was_compared) {
  BenchReport before = report(), after = report();
  after.rows[0].seconds = 2.0;
  after.rows[0].seconds_low = 1.9;
  const Comparison comparison = compare(before.rows, after.rows, 0.15);
  const std::string text = changes_text(comparison, 0.15);
  EXPECT_THAT(text, HasSubstr("compared: 1 settings with the same load in both, medians of at least 3 runs; 1 measured"));
  EXPECT_THAT(text, HasSubstr("64.0 MiB/s  32.0 MiB/s  -50.0 %  wan, 8MiB x 4, tls on, digest md5  SLOWER"));
  EXPECT_THAT(text, EndsWith("slower by more than 15.0 %, and outside what the runs vary by\n"));
  EXPECT_THAT(changes_text(compare(before.rows, before.rows, 0.15), 0.15), EndsWith("nothing is slower by more than 15.0 %\n"));
}

}  // namespace
}  // namespace ingot::bench
