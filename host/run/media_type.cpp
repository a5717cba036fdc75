#include <algorithm>
#include <array>
#include <cctype>

#include "host/run/describe.hpp"

namespace ingot::run {

struct Ending {
  std::string_view suffix, type;
};

// What digital-asset libraries hold; the rest goes without a type rather than with a guess.
static constexpr std::array kEndings = {
    Ending{"jpg", "image/jpeg"},      Ending{"jpeg", "image/jpeg"},
    Ending{"png", "image/png"},       Ending{"gif", "image/gif"},
    Ending{"tif", "image/tiff"},      Ending{"tiff", "image/tiff"},
    Ending{"webp", "image/webp"},     Ending{"svg", "image/svg+xml"},
    Ending{"heic", "image/heic"},     Ending{"avif", "image/avif"},
    Ending{"psd", "image/vnd.adobe.photoshop"},
    Ending{"ai", "application/postscript"}, Ending{"eps", "application/postscript"},
    Ending{"pdf", "application/pdf"}, Ending{"txt", "text/plain"},
    Ending{"csv", "text/csv"},        Ending{"json", "application/json"},
    Ending{"xml", "application/xml"}, Ending{"zip", "application/zip"},
    Ending{"mp4", "video/mp4"},       Ending{"mov", "video/quicktime"},
    Ending{"mkv", "video/x-matroska"}, Ending{"webm", "video/webm"},
    Ending{"mxf", "application/mxf"}, Ending{"mp3", "audio/mpeg"},
    Ending{"wav", "audio/wav"},       Ending{"flac", "audio/flac"},
    Ending{"aif", "audio/aiff"},      Ending{"aiff", "audio/aiff"},
};

std::string media_type(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos) return {};
  std::string suffix(name.substr(dot + 1));
  for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto found = std::find_if(kEndings.begin(), kEndings.end(),
                                  [&](const Ending& ending) { return ending.suffix == suffix; });
  return found == kEndings.end() ? std::string() : std::string(found->type);
}

}  // namespace ingot::run
