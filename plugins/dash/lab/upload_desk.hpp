// Turns checked orders into assets, uploads and signed part URLs, and completions into whole files.
// It speaks JSON values, not HTTP. Threads: safe through the catalogue and the store.
#pragma once

#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/dash/lab/catalogue.hpp"
#include "plugins/dash/lab/replies.hpp"
#include "plugins/dash/lab/upload_order.hpp"

namespace ingot::lab::dash {

// An upload with the URLs that were asked for, and the asset it belongs to.
struct IssuedUpload {
  Asset asset;
  UploadRecord upload;
  std::vector<UrlWish> wishes;
};

class UploadDesk {
 public:
  // All must outlive the desk.
  UploadDesk(const DashOptions& options, const Clock& clock, Catalogue& catalogue,
             ObjectStore& store);

  // Makes the asset as well, unless the order names one or continues an upload.
  Answer<IssuedUpload> issue(const UploadOrder& order);
  // Signs the wished parts from now on.
  std::vector<PartUrl> sign(const IssuedUpload& issued) const;
  // POST /asset-uploads (dash.md 1.4): one existing asset, at once.
  Answer<Json> upload(const Json& body);
  // POST /asset-upload-completions (dash.md 1.4).
  Answer<Json> complete(const Json& body);

  OrderRules rules() const { return {options_.smallest_file, options_.md5_spelling}; }

 private:
  Answer<IssuedUpload> continue_upload(const UploadOrder& order) const;
  Answer<IssuedUpload> begin_upload(const UploadOrder& order, Asset asset,
                                    const std::string& file_id);
  bool is_read_only(const std::string& path) const;

  const DashOptions& options_;
  const Clock& clock_;
  Catalogue& catalogue_;
  ObjectStore& store_;
};

}  // namespace ingot::lab::dash
