// Coercion: the text of a scalar becomes a typed value according to its declared key. Pure
// functions.
#pragma once

#include <string>
#include <string_view>

#include "host/job/codes.hpp"
#include "host/job/diagnostic.hpp"
#include "host/job/spec.hpp"
#include "host/job/values.hpp"

namespace ingot::job {

struct Refusal {
  Code code = Code::wrong_kind;
  std::string message = {};  // a clause that fits behind "`key`: "
  std::string suggestion = {};
  std::string note = {};
  Concealed concealed = Concealed::nothing;
};

using Coerced = std::variant<Data, Refusal>;

// For every kind that is one scalar, except path (which needs the base folder).
Coerced coerce(std::string_view text, const KeySpec& spec);

// "`x` is not one of the choices", with did-you-mean and the list.
Refusal not_a_choice(std::string_view text, std::span<const std::string> choices);

}  // namespace ingot::job
