// A kept run with items of several outcomes, and a watch over it; answers as JSON.
#pragma once

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/run_facts.hpp"
#include "host/ui/api.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::ui::test {

using Object = Poco::JSON::Object::Ptr;

inline Object json(const Answer& answer) {
  return Poco::JSON::Parser().parse(answer.body).extract<Object>();
}

// Remembers what was asked for; answers that the first is revived and the rest refused.
class FakeRetrier final : public Retrier {
 public:
  bool may_retry() const override { return is_open; }
  Result<run::RevivalAnswer> retry(const std::vector<std::int64_t>& seqs, const std::stop_token&) override {
    asked = seqs;
    run::RevivalAnswer answer;
    answer.revived = seqs.empty() ? 0 : 1;
    for (std::size_t i = 1; i < seqs.size(); ++i) answer.refused.emplace_back(seqs[i], "it is \"done\"");
    return answer;
  }
  bool is_open = true;
  std::vector<std::int64_t> asked;
};

class UiTest : public testing::Test {
 protected:
  // done 1–60 (sizes 1000 + seq), failed 61–63 (codes http, http, size), pending 64.
  void SetUp() override {
    ledger_ = *ledger::Ledger::create(file_);
    run::RunFacts facts;
    facts.run_id = "20300101-100000-abcd";
    facts.job = "spring";
    facts.plugin = "dash";
    facts.plugin_version = "1.2.3";
    facts.base_url = "http://127.0.0.1:1";
    facts.started_ms = clock_.wall_ms() - 60'000;
    ledger::Transaction all = run::save(facts);
    for (std::int64_t seq = 1; seq <= 64; ++seq) all.push_back(ledger::AddItem{item(seq)});
    all.push_back(ledger::AddHistory{{61, 1000, "request", false, "PUT http://127.0.0.1:1/x: http status 503; again"}});
    all.push_back(ledger::AddHistory{{61, 2000, "session", false, "try 1: http: bad; failed from now on"}});
    ASSERT_TRUE(ledger_->apply(all, ledger::Durability::process).ok());
  }

  static ledger::Item item(std::int64_t seq) {
    ledger::Item made;
    made.key = seq == 61 ? "a/<img src=x>.jpg" : "a/file " + std::to_string(seq) + (seq % 2 == 0 ? ".jpg" : ".tif");
    made.size = static_cast<std::uint64_t>(1000 + seq);
    made.requests = static_cast<std::uint32_t>(3 + seq % 5);
    made.state = ledger::ItemState::done;
    made.ended_ms = 1'700'000'000'000 + seq;
    if (seq <= 60) made.remote_id = "asset-" + std::to_string(seq);
    if (seq > 60) {
      made.state = ledger::ItemState::failed;
      made.code = seq == 63 ? "size" : "http";
      made.message = seq == 63 ? "is 1 short" : "http status 503";
      made.tries = 4;
    }
    if (seq == 64) {
      made = {};
      made.key = "a/file 64.jpg";
      made.size = 1064;
    }
    return made;
  }

  void end_run() {
    run::RunOutcome outcome;
    outcome.end = "finished";
    outcome.exit_code = 5;
    outcome.ended_ms = clock_.wall_ms();
    outcome.requests = 300;
    outcome.bytes_sent = 60'000;
    ASSERT_TRUE(ledger_->apply(run::save(outcome), ledger::Durability::process).ok());
  }

  Answer ask(const std::string& path, std::map<std::string, std::string> query = {}) {
    Request request;
    request.method = "GET";
    request.path = path;
    request.query = std::move(query);
    return Api(*watch_, page_).answer(request, {});
  }

  Answer post(const std::string& path, std::string body) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = std::move(body);
    return Api(*watch_, page_).answer(request, {});
  }

  // As `ingot ui` has it; with a retrier as a run of this process.
  void watch(Retrier* retrier = nullptr) {
    watch_ = std::make_unique<RunWatch>(RunWatch::Source{.ledger = file_, .clock = clock_, .retrier = retrier});
    ASSERT_TRUE(watch_->follow(tasks_).ok());
    tasks_.stop();
  }

  static constexpr std::string_view kPage = "<!doctype html>";
  static inline const Asset kAsset{"/index.html", "text/html; charset=utf-8",
                                   std::as_bytes(std::span(kPage.data(), kPage.size()))};

  ingot::test::TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "run.ledger";
  SystemClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::span<const Asset> page_{&kAsset, 1};
  std::unique_ptr<RunWatch> watch_;
  TaskGroup tasks_;
};

}  // namespace ingot::ui::test
