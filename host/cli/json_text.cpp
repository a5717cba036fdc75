#include "host/cli/json_text.hpp"

#include <Poco/JSON/Stringifier.h>

#include <sstream>

namespace ingot::cli {

std::string json_quoted(std::string_view text) {
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(Poco::Dynamic::Var(std::string(text)), out);
  return out.str();
}

}  // namespace ingot::cli
