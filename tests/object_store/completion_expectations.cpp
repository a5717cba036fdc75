// The table of completions. Source: the S3 API reference, CompleteMultipartUpload.
#include <ostream>

#include "tests/object_store/expectations.hpp"

namespace ingot::test {

namespace {

using Parts = std::vector<ListedPart>;

std::vector<CompletionCase> make_cases() {
  return {
      {"etag_of_another_part",
       [](Upload&, const Parts& all) {
         return Parts{all[0], {2, all[2].etag}, all[2]};
       },
       {400, "InvalidPart"}},
      {"part_never_sent",
       [](Upload&, const Parts& all) {
         return Parts{all[0], all[1], all[2], {4, all[2].etag}};
       },
       {400, "InvalidPart"}},
      {"descending_order",
       [](Upload&, const Parts& all) {
         return Parts{all[2], all[1], all[0]};
       },
       {400, "InvalidPartOrder"},
       {{StoreKind::radosgw, {}, "radosgw puts the list in order by itself"}}},
      {"no_parts", [](Upload&, const Parts&) { return Parts{}; }, {400, "MalformedXML"}},
      {"unknown_upload",
       [](Upload& upload, const Parts& all) {
         upload.id[upload.id.size() - 2] ^= 1;
         return all;
       },
       {404, "NoSuchUpload"},
       {{StoreKind::radosgw,
         {500, "InternalError"},
         "radosgw trips over an upload that is not there"}}},
  };
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Completion& completion) {
  return out << completion.status << " " << completion.code;
}

Completion CompletionCase::expected_of(StoreKind kind) const {
  for (const CompletionDifference& difference : differences) {
    if (difference.store == kind) return difference.seen;
  }
  return s3;
}

const std::vector<CompletionCase>& completion_cases() {
  static const std::vector<CompletionCase> kCases = make_cases();
  return kCases;
}

}  // namespace ingot::test
