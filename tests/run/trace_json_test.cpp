#include "host/run/trace_json.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <regex>

namespace ingot::run {
namespace {

using Object = Poco::JSON::Object::Ptr;

Object first_span(const TraceSpan& span) {
  const auto document = Poco::JSON::Parser().parse(trace_document({&span, 1}, "1.2.3")).extract<Object>();
  return document->getArray("resourceSpans")->getObject(0)->getArray("scopeSpans")->getObject(0)->getArray("spans")->getObject(0);
}

TEST(trace_json, ids_are_hexadecimal_and_those_of_a_run_stay) {
  EXPECT_TRUE(std::regex_match(trace_id_of("20300101-100000-abcd"), std::regex("[0-9a-f]{32}")));
  EXPECT_EQ(trace_id_of("a"), trace_id_of("a"));
  EXPECT_NE(trace_id_of("a"), trace_id_of("b"));
  EXPECT_EQ(span_id_of(0xABC), "0000000000000abc");
  EXPECT_NE(span_id_of(0), "0000000000000000") << "zeros mean that there is none";
}

TEST(trace_json, a_span_has_its_place_its_time_and_its_facts) {
  const Object span = first_span({.ids = {trace_id_of("a"), span_id_of(2), span_id_of(1)},
                                  .name = "upload \xff",
                                  .start_ms = 1'700'000'000'123,
                                  .end_ms = 1'700'000'000'456,
                                  .attributes = {{"ingot.item.key", std::string("a\"b")}, {"ingot.item.seq", std::int64_t{7}}},
                                  .is_failed = true,
                                  .failure = "http status 503"});
  EXPECT_EQ(span->getValue<std::string>("parentSpanId"), span_id_of(1));
  EXPECT_EQ(span->getValue<std::string>("name"), "upload \\xFF");
  EXPECT_EQ(span->getValue<std::string>("startTimeUnixNano"), "1700000000123000000");
  const auto attributes = span->getArray("attributes");
  EXPECT_EQ(attributes->getObject(0)->getObject("value")->getValue<std::string>("stringValue"), "a\"b");
  EXPECT_EQ(attributes->getObject(1)->getObject("value")->getValue<std::string>("intValue"), "7");
  EXPECT_EQ(span->getObject("status")->getValue<int>("code"), 2);
  EXPECT_EQ(span->getObject("status")->getValue<std::string>("message"), "http status 503");
}

TEST(trace_json, a_root_has_no_parent_and_a_good_span_no_message) {
  const Object span = first_span({.ids = {trace_id_of("a"), span_id_of(2), {}},
                                  .name = "ingot run",
                                  .attributes = {},
                                  .failure = {}});
  EXPECT_FALSE(span->has("parentSpanId"));
  EXPECT_EQ(span->getObject("status")->getValue<int>("code"), 1);
  EXPECT_FALSE(span->getObject("status")->has("message"));
}

}  // namespace
}  // namespace ingot::run
