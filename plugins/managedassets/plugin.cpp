// The one exported symbol of ingot-managedassets.so; tests link everything else.
#include "plugins/managedassets/managedassets.hpp"

INGOT_PLUGIN(ingot::managedassets::ManagedAssets, ingot::managedassets::kPluginId,
             ingot::managedassets::kPluginVersion)
