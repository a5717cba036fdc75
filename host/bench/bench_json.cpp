// A report as JSON ("ingot.bench/1"), written and read.
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cmath>
#include <cstdio>

#include "host/base/json_text.hpp"
#include "host/bench/bench_report.hpp"

namespace ingot::bench {

namespace {

constexpr std::string_view kSchema = "ingot.bench/1";

std::string number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.9g", std::isfinite(value) ? value : 0.0);
  return text;
}

std::string member(std::string_view name, const std::string& json) {
  return json_string(name) + ":" + json;
}
std::string text_member(std::string_view name, std::string_view text) { return member(name, json_string(text)); }

std::string link_json(const LinkShape& link) {
  return "{" + text_member("name", link.name) + "," + member("bytes_per_second", number(link.bytes_per_second)) + "," +
         member("rtt_ns", std::to_string(link.rtt.count())) + "," + member("loss", number(link.loss)) + "}";
}

std::string load_json(const Workload& load) {
  return "{" + member("size", std::to_string(load.size)) + "," + member("count", std::to_string(load.count)) + "}";
}

std::string row_json(const Row& row) {
  return "{" + text_member("link", row.arm.link.name) + "," + text_member("tls", to_string(row.arm.variant.tls)) +
         "," + text_member("digest", to_string(row.arm.variant.digest)) + "," +
         member("part_size", std::to_string(row.arm.part_size)) + "," +
         member("in_flight", std::to_string(row.arm.in_flight)) + "," + text_member("source", to_string(row.source)) +
         "," + member("load", load_json(row.load)) + "," + member("runs", std::to_string(row.runs)) + "," +
         member("seconds", number(row.seconds)) + "," + member("seconds_low", number(row.seconds_low)) + "," +
         member("seconds_high", number(row.seconds_high)) + "," +
         member("bytes_per_second", number(row.bytes_per_second())) + "," +
         member("cpu_seconds", number(row.cpu_seconds)) + "," +
         member("cpu_seconds_per_gib", number(row.cpu_per_gib())) + "," +
         member("wasted_bytes", std::to_string(row.wasted_bytes)) + "," +
         member("finish_seconds", number(row.finish_seconds)) + "," +
         text_member("finish_source", to_string(row.finish_source)) + "}";
}

std::string model_json(const BenchReport& report) {
  const ModelParameters& found = report.parameters;
  std::string costs;
  for (const auto& [variant, cost] : found.byte_cpu) {
    costs += std::string(costs.empty() ? "" : ",") + "{" + text_member("tls", to_string(variant.tls)) + "," +
             text_member("digest", to_string(variant.digest)) + "," +
             member("cpu_seconds_per_gib", number(cost * 1073741824.0)) + "}";
  }
  return "{" + member("error_mean", number(report.error.mean)) + "," + member("error_worst", number(report.error.worst)) +
         "," + member("points", std::to_string(report.error.points)) + "," +
         member("lead_seconds", number(found.lead)) + "," + member("lead_rounds", number(found.lead_rounds)) + "," +
         member("calls_per_item", number(found.calls_per_item)) + "," +
         member("request_seconds", number(found.request)) + "," +
         member("request_cpu_seconds", number(found.request_cpu)) + "," + member("costs", "[" + costs + "]") + "}";
}

std::string use_json(const BenchReport& report, const LinkShape& link) {
  const auto found = recommend(rows_of(report.rows, link), report.load, report.part_sizes);
  if (!found) return "null";
  return "{" + text_member("link", link.name) + "," + text_member("job", found->job) + "," +
         text_member("line", found->line) + "," + text_member("why", found->why) + "}";
}

template <class Range, class Write>
std::string array(const Range& values, Write write) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "\n" : ",\n") + write(value);
  return "[" + text + "]";
}

// ---- reading; Poco throws where something is missing or of another type

Workload read_load(const Poco::JSON::Object::Ptr& from) {
  return {from->getValue<std::uint64_t>("size"), from->getValue<std::uint64_t>("count")};
}

LinkShape read_link(const Poco::JSON::Object::Ptr& from) {
  return {.name = from->getValue<std::string>("name"),
          .bytes_per_second = from->getValue<double>("bytes_per_second"),
          .rtt = std::chrono::nanoseconds(from->getValue<std::int64_t>("rtt_ns")),
          .loss = from->getValue<double>("loss")};
}

