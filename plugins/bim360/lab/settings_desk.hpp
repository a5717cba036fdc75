// The reads a client makes before it sends: categories, status sets, statuses, custom attributes,
// locations and error codes of the lab project (bim360.md 3.1). Threads: stateless but for the
// audit.
#pragma once

#include <ingot/lab/audit.hpp>

#include "plugins/bim360/lab/bim360_options.hpp"
#include "plugins/bim360/lab/project.hpp"
#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

class SettingsDesk {
 public:
  // All must outlive the desk.
  SettingsDesk(const Bim360Options& options, const Project& project, AuditLog& audit)
      : options_(options), project_(project), audit_(audit) {}

  Reply categories(const Call& call) const;           // inactive ones too, in one answer
  Reply category_attributes(const Call& call) const;  // of one category, in one answer
  Reply attributes(const Call& call) const;
  Reply attributes_by_id(const Call& call) const;  // {ids, names}
  Reply status_sets(const Call& call) const;
  Reply status_sets_by_id(const Call& call) const;
  Reply statuses(const Call& call) const;
  Reply statuses_by_id(const Call& call) const;
  Reply sets_of_categories(const Call& call) const;  // {ids} of categories
  Reply locations(const Call& call) const;
  Reply codes(const Call& call) const;

 private:
  Reply paged(const Call& call, Json::List all) const;

  const Bim360Options& options_;
  const Project& project_;
  AuditLog& audit_;
};

}  // namespace ingot::lab::bim360
