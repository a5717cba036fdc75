// The kit's words (Json, Verdict, Ending, …) are this plugin's own.
#pragma once

namespace ingot::kit {}

namespace ingot::managedassets {
using namespace kit;
}
