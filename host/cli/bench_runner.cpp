#include "host/cli/bench_runner.hpp"

#include <algorithm>

#include "host/base/entropy.hpp"
#include "host/base/text.hpp"
#include "host/bench/shared_link.hpp"
#include "host/cli/client_setup.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/terminal.hpp"
#include "host/io/folder.hpp"

namespace ingot::cli {

namespace {

std::string job_text(const std::string& example) {
  return "version: 1\njob: bench\n"
         "params: { address: { type: string, required: true }, drop: { type: path, required: true } }\n" +
         example + "scan:\n  folder: { root: \"${params.drop}\" }\n";
}

// What the sweep varies, where the job keeps it.
void set(job::Job& job, const bench::Arm& arm, plugin::PartPlanning planning) {
  const bench::Digest digest = arm.variant.digest;
  const bool has_md5 = digest == bench::Digest::md5 || digest == bench::Digest::both;
  const bool has_sha256 = digest == bench::Digest::sha256 || digest == bench::Digest::both;
  job.plan.digests.clear();
  if (has_sha256) job.plan.digests.push_back("sha256");
  job.verify = {job::Check::size};
  if (has_md5) job.verify.push_back(job::Check::etag);
  job.plan.part_size.reset();
  if (planning == plugin::PartPlanning::client) job.plan.part_size = arm.part_size;
  job.upload.in_flight = arm.in_flight;
}

Status check(const RunWork& work, const bench::Workload& load) {
  if (work.end.reason == run::EndReason::interrupted) return Error{ErrorKind::cancelled, "stopped by request"};
  if (work.end.reason != run::EndReason::finished) {
    return Error{ErrorKind::unavailable, "the run ended as " + std::string(to_string(work.end.reason)) + ": " + work.end.message};
  }
  const std::uint64_t done = work.tally.in(ledger::ItemState::done);
  if (done == load.count) return {};
  return Error{ErrorKind::unavailable, std::to_string(done) + " of " + std::to_string(load.count) +
                                           " files arrived; `--keep` leaves the lab's log and the ledger"};
}

// Calls have bodies as well; without a resend nothing of what was sent is too much.
std::uint64_t resent_bytes(const transfer::Traffic& traffic, const bench::Workload& load) {
  return traffic.resends == 0 ? 0 : traffic.bytes_sent - std::min(traffic.bytes_sent, load.bytes());
}

double seconds_of(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

BenchRunner::BenchRunner(Parts parts) : parts_(std::move(parts)), state_(parts_.workspace.folder() / "state") {}

std::optional<int> BenchRunner::open(bench::Tls tls) {
  if (places_.contains(tls)) return std::nullopt;
  const auto folder = parts_.workspace.folder() / ("lab-tls-" + std::string(to_string(tls)));
  if (const Status made = io::make_folders(folder); !made) return fail(made.error(), kUnavailable);
  const auto example = lab_example(parts_.vendor, folder);
  if (!example) return fail(example.error(), example.error().kind == ErrorKind::unavailable ? kUnavailable : kUsage);
  auto lab = BenchLab::start(parts_.vendor, tls, folder, parts_.seed, parts_.clock);
  if (!lab) return fail(lab.error(), kUnavailable);
  JobSource source;
  source.file = (parts_.workspace.folder() / "job.yaml").string();
  source.shown = "the job for the lab of " + parts_.vendor;
  source.text = job_text(*example);
  source.params = {"address=" + lab->address(), "drop=" + parts_.workspace.drop().string()};
  source.plugin_path = parts_.plugin_path;
  auto loaded = load_job(std::move(source), Depth::library);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  places_.emplace(tls, Place{*std::move(lab), std::make_unique<LoadedJob>(std::get<LoadedJob>(std::move(loaded)))});
  return std::nullopt;
}

Result<RunWork> BenchRunner::execute(Place& place, const net::WireDecorator& decorate) {
  const std::int64_t now = SystemClock().wall_ms();
  run::RunFacts facts;
  facts.run_id = make_run_id(now, SystemEntropy().number());
  facts.job = place.loaded->job.name;
  facts.plugin = place.loaded->manifest.name;
  facts.started_ms = now;
  INGOT_CHECK(state_.make(facts.run_id));
  INGOT_TRY(auto ledger, ledger::Ledger::create(state_.ledger(facts.run_id)));
  INGOT_CHECK(ledger->apply(run::save(facts), ledger::Durability::disk));
  Terminal terminal(Terminal::Style::quiet);
  net::ClientOptions client = client_options(place.lab.ca_file());
  client.proxy = {};  // the lab is on this machine
  client.decorate = decorate;
  RunExecution execution{.loaded = *place.loaded,
                         .state = state_,
                         .signals = parts_.signals,
                         .terminal = terminal,
                         .facts = std::move(facts),
                         .ledger = std::move(ledger),
                         .client = std::move(client)};
  return carry_out(execution);
}

Result<bench::Measurement> BenchRunner::run(const bench::Arm& arm, const bench::Workload& load,
                                            const std::stop_token& stop) {
  if (stop.stop_requested()) return Error{ErrorKind::cancelled, "stopped by request"};
  Place& place = places_.at(arm.variant.tls);
  INGOT_CHECK(parts_.workspace.fill(load));
  set(place.loaded->job, arm, place.loaded->manifest.part_planning);
  bench::SharedLink link(arm.link, parts_.seed, parts_.clock, bench::wait_on_socket);
  const auto decorate = [&link](std::unique_ptr<net::Wire> wire, net::Security security) {
    return link.shape(std::move(wire), security);
  };
  const auto sink_before = place.lab.cpu();
  INGOT_TRY(const RunWork work, execute(place, decorate));
  INGOT_CHECK(check(work, load));
  return bench::Measurement{.arm = arm,
                            .workload = load,
                            .seconds = seconds_of(work.took),
                            .cpu_seconds = seconds_of(work.cpu),
                            .sink_cpu_seconds = seconds_of(place.lab.cpu() - sink_before),
                            .requests = work.traffic.requests,
                            .resent_bytes = resent_bytes(work.traffic, load),
                            .lost_bytes = link.lost_segments() * bench::TcpFlow::kSegment};
}

}  // namespace ingot::cli
