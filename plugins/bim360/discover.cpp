// DISCOVER: the project's categories with their effective status sets and custom attributes, and
// its locations when the job names any. Everything a row is judged by comes from here.
#include <algorithm>
#include <map>
#include <optional>

#include <ingot/kit/call.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/bim360/bim360.hpp"
#include "plugins/bim360/replies.hpp"
#include "plugins/bim360/requests.hpp"
#include "plugins/bim360/settings.hpp"

namespace ingot::bim360 {
namespace {

constexpr std::size_t kMostPages = 500, kMostIds = 100;

std::string rows_json(const std::vector<Json>& rows) {
  std::string out = "[";
  for (const Json& row : rows) out += (out.size() > 1 ? "," : "") + row.dump();
  return out + "]";
}

class Discovery {
 public:
  Discovery(Batch& batch, const Config& config) : batch_(batch), config_(config), api_(config) {}

  task<> run() {
    co_await read_categories();
    if (!failure_) co_await read_status_sets();
    if (!failure_) co_await read_attributes();
    if (!failure_ && config_.wants_locations) co_await read_locations();
    if (failure_) {
      const bool is_final = failure_->end == End::auth || failure_->end == End::rejected ||
                            failure_->end == End::conflict;
      const End end = !is_final                    ? End::retryable
                      : failure_->end == End::auth ? End::auth
                                                   : End::rejected;
      batch_.result(end, failure_->message);
      co_return;
    }
    batch_.discovered(to_json());
  }

 private:
  void fail(const Judgement& judgement, const std::string& what) {
    if (failure_) return;
    failure_ = ending_of(judgement, what);
    if (judgement.verdict == Verdict::forbidden)
      failure_->message +=
          "; an account administrator must add the app's client id to the custom integrations";
    if (judgement.verdict == Verdict::gone) failure_->message += "; check project_id and service";
  }

  // Every row of a list of the settings; what has failed is kept.
  task<std::vector<Json>> read_all(std::string path, std::string what) {
    std::vector<Json> rows;
    std::string cursor;
    for (std::size_t pages = 0; pages < kMostPages && !failure_; ++pages) {
      const Answer answer = co_await ask(batch_, api_.settings_page(path, cursor));
      const auto page = read_page(answer.ok() ? answer.reply.body : "");
      if (!answer.ok() || !page) {
        fail(answer.ok() ? unreadable(page.problem()) : answer.judgement, what);
        break;
      }
      rows.insert(rows.end(), page->rows.begin(), page->rows.end());
      // A cursor that stays the same would lead round in circles.
      if (page->cursor.empty() || page->cursor == cursor) break;
      cursor = page->cursor;
    }
    co_return rows;
  }

  task<> read_categories() {
    categories_ = co_await read_all("/categories", "read the categories");
    const Settings settings = Settings::read(to_json());
    // A job with one category needs to know only that one.
    const bool is_fixed = !config_.category.empty() && !is_template(config_.category);
    const auto only = is_fixed ? settings.find_category(config_.category)
                               : Parsed<std::string>::failed("any category may come");
    for (const Named& category : settings.categories) {
      if (category.is_active && (!only || *only == category.id)) wanted_.push_back(category.id);
    }
  }

  task<> read_status_sets() {
    for (std::size_t start = 0; start < wanted_.size(); start += kMostIds) {
      const auto first = wanted_.begin() + static_cast<std::ptrdiff_t>(start);
      const auto count = std::min(kMostIds, wanted_.size() - start);
      const std::vector<std::string> ids(first, first + static_cast<std::ptrdiff_t>(count));
      const Answer answer = co_await ask(batch_, api_.status_set_assignments(ids));
      const auto page = read_page(answer.ok() ? answer.reply.body : "");
      if (!answer.ok() || !page) {
        fail(answer.ok() ? unreadable(page.problem()) : answer.judgement,
             "read the status sets of the categories");
        co_return;
      }
      assignments_.insert(assignments_.end(), page->rows.begin(), page->rows.end());
    }
    sets_ = co_await read_all("/status-step-sets", "read the status sets");
  }

  // There is no call for many categories at once.
  task<> read_attributes() {
    co_await batch_.for_each(wanted_.size(), batch_.max_outstanding(),
                             [this](std::size_t i) { return read_attributes_of(wanted_[i]); });
  }

  task<> read_attributes_of(std::string id) {
    if (failure_) co_return;
    const std::vector<Json> rows =
        co_await read_all("/categories/" + id + "/custom-attributes?includeInherited=true",
                          "read the custom attributes of category " + id);
    for (const Json& row : rows) {
      const std::string name = row["name"].text();
      if (name.empty() || !row["isActive"].boolean().value_or(true)) continue;
      attributes_of_[id].push_back(name);
      attributes_[name] = row.dump();
    }
  }

  // Without the locations a job can still give ids, so their absence is told, not fatal.
  task<> read_locations() {
    std::size_t offset = 0;
    for (std::size_t pages = 0; pages < kMostPages; ++pages) {
      const Answer answer = co_await ask(batch_, api_.locations_page(offset));
      const auto page = read_page(answer.ok() ? answer.reply.body : "");
      if (!answer.ok() || !page) {
        if (answer.verdict() == Verdict::cancelled) fail(answer.judgement, "read the locations");
        batch_.note(NoteLevel::warn, "the locations of the project cannot be read: " +
                                         (answer.ok() ? page.problem() : answer.judgement.why));
        co_return;
      }
      locations_.insert(locations_.end(), page->rows.begin(), page->rows.end());
      offset += page->rows.size();
      if (page->rows.empty() || static_cast<std::int64_t>(offset) >= page->total.value_or(0)) break;
    }
    has_locations_ = true;
  }

  std::string to_json() const {
    ObjectText attributes, owners, out;
    for (const auto& [name, row] : attributes_) attributes.raw(name, row);
    for (const auto& [category, names] : attributes_of_) owners.raw(category, array_text(names));
    out.raw("categories", rows_json(categories_)).raw("assignments", rows_json(assignments_));
    out.raw("sets", rows_json(sets_)).raw("attributes", attributes.str());
    out.raw("attributes_of", owners.str());
    if (has_locations_) out.raw("locations", rows_json(locations_));
    return out.str();
  }

  Batch& batch_;
  const Config& config_;
  const Api api_;
  std::vector<Json> categories_, assignments_, sets_, locations_;
  std::map<std::string, std::string> attributes_;                  // row by name
  std::map<std::string, std::vector<std::string>> attributes_of_;  // names by category
  bool has_locations_ = false;
  std::vector<std::string> wanted_;  // categories whose rules are read
  std::optional<Ending> failure_;
};

}  // namespace

task<> Bim360::discover(Batch& batch) {
  Discovery discovery(batch, config_);
  co_await discovery.run();
}

}  // namespace ingot::bim360
