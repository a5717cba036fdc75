// The one exported symbol of ingot-dash.so; tests link everything else.
#include "plugins/dash/dash.hpp"

INGOT_PLUGIN(ingot::dash::Dash, ingot::dash::kPluginId, ingot::dash::kPluginVersion)
