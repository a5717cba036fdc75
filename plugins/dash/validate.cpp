// VALIDATE: what can be known without asking Dash.
#include "plugins/dash/item_settings.hpp"
#include "plugins/dash/operations.hpp"

namespace ingot::dash {

task<> validate(Batch& batch, const Config& config) {
  const Context context = read_context(batch.context());
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    const auto settings = read_item_settings(item.fields, config.folder);
    if (!settings) {
      batch.rejected(item, "fields", settings.problem());
      continue;
    }
    std::string problem = item_problem(item, settings->folder);
    // Without DISCOVER's context (offline) nothing can be said about field names.
    if (context.has_fields) {
      if (const auto values = resolve_fields(*settings, context); !values) {
        problem += (problem.empty() ? "" : "; ") + values.problem();
      }
    }
    if (problem.empty()) {
      batch.done(item, "");
    } else {
      batch.rejected(item, "item", problem);
    }
  }
  co_return;
}

}  // namespace ingot::dash
