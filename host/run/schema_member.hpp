// Schema members: one table of members describes a JSON format of this program; its JSON Schema is written from it. Not a
// job's language (host/job). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ingot::run {

enum class MemberKind {
  text, time, count, integer, digest, word, any, row, object, list, outcome, by_outcome,
  yes_no, names, counts, count_or_null
};
enum class Presence { always, sometimes };

struct Member {
  std::string_view name;
  MemberKind kind;
  Presence presence;
  std::string_view doc;
  std::span<const Member> children = {};  // of an object, and of each object of a list
  std::string_view value = {};            // of a word
};

// The keywords of an object with these members, without the braces around them.
std::string object_schema(std::span<const Member> members);
// A whole document, JSON Schema draft 2020-12; ends with a line end.
std::string schema_document(std::string_view title, std::string_view keywords);

}  // namespace ingot::run
