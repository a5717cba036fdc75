// A judge for JSON Schema, written independently of the code under test: as much of draft 2020-12
// as the published schema of the job file uses. Throws on a keyword it does not know, so that it
// cannot pass by ignorance. Test only.
#pragma once

#include <Poco/Dynamic/Var.h>

namespace ingot::job::test {

bool is_valid(const Poco::Dynamic::Var& schema, const Poco::Dynamic::Var& value);

// A YAML text as JSON with the YAML 1.2 core meaning of plain scalars, as editors read it.
Poco::Dynamic::Var json_of_yaml(const std::string& yaml);

}  // namespace ingot::job::test
