// Dash: files in one part and in several, their lifecycle, and what is done when an answer is lost.
#include "tests/plugins/transcripts/scenario.hpp"
#include "tests/support/dash_run.hpp"

namespace ingot::test {

static constexpr std::uint64_t kPart = 5'242'881;

static Scenario scenario(std::string name, std::string shows, const DashSetup& setup,
                         std::uint32_t op = INGOT_OP_TRANSFER) {
  return {std::move(name), std::move(shows), op, dash_vendor(setup), setup};
}

static DashSetup two_files() {
  DashSetup setup;
  setup.uses_oauth = true;
  setup.lifecycle = "live";
  setup.files = {small_file("a/one.txt"), small_file("b/two.txt", 77)};
  return setup;
}

static DashSetup large_file() {
  DashSetup setup;
  setup.files = {{"large.bin", random_bytes(7, 2 * kPart + 1)}};
  return setup;
}

static void add_undisturbed(std::vector<Scenario>& list) {
  list.push_back(
      scenario("login", "an access token from a refresh token", two_files(), INGOT_OP_LOGIN));
  list.push_back(scenario("discover", "the fields of the account and who the user is", two_files(),
                          INGOT_OP_DISCOVER));
  list.push_back(
      scenario("validate", "two files that may be sent", two_files(), INGOT_OP_VALIDATE));
  list.push_back(
      scenario("transfer", "two files of one part each in one batch, with metadata", two_files()));
  list.push_back(scenario("transfer-parts", "one file in three parts", large_file()));
  list.push_back(scenario("lifecycle", "two assets made live", two_files(), INGOT_OP_LIFECYCLE));
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> list;
  add_undisturbed(list);

  DashSetup locked = two_files();
  locked.dash.read_only_folders = {"/Sim/b"};
  list.push_back(
      scenario("transfer-refused", "one of two files may not go into its folder", locked));
  list.back().has = {R"("result":"rejected")", R"("result":"done")"};

  list.push_back(scenario("transfer-lost-create",
                          "the answer to the create is lost: the assets are looked for and found",
                          two_files()));
  list.back().setup = with_fault(two_files(), answer_lost("POST", "/asset-and-upload-batch-jobs"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"done")"};

  list.push_back(scenario("transfer-restart", "a second life: the create was answered in the first",
                          two_files()));
  list.back().begins_with = {R"("restarts":1)", R"("state":)", R"("outcome":"response")"};
  list.back().has = {R"("method":"PUT")"};
  list.back().is_restarted = true;

  list.push_back(scenario("transfer-restart-parts", "a second life: some parts are there already",
                          large_file()));
  list.back().begins_with = {R"("restarts":1)", R"("state":)", R"(["etag",)"};
  list.back().has = {R"("method":"PUT")"};
  list.back().is_restarted = true;

  list.push_back(
      scenario("transfer-cancelled", "cancelled while a file is on its way", large_file()));
  list.back().cancelled_after = R"("method":"PUT")";

  list.push_back(
      scenario("abort", "what a failed file left behind is removed", large_file(), INGOT_OP_ABORT));
  list.back().setup = failing(large_file(), "PUT", "/object-store/**", 403);
  return list;
}

}  // namespace ingot::test
