// What a store answers to a PUT or to a completion, as tables: what S3 documents, and where one of
// the stores differs, with the reason. Values.
#pragma once

#include <ingot/kit/storage.hpp>

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "tests/object_store/engine_sender.hpp"
#include "tests/support/object_stores/store_under_test.hpp"

namespace ingot::test {

// A status, S3's error code (empty on success), and what a plugin makes of it.
struct Seen {
  int status = 200;
  std::string code = {};
  std::optional<kit::StoreError> meaning = std::nullopt;  // of refusals
  friend bool operator==(const Seen&, const Seen&) = default;
};
std::ostream& operator<<(std::ostream& out, const Seen& seen);
std::ostream& operator<<(std::ostream& out, const Completion& completion);

struct Difference {
  StoreKind store;
  Seen seen;
  std::string reason;
};

struct CompletionDifference {
  StoreKind store;
  Completion seen;
  std::string reason;
};

// One PUT into an upload of its own. `item` is what the whole body of the PUT is.
struct Scene {
  StoreUnderTest& store;
  std::string key;
  Upload upload;     // of that key, without parts
  std::string item;  // 1000 bytes
};
// A store answers what S3 documents, unless it has an entry of its own.
struct PutCase {
  std::string name;
  std::function<Put(Scene&)> put;
  Seen s3;
  std::vector<Difference> differences = {};

  Seen expected_of(StoreKind kind) const;
};
// PUTs of part 1, unless the case is about the number.
const std::vector<PutCase>& part_cases();
// PUTs of a whole object.
const std::vector<PutCase>& object_cases();

// A completion of an upload that has the parts 1 and 2 (5 MiB each) and 3 (11 bytes): how it is
// listed, and how it is refused. A refusal leaves the upload open; what is accepted becomes the
// parts in order.
struct CompletionCase {
  std::string name;
  // May also say that another upload is to be completed.
  std::function<std::vector<ListedPart>(Upload& upload, const std::vector<ListedPart>& all)> list;
  Completion s3;
  std::vector<CompletionDifference> differences = {};

  Completion expected_of(StoreKind kind) const;
};
const std::vector<CompletionCase>& completion_cases();

}  // namespace ingot::test
