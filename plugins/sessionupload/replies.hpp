// What the vendor's answers mean: pure readers from body text to values. They skip what they do not
// know and rely on no order. Facts and their gaps: sessionupload.md 1.1 and 1.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/kit/parsed.hpp>
#include <ingot/kit/parts.hpp>

#include "plugins/sessionupload/kit.hpp"

namespace ingot::sessionupload {

struct UploadPart {
  std::string id, url;      // the URL is a secret; empty when the answer gives none
  std::int64_t number = 0;  // only for the order
  std::uint64_t off = 0, len = 0;
  bool is_completed = false;  // stored, and confirmed to the vendor
};

// An upload session.
struct Upload {
  std::string id, asset_id;
  std::optional<std::uint64_t> size;       // contentLength
  std::optional<std::int64_t> started_ms;  // startDate
  std::vector<UploadPart> parts;           // by number

  // The parts as the kit wants them: numbered from 1 in the order of their own numbers.
  std::vector<PartRange> ranges() const;
  // "COUNT:LENGTH OF THE FIRST": tells two ways to cut a file apart.
  std::string shape() const;
};
Parsed<Upload> read_upload(std::string_view body);                // needs both ids
Parsed<std::vector<Upload>> read_uploads(std::string_view body);  // rows without an id are left out
// Why the session cannot carry a file of this size; empty when it can.
std::string upload_problem(const Upload& upload, std::uint64_t size);

struct Asset {
  std::string id, parent_id, name, type;
  std::string status;                // as in the API's enumeration, also when a number came
  std::optional<std::int64_t> size;  // when the answer has one

  bool is_available() const { return status == "Available"; }
  bool is_failed() const { return status.find("Error") != std::string::npos; }
};
Parsed<Asset> read_asset(std::string_view body);  // needs a status

// What went wrong according to the asset's job history; empty when it does not say.
std::string read_job_errors(std::string_view body);

}  // namespace ingot::sessionupload
