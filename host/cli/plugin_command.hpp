// The verbs of `ingot plugin`, one file each. Each takes what parse_arguments made of the whole
// command: positional[0] is the verb itself. They answer an ExitCode and print their errors.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/command.hpp"

namespace ingot::cli {

// plugin new NAME: a project of one's own.
int new_plugin(const Arguments& arguments);
// plugin describe PLUGIN: what a plugin is, without running a line of it.
int describe_plugin(const Arguments& arguments);
// plugin replay PLUGIN TRANSCRIPT...: does it still ask for what it asked for then?
int replay_transcripts(const Arguments& arguments);

// Prints "error: …" and answers the exit code for it.
int plugin_failure(const Error& error);

}  // namespace ingot::cli
