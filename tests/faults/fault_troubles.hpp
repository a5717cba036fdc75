// Troubles: what can happen to one request or its answer. Pure.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/fault_matrix.hpp"

namespace ingot::test {

// What is left of the vendor's work when the client has no usable answer.
enum class Effect { none, done };

struct Trouble {
  std::string name;
  lab::FaultAction action;
  Effect effect = Effect::none;
  bool spoils_json = false;         // means something only where JSON is expected
  bool is_object_store = false;     // only an object store can misbehave so
  bool lasts = false;               // for ever, not once
};

const std::vector<Trouble>& troubles();
bool applies(const Trouble& trouble, const Endpoint& endpoint);
lab::FaultRule rule_of(const Trouble& trouble, const Endpoint& endpoint);

}  // namespace ingot::test
