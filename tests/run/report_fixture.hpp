// A ledger with a few odd items, and readers of what the reports make of it.
#pragma once

#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "host/run/report.hpp"
#include "host/run/run_facts.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run::test {

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Poco::JSON::Object::Ptr json_of(const std::filesystem::path& path) {
  return Poco::JSON::Parser().parse(content(path)).extract<Poco::JSON::Object::Ptr>();
}

using Xml = Poco::AutoPtr<Poco::XML::Document>;

// Throws, and so fails the test, if it is not well-formed.
inline Xml xml_of(const std::filesystem::path& path) {
  return Poco::XML::DOMParser().parseString(content(path));
}

inline void collect(Poco::XML::Node* node, const std::string& name, std::vector<Poco::XML::Element*>& found) {
  for (auto* child = node->firstChild(); child != nullptr; child = child->nextSibling()) {
    if (child->nodeType() != Poco::XML::Node::ELEMENT_NODE) continue;
    if (name == "*" || child->nodeName() == name) found.push_back(static_cast<Poco::XML::Element*>(child));
    collect(child, name, found);
  }
}

// All of that name in the document's order; "*" means every one.
inline std::vector<Poco::XML::Element*> elements(const Xml& xml, const std::string& name) {
  std::vector<Poco::XML::Element*> found;
  collect(const_cast<Poco::XML::Document*>(xml.get()), name, found);
  return found;
}

// RFC 4180, the reader a spreadsheet would be.
inline std::vector<std::vector<std::string>> csv_of(const std::filesystem::path& path) {
  const std::string text = content(path);
  std::vector<std::vector<std::string>> lines(1, {std::string()});
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && is_quoted && i + 1 < text.size() && text[i + 1] == '"') {
      lines.back().back() += text[++i];
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      lines.back().emplace_back();
    } else if (c == '\n' && !is_quoted) {
      lines.push_back({std::string()});
    } else if (c != '\r' || is_quoted) {
      lines.back().back() += c;
    }
  }
  lines.pop_back();
  return lines;
}

inline ledger::Item item(std::string key, ledger::ItemState state, std::string message = "") {
  ledger::Item made;
  made.key = std::move(key);
  made.size = 12;
  made.state = state;
  made.code = message.empty() ? "" : "code";
  made.message = std::move(message);
  made.ended_ms = ledger::is_ended(state) ? 1'700'000'000'000 : 0;
  return made;
}

struct ReportTest : ::testing::Test {
  ReportTest() { ledger = *ledger::Ledger::create(folder.path() / "ledger.db"); }

  void add(const std::vector<ledger::Item>& items) {
    ledger::Transaction transaction;
    for (const auto& each : items) transaction.push_back(ledger::AddItem{each});
    ASSERT_TRUE(ledger->apply(transaction, ledger::Durability::process));
  }
  void begin() {
    facts.run_id = "20300131-100000-abcd";
    facts.job = "spring";
    facts.plugin = "app.dash";
    facts.plugin_version = "1.0.0";
    facts.base_url = "https://dash.test";
    facts.started_ms = 1'700'000'000'000;
    ASSERT_TRUE(ledger->apply(save(facts), ledger::Durability::process));
  }
  void end(std::string reason, int exit_code) {
    RunOutcome outcome;
    outcome.end = std::move(reason);
    outcome.message = outcome.end == "finished" ? "" : "it <had> to & \"so\"";
    outcome.exit_code = exit_code;
    outcome.ended_ms = facts.started_ms + 65'000;
    outcome.requests = 10;
    ASSERT_TRUE(ledger->apply(save(outcome), ledger::Durability::process));
    ASSERT_TRUE(ledger->apply({ledger::SetFact{"pace", "8: to start with"}}, ledger::Durability::process));
  }
  std::filesystem::path write(ReportFormat format) {
    const auto path = folder.path() / ("report." + std::string(to_string(format)));
    const auto report = load_report(*ledger);
    EXPECT_TRUE(report) << report.error().message;
    const Status written = write_report(format, path, *report, *ledger);
    EXPECT_TRUE(written) << written.error().message;
    return path;
  }

  ingot::test::TempDir folder;
  std::unique_ptr<ledger::Ledger> ledger;
  RunFacts facts;
};

}  // namespace ingot::run::test
