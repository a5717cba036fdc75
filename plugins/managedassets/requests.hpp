// The requests of the service's API: bodies as pure text, and Api, which puts address, credential,
// precondition and delivery flags on them. Knows no answers. Values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ingot/item.hpp>
#include <ingot/kit/form.hpp>
#include <ingot/request.hpp>

#include "plugins/managedassets/config.hpp"
#include "plugins/managedassets/draft.hpp"

namespace ingot::managedassets {

std::string metadata_json(const Metadata& metadata);
// JSON of a creation without a file: uri with its `managed`, metadata, expires, each if there.
std::string create_body(const Draft& draft, bool is_managed);
// metadata, then expires, then the file: the service wants it last (managedassets.md 2.1).
Form form_of(const Item& item, const Draft& draft, const std::string& boundary,
             bool has_typed_part);

enum class Visibility { living, deleted_too };
enum class Removal { soft, purge };  // kept for 90 days, or gone for good at once

class Api {
 public:
  // `config` must outlive the object. `boundary` separates the parts of forms.
  Api(const Config& config, std::string boundary)
      : config_(config), boundary_(std::move(boundary)) {}

  Request read(const std::string& id, Visibility visibility) const;
  // Assets whose metadata holds this value; needs query_by_metadata.
  Request query(const std::string& key, const std::string& value) const;
  // Not idempotent: each one that arrives makes an asset.
  Request create(const Item& item, const Draft& draft) const;
  // Changes, guarded by If-Match so that of several that arrive one is done: the file anew (PUT),
  // or a JSON body (PATCH).
  Request replace_file(const Item& item, const Draft& draft, const std::string& etag) const;
  Request patch(const std::string& id, std::string body, const std::string& etag) const;
  // `etag` "*": whatever there is. Idempotent: a second one finds nothing.
  Request remove(const std::string& id, const std::string& etag, Removal how) const;
  Request restore(const std::string& id, const std::string& expires) const;
  // client_credentials; the token goes to the host's secrets, not into the answer.
  Request token() const;

 private:
  Request call(std::string method, const std::string& path) const;
  void add_form(Request& request, const Item& item, const Draft& draft) const;
  const Config& config_;
  const std::string boundary_;
};

}  // namespace ingot::managedassets
