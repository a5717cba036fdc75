// The one exported symbol of ingot-objectput.so; its test links everything else.
#include "benchmarks/objectput/objectput.hpp"

INGOT_PLUGIN(ingot::objectput::ObjectPut, ingot::objectput::kPluginId,
             ingot::objectput::kPluginVersion)
