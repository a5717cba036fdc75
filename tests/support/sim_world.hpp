// What is at a vendor before a simulated run begins: calls made straight to its emulator.
#pragma once

#include <string>

#include <ingot/lab/emulator.hpp>
#include <ingot/lab/json.hpp>

namespace ingot::test {

// One call with a JSON body; the answer as JSON, null if it is none. `headers` need no Content-Type and no length.
lab::Json call_lab(lab::Emulator& lab, const std::string& method, const std::string& target,
                   lab::Headers headers, const std::string& body);
// The text of a member; empty if it is none.
std::string text_of(const lab::Json& json, const std::string& member);

}  // namespace ingot::test
