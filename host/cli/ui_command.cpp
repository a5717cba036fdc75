// `ingot ui`: a page over a run that is kept, or that another process works on. Reads its ledger only.
#include <iostream>

#include "host/base/entropy.hpp"
#include "host/base/text.hpp"
#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/run_opening.hpp"
#include "host/ui/run_watch.hpp"
#include "host/ui/server.hpp"

namespace ingot::cli {

int show_page(const Arguments& arguments) {
  const auto address = ui::parse_address(arguments.value("listen").value_or("127.0.0.1:0"));
  if (!address) return fail(address.error().within("--listen"), kUsage);
  const auto state = run_state(arguments);
  if (!state) return fail(state.error(), kUnavailable);
  const auto id = state->pick(arguments.positional.empty() ? std::nullopt : std::optional(arguments.positional[0]));
  if (!id) return fail(id.error(), kUsage);
  Signals signals;
  SystemClock clock;
  ui::RunWatch watch({.ledger = state->ledger(*id), .clock = clock});
  std::stop_source stop;
  TaskGroup tasks;
  if (const Status followed = watch.follow(tasks); !followed) return fail(followed.error(), kUnavailable);
  const auto server = ui::Server::start(*address, watch, to_hex(SystemEntropy().bytes(24)));
  if (!server) return fail(server.error(), kUnavailable);
  signals.watch(tasks, stop);
  // Data, not talk: what somebody asks for who types this.
  std::cout << (*server)->url() << std::endl;
  std::cerr << "run " << *id << "; interrupt to end\n";
  while (clock.wait(std::chrono::seconds(1), stop.get_token())) {
  }
  tasks.stop();
  return kOk;
}

}  // namespace ingot::cli
