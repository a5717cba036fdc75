// What the plugin asks Acme: every request of the API, built here and nowhere else. Pure functions;
// tests/requests_test.cpp has the table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/request.hpp>

#include "src/config.hpp"

namespace acme_plugin {

// "/folder/a/b.tif": where an item goes.
std::string remote_path(const Config& config, const ingot::Item& item);

// The token goes to the host's secret session.token; the plugin never sees it.
ingot::Request token_request(const Config& config);

// Creates an asset and begins its upload. Not idempotent: two of them are two assets. `reference`
// is kept with the asset, so that one whose answer got lost can be found.
ingot::Request create_request(const Config& config, const ingot::Item& item,
                              std::string_view reference);
ingot::Request find_request(const Config& config, std::string_view reference);

ingot::Request asset_request(const Config& config, std::string_view asset_id);
ingot::Request delete_request(const Config& config, std::string_view asset_id);

// A pre-signed URL for one part; every call makes a new one.
ingot::Request url_request(const Config& config, std::string_view upload_id, std::uint32_t part);
// `etags`: of the parts from 1 on, as the store wrote them.
ingot::Request complete_request(const Config& config, std::string_view upload_id,
                                const std::vector<std::string>& etags);

}  // namespace acme_plugin
