// What Dash's answers mean: pure readers from body text to values. They take wrapped and bare
// forms, skip what they do not know and never guess by position. Facts and their gaps:
// shared/vendors/dash.md 1.3-1.8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/kit/parsed.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash {

// An AssetUpload: where the parts of one file go.
struct Upload {
  std::string asset_id, upload_id;
  std::vector<std::pair<std::uint32_t, std::string>> urls;  // part number, signed URL
};

// What a job says about one item of the batch: an upload, or why there is none.
struct JobItem {
  std::string batch_item_id;
  Upload upload;             // whole when both ids are there
  std::string problem;       // else what the job said; empty when it said nothing
  std::uint32_t status = 0;  // an HTTP-like status given with the problem, or 0

  bool is_created() const { return !upload.asset_id.empty() && !upload.upload_id.empty(); }
};

enum class Progress { running, completed, failed };

struct Job {
  std::string id;
  Progress progress = Progress::running;
  std::vector<JobItem> items;  // one per batchItemId
  std::string problem;

  const JobItem* find(std::string_view batch_item_id) const;
};
Parsed<Job> read_job(std::string_view body);

// POST /asset-uploads. The asset id is empty when the answer leaves it out.
Parsed<Upload> read_upload(std::string_view body);

struct Asset {
  std::string id, state, filename;
  std::vector<std::string> folders;     // values of the folder field: option ids, or paths
  std::optional<std::int64_t> born_ms;  // created, else last modified, when a date is there
  std::optional<std::vector<std::string>> permitted_actions;  // of the envelope, when there is one
};
// `folder_field` may be empty: then no folders are read.
Parsed<Asset> read_asset(std::string_view body, const std::string& folder_field);

struct SearchPage {
  std::vector<Asset> assets;
  std::size_t rows = 0;
  std::optional<std::int64_t> total;
};
Parsed<SearchPage> read_search(std::string_view body, const std::string& folder_field);

// What the files of an asset say about an upload whose completion got no answer.
enum class Evidence {
  complete,    // the file says so itself: a state, a date
  listed,      // a file of this name and size, without a word about its state
  incomplete,  // the file says so, or is not there
  unclear
};
// `files`: GET /assets/{id}/files; its fields are not published, see the notes at the kinds above.
Evidence read_evidence(std::string_view files, const std::string& name, std::uint64_t size);

// The newest whole file of that name, as far as GET /assets/{id}/files tells. Fails for no list.
struct FileFacts {
  bool is_there = false;
  std::optional<std::int64_t> size;
  std::string md5;  // hexadecimal, lower case; empty: not told
};
Parsed<FileFacts> read_file_facts(std::string_view files, const std::string& name);

struct Field {
  std::string id, name;
};
Parsed<std::vector<Field>> read_fields(std::string_view body);  // GET /fields, a bare array

// The id of a wrapped or bare resource (/current-user), or of another member (/folder-settings:
// fieldId).
std::string read_member(std::string_view body, const std::string& member);

}  // namespace ingot::dash
