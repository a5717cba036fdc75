// The one exported symbol of ingot-bim360.so; tests link everything else.
#include "plugins/bim360/bim360.hpp"

INGOT_PLUGIN(ingot::bim360::Bim360, ingot::bim360::kPluginId, ingot::bim360::kPluginVersion)
