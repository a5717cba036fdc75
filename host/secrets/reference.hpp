// Reference: where a job says a secret is, never the secret. Parsing is pure; resolving reads the
// environment, a file, a command's output or the token store. Errors name the reference and the
// cure, never a value.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::secrets {

class TokenStore;

enum class Place { env, file, exec, ledger };

struct Reference {
  Place place = Place::env;
  std::string name;  // variable, path, command, or name in the token store

  // As written in the job: "env:NAME".
  std::string text() const;
};

// invalid for anything but env:NAME, file:/path, exec:command, ledger:NAME. A text that is none of
// these is taken for a pasted secret: the error does not repeat it.
Result<Reference> parse_reference(std::string_view text);

struct Sources {
  // The value of an environment variable, or nothing; the caller wires it to the real environment.
  std::function<std::optional<std::string>(const std::string&)> environment;
  TokenStore* tokens = nullptr;  // for ledger:; must outlive the call
  std::chrono::milliseconds command_deadline{10'000};
};

struct Resolved {
  Secret value;
  std::string
      note;  // a warning for the user, or empty: "file:/x: readable by others; chmod 600 /x"
};

// May block on a file or a command; ends within 1 s of a stop. Never an empty secret: that is an
// error. file: and exec: run with the rights of this process, so references must come from the
// job's author.
Result<Resolved> resolve(const Reference& reference, const Sources& sources, std::stop_token stop);

}  // namespace ingot::secrets
