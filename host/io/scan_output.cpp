#include "host/io/scan_output.hpp"

#include <algorithm>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::io {

ScanOutput::ScanOutput(ScanSink& sink, std::size_t batch_files)
    : sink_(sink), batch_files_(std::max<std::size_t>(batch_files, 1)) {}

Status ScanOutput::add(SourceFile file) {
  batch_.push_back(std::move(file));
  return batch_.size() < batch_files_ ? Status() : flush();
}

Status ScanOutput::report(std::string_view key, std::string_view code, std::string_view message) {
  ++counts.problems;
  const std::string shown = is_utf8(key) ? std::string(key) : printable(key);
  return sink_.report({shown, std::string(code), printable(key) + ": " + std::string(message)});
}

Status ScanOutput::flush() {
  if (batch_.empty()) return {};
  counts.files += batch_.size();
  for (const SourceFile& file : batch_) counts.bytes += file.size;
  return sink_.take(std::exchange(batch_, {}));
}

}  // namespace ingot::io
