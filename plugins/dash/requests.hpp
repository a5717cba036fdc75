// The requests of Dash's API: their JSON bodies as pure text, and Api, which puts address,
// credential and delivery flags on them. Knows no answers. Values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/kit/url_text.hpp>
#include <ingot/request.hpp>

#include "plugins/dash/config.hpp"
#include "plugins/dash/kit.hpp"

namespace ingot::dash {

// A part whose URL is wanted; `md5` is written as contentMd5 unless empty.
struct PartAsk {
  std::uint32_t number = 0;
  std::string md5;
};

// One file to upload: into a new asset (batch_item_id), or into an existing one (asset_id;
// upload_id for more URLs of an upload under way, empty for a new upload).
struct UploadAsk {
  std::string batch_item_id, asset_id, upload_id;
  std::string path;
  std::uint64_t size = 0, part_size = 0;  // part_size 0: null, Dash's default
  std::vector<PartAsk> parts;
};

// The partSize to announce. Never left to Dash's default, which is not published, except for a
// single part of exactly 5 GiB: it is allowed, and cannot be expressed by a partSize below 5 GiB.
std::uint64_t announced_part_size(std::uint64_t size, std::uint64_t part_size,
                                  std::uint32_t n_parts);

std::string create_body(const std::vector<UploadAsk>& items);  // POST /asset-and-upload-batch-jobs
std::string upload_body(const UploadAsk& ask);                 // POST /asset-uploads
// POST /asset-upload-completions; etags[0] is part 1, without quotes.
std::string completion_body(std::string_view asset_id, std::string_view upload_id,
                            const std::vector<std::string>& etags);
std::string search_body(std::size_t from,
                        std::size_t page_size);  // POST /asset-searches, everything
using FieldValues = std::vector<std::pair<std::string, std::vector<std::string>>>;
std::string metadata_body(const FieldValues& values);  // PATCH /assets/{id}, by field id
// {asset_id} and {state} of a lifecycle_call; in a path they are percent-encoded, in a body
// JSON-escaped.
std::string fill_path(std::string text, std::string_view asset_id, std::string_view state);
std::string fill_body(std::string text, std::string_view asset_id, std::string_view state);

class Api {
 public:
  // `config` must outlive the object.
  explicit Api(const Config& config) : config_(config) {}

  // Nothing changes at the vendor: the host may resend it.
  Request read(std::string method, const std::string& path, std::string body = {}) const;
  // Creates or changes: sent once, and an answer that got lost is the caller's to find out.
  Request change(std::string method, const std::string& path, std::string body,
                 std::uint64_t tag) const;
  // Changes, but to the same end however often it is sent.
  Request settle(std::string method, const std::string& path, std::string body) const;
  // The token request; the new tokens go to the host's secrets, not into the answer.
  Request token() const;

 private:
  Request call(std::string method, const std::string& path, std::string body) const;
  const Config& config_;
};

}  // namespace ingot::dash