Error foreign(const std::string& why) {
  return Error{ErrorKind::invalid, "not a report that `ingot bench upload --json` wrote: " + why};
}

Result<Row> read_row(const Poco::JSON::Object::Ptr& from, const std::vector<LinkShape>& links) {
  Row row;
  const auto name = from->getValue<std::string>("link");
  for (const LinkShape& link : links) {
    if (link.name == name) row.arm.link = link;
  }
  if (row.arm.link.name != name) return foreign("a row has the link `" + name + "`, which `links` lacks");
  const auto digest = digest_named(from->getValue<std::string>("digest"));
  if (!digest) return foreign("a row has an unknown digest");
  row.arm.variant = {from->getValue<std::string>("tls") == "on" ? Tls::on : Tls::off, *digest};
  row.arm.part_size = from->getValue<std::uint64_t>("part_size");
  row.arm.in_flight = from->getValue<unsigned>("in_flight");
  if (row.arm.part_size == 0 || row.arm.in_flight == 0) return foreign("a row has no part size or nothing in flight");
  row.source = from->getValue<std::string>("source") == "measured" ? Source::measured : Source::modelled;
  row.load = read_load(from->getObject("load"));
  row.runs = from->getValue<unsigned>("runs");
  row.seconds = from->getValue<double>("seconds");
  row.seconds_low = from->getValue<double>("seconds_low");
  row.seconds_high = from->getValue<double>("seconds_high");
  row.cpu_seconds = from->getValue<double>("cpu_seconds");
  row.wasted_bytes = from->getValue<std::uint64_t>("wasted_bytes");
  row.finish_seconds = from->getValue<double>("finish_seconds");
  row.finish_source = from->getValue<std::string>("finish_source") == "measured" ? Source::measured : Source::modelled;
  return row;
}

Poco::JSON::Object::Ptr object_at(const Poco::JSON::Array::Ptr& array, unsigned index) {
  const auto object = array->getObject(index);
  if (object.isNull()) throw Poco::DataFormatException("an entry is no object");
  return object;
}

Result<BenchReport> read(const Poco::JSON::Object::Ptr& from) {
  BenchReport report;
  if (from->optValue<std::string>("schema", "") != kSchema) {
    return foreign("`schema` is not " + std::string(kSchema));
  }
  report.version = from->getValue<std::string>("version");
  report.vendor = from->getValue<std::string>("vendor");
  const auto load = from->getObject("load");
  const auto links = from->getArray("links"), rows = from->getArray("rows");
  if (load.isNull() || links.isNull() || rows.isNull()) return foreign("`load`, `links` or `rows` is missing");
  report.load = read_load(load);
  for (unsigned i = 0; i < links->size(); ++i) report.links.push_back(read_link(object_at(links, i)));
  for (unsigned i = 0; i < rows->size(); ++i) {
    INGOT_TRY(Row row, read_row(object_at(rows, i), report.links));
    report.rows.push_back(std::move(row));
  }
  return report;
}

}  // namespace

std::string json_text(const BenchReport& report) {
  return "{" + text_member("schema", kSchema) + "," + text_member("version", report.version) + "," +
         text_member("vendor", report.vendor) + "," + member("load", load_json(report.load)) + "," +
         member("processors", std::to_string(report.processors)) + "," + member("repeat", std::to_string(report.repeat)) +
         "," + member("seed", std::to_string(report.seed)) + "," + member("seconds", number(report.seconds)) + "," +
         member("real_runs", std::to_string(report.real_runs)) + ",\n" + member("model", model_json(report)) + ",\n" +
         member("links", array(report.links, link_json)) + ",\n" +
         member("use", array(report.links, [&](const LinkShape& link) { return use_json(report, link); })) + ",\n" +
         member("rows", array(report.rows, row_json)) + "}\n";
}

Result<BenchReport> read_json(std::string_view text) {
  try {
    Poco::JSON::Parser parser;
    const auto root = parser.parse(std::string(text)).extract<Poco::JSON::Object::Ptr>();
    return read(root);
  } catch (const Poco::Exception& caught) {
    return foreign(caught.displayText());
  }
}

}  // namespace ingot::bench
