// Near misses: decodes sample records, and tables of single changes to a good record that must each
// be refused with the right words. One thread.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/plugin/record_check.hpp"
#include "tests/plugin/sample_records.hpp"

namespace ingot::plugin::test {

template <class T>
T decoded(const Record& record, std::uint32_t op = INGOT_OP_TRANSFER) {
  auto action = decode_action(record.bytes(), sample_shape(op));
  if (!action) {
    ADD_FAILURE() << action.error().message;
    return T{};
  }
  return std::get<T>(*action);
}

inline std::string refusal(const Record& record, std::uint32_t op = INGOT_OP_TRANSFER) {
  const auto action = decode_action(record.bytes(), sample_shape(op));
  if (action) return "(accepted)";
  EXPECT_EQ(action.error().kind, ErrorKind::internal);
  return action.error().message;
}

// One change to a good record, and what the refusal must name.
struct NearMiss {
  const char* name;
  std::function<void(Record&)> spoil;
  const char* complaint;
};

inline void expect_refusals(const Record& good, const std::vector<NearMiss>& misses) {
  ASSERT_NE(refusal(good).find("(accepted)"), std::string::npos);
  for (const auto& miss : misses) {
    Record record = good;
    miss.spoil(record);
    EXPECT_THAT(refusal(record), ::testing::HasSubstr(miss.complaint)) << miss.name;
  }
}

inline ingot_seg& segment(Record& r, ingot_span span, std::size_t i) {
  return r.at<ingot_seg>(span.off + i * sizeof(ingot_seg));
}
inline ingot_header& header(Record& r, std::size_t i) {
  return r.at<ingot_header>(r.as<ingot_ac_http>().headers.off + i * sizeof(ingot_header));
}
inline char& letter(Record& r, ingot_span text, std::size_t i = 0) {
  return r.at<char>(text.off + i);
}

}  // namespace ingot::plugin::test
