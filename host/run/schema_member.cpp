#include "host/run/schema_member.hpp"

#include "host/base/json_text.hpp"
#include "host/ledger/item.hpp"

namespace ingot::run {

namespace {

std::string outcomes() {
  std::string list = "[";
  for (std::size_t i = 0; i < ledger::kItemStates; ++i) {
    const auto state = ledger::item_state(static_cast<std::int64_t>(i));
    if (!state) continue;
    list += (list.size() > 1 ? "," : "") + json_string(ledger::to_string(*state));
  }
  return list + "]";
}

// The keywords that say what a value of that kind is.
std::string keywords(const Member& member) {
  switch (member.kind) {
    case MemberKind::text: return R"("type":"string")";
    case MemberKind::time:
      return R"("type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$")";
    case MemberKind::count: return R"("type":"integer","minimum":0)";
    case MemberKind::integer: return R"("type":"integer")";
    case MemberKind::digest: return R"("type":"string","pattern":"^[0-9a-f]{64}$")";
    case MemberKind::word: return "\"const\":" + json_string(member.value);
    case MemberKind::yes_no: return R"("type":"boolean")";
    case MemberKind::names: return R"("type":"array","items":{"type":"string"})";
    case MemberKind::counts: return R"("type":"object","additionalProperties":{"type":"integer","minimum":0})";
    case MemberKind::count_or_null: return R"("anyOf":[{"type":"integer","minimum":0},{"type":"null"}])";
    case MemberKind::any: return {};
    case MemberKind::row:
      return R"("type":"object","additionalProperties":{"anyOf":[{"type":"string"},)"
             R"({"type":"array","items":{"type":"string"}}]})";
    case MemberKind::object: return object_schema(member.children);
    case MemberKind::list: return R"("type":"array","items":{)" + object_schema(member.children) + "}";
    case MemberKind::outcome: return "\"enum\":" + outcomes();
    case MemberKind::by_outcome:
      return "\"type\":\"object\",\"propertyNames\":{\"enum\":" + outcomes() +
             R"(},"additionalProperties":{"type":"object","properties":{"items":{"type":"integer","minimum":1},)"
             R"("bytes":{"type":"integer","minimum":0}},"required":["items","bytes"]})";
  }
  return {};
}

}  // namespace

std::string object_schema(std::span<const Member> members) {
  std::string properties, required;
  for (const Member& member : members) {
    const std::string rules = keywords(member);
    properties += (properties.empty() ? "\n" : ",\n") + json_string(member.name) + ":{\"description\":" +
                  json_string(member.doc) + (rules.empty() ? "" : ",") + rules + "}";
    if (member.presence == Presence::always) required += (required.empty() ? "" : ",") + json_string(member.name);
  }
  return R"("type":"object","properties":{)" + properties + "},\"required\":[" + required + "]";
}

std::string schema_document(std::string_view title, std::string_view keywords) {
  return "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":" + json_string(title) + "," +
         std::string(keywords) + "}\n";
}

}  // namespace ingot::run
