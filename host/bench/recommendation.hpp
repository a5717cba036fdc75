// Recommendation: which part size and parallelism a job should have, from the rows of one link. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/bench/row.hpp"

namespace ingot::bench {

struct Recommendation {
  Row row;
  std::string job;   // YAML for a job: its `plan` (where the client cuts files) and `upload` sections
  std::string line;  // "use this: part_size: 16MiB, in_flight: 12"
  std::string why;   // one sentence
};

// Who decides how files are cut: with `vendor` no part size is recommended.
enum class PartSizes { of_client, of_vendor };

// Of the fastest rows (within 3 %) the one with the fewest connections, then with the smallest parts: it is gentler to
// the vendor and loses less with a part that fails. With TLS where rows have it, as vendors do, and with the first
// row's digest. Of the rows that were run most often, so that nothing modelled wins against what was seen. nullopt: no
// rows.
std::optional<Recommendation> recommend(std::span<const Row> rows, const Workload& load, PartSizes part_sizes);

// The rows of the link, in their order.
std::vector<Row> rows_of(std::span<const Row> rows, const LinkShape& link);

}  // namespace ingot::bench
