// Records and items per second of CPU before a plugin sees them: rows read from CSV and JSON Lines,
// the job's rules asked, the JSON a plugin gets made. Baselines do what remains of each when
// nothing is checked: lines split at commas, names looked at once, values written between quotes.
#include <benchmark/benchmark.h>

#include <fstream>
#include <string>

#include "benchmarks/suite.hpp"
#include "host/base/json_text.hpp"
#include "host/io/table_reader.hpp"
#include "host/job/fields.hpp"
#include "host/run/item_rules.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot {
namespace {

using benchmark::State;

constexpr std::size_t kRecords = 20'000;
constexpr const char* kColumns[] = {"Key", "Title", "Creator", "Rights", "Keywords", "Class"};

// A row of the kind collections export: short texts, one list, one word from a vocabulary.
io::TableRow record(std::size_t i) {
  const std::string number = std::to_string(i);
  return {{{"Key", {"inventory-" + number}},
           {"Title", {"View of the harbour from the old mole, no. " + number}},
           {"Creator", {"Ångström, Märta"}},
           {"Rights", {"© City archive; CC BY 4.0"}},
           {"Keywords", {"harbour; ship; postcard; 1910s"}},
           {"Class", {i % 3 == 0 ? "photo" : "print"}}}};
}

std::vector<io::TableRow> records() {
  std::vector<io::TableRow> all;
  for (std::size_t i = 0; i < kRecords; ++i) all.push_back(record(i));
  return all;
}

class Tables {
 public:
  Tables() {
    std::ofstream csv(this->csv()), plain(this->plain()), lines(this->lines());
    csv << "Key,Title,Creator,Rights,Keywords,Class\n";
    for (const auto& row : records()) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const std::string& value = row.cells[i].values[0];
        const bool has_comma = value.find(',') != value.npos;
        csv << (i > 0 ? "," : "") << (has_comma ? "\"" : "") << value << (has_comma ? "\"" : "");
        plain << (i > 0 ? "," : "") << value;
      }
      csv << '\n';
      plain << '\n';
      lines << io::to_json(row) << '\n';
    }
  }
  std::filesystem::path csv() const { return folder_.path() / "records.csv"; }
  std::filesystem::path plain() const { return folder_.path() / "plain.csv"; }
  std::filesystem::path lines() const { return folder_.path() / "records.jsonl"; }

 private:
  test::TempDir folder_;
};

void count(State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kRecords));
}

void read_table(State& state, std::filesystem::path file, io::TableForm form) {
  for (auto _ : state) {
    auto reader = *io::TableReader::open(file, form);
    std::size_t rows = 0;
    while (true) {
      const auto row = reader.next();
      if (!row) return state.SkipWithError(row.error().message.c_str());
      if (!*row) break;
      ++rows;
    }
    if (rows != kRecords) return state.SkipWithError("rows are missing");
  }
  count(state);
}

void split_lines(State& state, std::filesystem::path file) {
  for (auto _ : state) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      std::vector<std::string> values;
      for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find(',', at), line.size());
        values.push_back(line.substr(at, end - at));
        at = end + 1;
      }
      benchmark::DoNotOptimize(values);
    }
  }
  count(state);
}

job::FieldRule from_column(const char* column) {
  job::FieldRule rule;
  rule.name = column;
  rule.sources.push_back(
      job::Template({{{}, job::Variable::row, column}}, job::Template::Shape::text));
  return rule;
}

// One rule of each kind a job has: required, split, mapped, rendered from facts.
job::Job record_job() {
  job::Job job;
  for (const char* column : {"Title", "Creator", "Rights"}) {
    job.fields.push_back(from_column(column));
    job.fields.back().need = job::FieldRule::Need::required;
  }
  job.fields.push_back(from_column("Keywords"));
  job.fields.back().split = ";";
  job.fields.back().form = job::FieldRule::Form::list;
  job.fields.push_back(from_column("Class"));
  job.fields.back().map = {{"photo", "Photograph"}, {"print", "Fine print"}};
  return job;
}

// A record's validation by the host: each field has the values the job asks for, and what the
// plugin gets can be written.
void validate_records(State& state) {
  const auto job = record_job();
  const auto all = records();
  for (auto _ : state) {
    for (const auto& row : all) {
      const auto json = job::item_json(job, {.key = row.cells[0].values[0], .row = &row});
      if (!json) return state.SkipWithError(json.error().message.c_str());
      benchmark::DoNotOptimize(json);
    }
  }
  count(state);
}

void write_values(State& state) {
  const auto all = records();
  for (auto _ : state) {
    for (const auto& row : all) {
      std::string json = "{";
      for (const auto& cell : row.cells)
        json += "\"" + cell.column + "\":\"" + cell.values[0] + "\",";
      json += "}";
      benchmark::DoNotOptimize(json);
    }
  }
  count(state);
}

void write_rows(State& state) {
  const auto all = records();
  for (auto _ : state) {
    for (const auto& row : all) benchmark::DoNotOptimize(io::to_json(row));
  }
  count(state);
}

void parse_rows(State& state) {
  std::vector<std::string> all;
  for (const auto& row : records()) all.push_back(io::to_json(row));
  for (auto _ : state) {
    for (const auto& json : all) {
      const auto row = io::row_of_json(json);
      if (!row) return state.SkipWithError(row.error().message.c_str());
      benchmark::DoNotOptimize(row);
    }
  }
  count(state);
}

std::vector<ledger::Item> file_items() {
  std::vector<ledger::Item> items(kRecords);
  for (std::size_t i = 0; i < kRecords; ++i) {
    items[i].key =
        "campaign " + std::to_string(i / 100) + "/raw/picture " + std::to_string(i) + " final.jpg";
    items[i].size = 1000 + i;
  }
  return items;
}

void validate_files(State& state) {
  const auto items = file_items();
  run::ItemRules rules;
  rules.names = run::NameRule::portable;
  rules.size_max = 1u << 30;
  for (auto _ : state) {
    for (const auto& item : items) {
      if (run::refusal_of(item, rules)) return state.SkipWithError("an item is refused");
    }
  }
  count(state);
}

void look_at_names(State& state) {
  const auto items = file_items();
  for (auto _ : state) {
    for (const auto& item : items) {
      benchmark::DoNotOptimize(item.key.find_first_of("<>:\"|?*\\") == item.key.npos &&
                               item.size < (1u << 30));
    }
  }
  count(state);
}

template <class... Arguments>
void add(const std::string& name, Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), arguments...)->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  using namespace ingot;
  const Tables tables;
  add("records/read/baseline", split_lines, tables.plain());
  add("records/read/csv", read_table, tables.csv(), io::TableForm::csv);
  add("records/read/json_lines", read_table, tables.lines(), io::TableForm::jsonl);
  add("records/validate/baseline", write_values);
  add("records/validate/ours", validate_records);
  add("records/json/baseline", write_values);
  add("records/json/write", write_rows);
  add("records/json/parse", parse_rows);
  add("files/validate/baseline", look_at_names);
  add("files/validate/ours", validate_files);
  return bench::run_suite(argc, argv);
}
