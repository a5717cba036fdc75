// Reads a multipart/form-data request about an asset, front to back, the file's bytes passing
// through. Threads: internally locked (one counter); each call works on its own request.
#pragma once

#include <atomic>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/managedassets/lab/asset_input.hpp"
#include "plugins/managedassets/lab/managedassets_options.hpp"
#include "plugins/managedassets/lab/multipart_body.hpp"
#include "plugins/managedassets/lab/replies.hpp"

namespace ingot::lab::managedassets {

// What the part `file` may be: only bytes, or, without a filename, a URL (managedassets.md 2.1,
// PUT).
enum class FilePart : std::uint8_t { kBytes, kBytesOrUrl };

struct FormRules {
  std::span<const std::string_view> allowed = {};  // names of parts
  NullValues nulls = NullValues::kRefused;
  FilePart file = FilePart::kBytes;
};

class FormReader {
 public:
  // Both must outlive the reader.
  FormReader(const ManagedAssetsOptions& options, AuditLog& audit)
      : options_(options), audit_(audit) {}

  // The request's Content-Length has been seen. May block on the body. A refusal may leave the rest
  // of the body unread.
  Answer<AssetInput> read(Request& request, const FormRules& rules);
  // Forms whose client went away before the end.
  std::uint64_t cut_forms() const { return cut_forms_; }
  void reset() { cut_forms_ = 0; }

 private:
  struct Form;

  std::optional<Refusal> take_part(Form& form);
  std::optional<Refusal> take_file(Form& form);
  std::optional<Refusal> take_field(Form& form);
  bool is_late(const Form& form) const;

  const ManagedAssetsOptions& options_;
  AuditLog& audit_;
  std::atomic<std::uint64_t> next_sink_{0};
  std::atomic<std::uint64_t> cut_forms_{0};
};

}  // namespace ingot::lab::managedassets
