// How an emulated BIM 360 behaves where accounts differ or the documentation is silent. A value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <ingot/lab/object_store.hpp>

namespace ingot::lab {

enum class Provisioning : std::uint8_t {
  kProvisioned,
  kMissing  // nobody added the app to the account: every call with a good token is a 403
};

enum class BatchErrors : std::uint8_t {
  kIndexed,  // errors[] says which item, which field and why
  kMessage   // one sentence; the client cannot tell which item was meant
};

enum class ResultsOrder : std::uint8_t {
  kReversed,  // bim360.md 3.2: no order is promised, so a client must not count on one
  kAsAsked
};

enum class DuplicateBarcode : std::uint8_t {
  kAccept,
  kConflict  // 409 when a living asset of the project has the barcode already
};

enum class NumericValues : std::uint8_t {
  kText,   // the words of the seed: a string that parses as a floating point number
  kEither  // its sample: a JSON number is taken as well
};

enum class Locations : std::uint8_t {
  kKnown,  // only ids the Locations API lists
  kAny     // any UUID
};

enum class SecondCompletion : std::uint8_t {
  kRefused,  // 400, as for an upload key nobody knows
  kRepeated  // the first answer again
};

struct Bim360Options {
  std::string origin = "http://bim360.test";  // scheme://authority that upload URLs begin with
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};
  std::uint64_t seed = 1;

  std::vector<std::string> static_tokens = {"lab-token"};
  std::string client_id = "lab-client";
  std::string client_secret = "lab-secret";
  std::string refresh_token = "lab-refresh-token";
  std::int64_t access_token_ttl_ms = 60LL * 60'000;       // bim360.md 3.1, lifetimes
  std::int64_t refresh_token_ttl_ms = 15LL * 86'400'000;  // the same; counted from its issue
  Provisioning provisioning = Provisioning::kProvisioned;

  // Calls a minute, all clients of the account together; 0: no limit (bim360.md 3.1, rate limits).
  std::uint32_t reads_per_minute = 1000;
  std::uint32_t writes_per_minute = 100;
  std::uint32_t tokens_per_minute = 500;
  std::uint32_t storage_per_minute = 300;

  std::size_t max_items = 100;  // of a batch; more is a 400
  BatchErrors batch_errors = BatchErrors::kIndexed;
  ResultsOrder results_order = ResultsOrder::kReversed;
  DuplicateBarcode duplicate_barcode = DuplicateBarcode::kAccept;
  NumericValues numeric_values = NumericValues::kText;
  Locations locations = Locations::kKnown;
  std::int64_t searchable_after_ms = 0;  // new assets and documents are not listed for so long
  std::size_t largest_page = 200;        // pages hold no more, whatever limit asks for
  std::vector<std::string> refused_names =
      {};                                      // assets whose clientAssetId contains it are invalid
  std::vector<std::string> locked_names = {};  // documents of these names take no version: 423

  std::int64_t url_ttl_ms = 60LL * 60'000;         // no URL lives longer, whatever is asked for
  std::int64_t upload_life_ms = 24LL * 3'600'000;  // bim360.md 3.1: then everything is discarded
  std::uint64_t smallest_part = 5ULL << 20;        // bytes; the last part may be smaller
  SecondCompletion second_completion = SecondCompletion::kRefused;
};

}  // namespace ingot::lab
