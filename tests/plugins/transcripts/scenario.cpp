#include "tests/plugins/transcripts/scenario.hpp"

namespace ingot::test {

static lab::FaultRule first_request(std::string method, std::string path, lab::FaultAction action) {
  lab::FaultRule rule;
  rule.match.method = std::move(method);
  rule.match.path = std::move(path);
  rule.when.nth = 1;
  rule.when.times = 1;
  rule.action = std::move(action);
  return rule;
}

lab::FaultRule answer_lost(std::string method, std::string path) {
  lab::FaultAction action;
  action.cut = lab::Cut::kAfterProcessing;
  return first_request(std::move(method), std::move(path), action);
}

lab::FaultRule request_lost(std::string method, std::string path) {
  lab::FaultAction action;
  action.cut = lab::Cut::kBeforeProcessing;
  return first_request(std::move(method), std::move(path), action);
}

lab::FaultRule refused(std::string method, std::string path, int status) {
  lab::FaultAction action;
  action.status = status;
  return first_request(std::move(method), std::move(path), action);
}

SimSetup with_fault(SimSetup setup, lab::FaultRule rule) {
  setup.faults.rules = {std::move(rule)};
  return setup;
}

SimSetup failing(SimSetup setup, std::string method, std::string path, int status) {
  setup = with_fault(std::move(setup), refused(std::move(method), std::move(path), status));
  setup.faults.rules[0].when.times = 1000;
  setup.item_tries = 1;
  return setup;
}

SimFile small_file(std::string key, std::size_t size) {
  const std::uint64_t seed = std::hash<char>()(key.front()) + size;
  return {std::move(key), random_bytes(seed, size)};
}

SimFile record(std::string key, std::string fields) {
  SimFile file{std::move(key), {}, ledger::ItemKind::plain, std::move(fields)};
  return file;
}

}  // namespace ingot::test
