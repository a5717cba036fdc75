// What it costs to host a plugin in a process of its own: sessions of one item, two steps each (BEGIN, and the answer to
// the PUT it asks for), in this process and in a confined one. Wall time: the work is the other process's too.
#include <benchmark/benchmark.h>
#include <ingot/plugin.h>

#include <string>

#include "benchmarks/suite.hpp"
#include "host/hosting/child_vendor.hpp"
#include "host/plugin/library.hpp"

namespace ingot {
namespace {

using benchmark::State;

constexpr const char* kConfig = R"({"base_url":"http://127.0.0.1:9","content_md5":false})";

plugin::EventWriter begin() {
  static const std::string entropy(32, 'e');
  plugin::BeginFacts facts;
  facts.batch_id = 1;
  facts.op = INGOT_OP_TRANSFER;
  facts.entropy = entropy;
  facts.max_outstanding = 8;
  plugin::ItemFacts item;
  item.flags = INGOT_ITEM_HAS_BYTES;
  item.size = item.part_size = 4096;
  item.key = item.name = "a.bin";
  facts.items.push_back(item);
  plugin::EventWriter events;
  ignore_error(events.begin(facts), "a small record");
  return events;
}

std::uint64_t action_id(const std::vector<plugin::Action>& actions) {
  for (const auto& action : actions) {
    if (const auto* http = std::get_if<plugin::HttpAction>(&action)) return http->id;
  }
  return 0;
}

bool converse(plugin::Vendor& vendor, const plugin::EventWriter& first) {
  auto session = vendor.open(kConfig);
  if (!session) return false;
  const auto asked = (*session)->step(1, first);
  if (!asked) return false;
  plugin::HttpFacts facts;
  facts.id = action_id(*asked);
  facts.status = 200;
  facts.attempts = 1;
  facts.headers = {{"etag", "\"0123456789abcdef0123456789abcdef\""}};
  plugin::EventWriter answer;
  if (facts.id == 0 || !answer.http(facts)) return false;
  const auto ended = (*session)->step(2, answer);
  return ended && !ended->empty();
}

void run(State& state, plugin::Vendor& vendor) {
  const auto first = begin();
  for (auto _ : state) {
    if (!converse(vendor, first)) return state.SkipWithError("the session did not end well");
  }
  constexpr int kSteps = 2;
  state.SetItemsProcessed(state.iterations() * kSteps);
  state.counters["us_step"] = benchmark::Counter(static_cast<double>(state.iterations()) * kSteps * 1e-6,
                                                 benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  using namespace ingot;
  const std::filesystem::path plugin = INGOT_BENCH_PLUGIN;
  const auto library = plugin::Library::load(plugin);
  auto image = hosting::PluginImage::read(plugin);
  if (!library || !image) return 1;
  const auto here = plugin::library_vendor(*library);
  hosting::ChildOptions options;
  options.program = INGOT_BENCH_CHILD;
  const auto child = hosting::ChildVendor::start(*std::move(image), library->manifest(), options);
  if (!child) return 1;
  benchmark::RegisterBenchmark("step/baseline", run, std::ref(*here))->UseRealTime();
  benchmark::RegisterBenchmark("step/child", run, std::ref(**child))->UseRealTime();
  return bench::run_suite(argc, argv);
}
