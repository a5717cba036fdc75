#include "host/cli/plugin_project.hpp"

#include <algorithm>
#include <cctype>

#include "host/base/text.hpp"
#include "host/io/durable_file.hpp"

namespace ingot::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLargestFile = 1u << 20;
constexpr std::string_view kWord = "acme", kType = "Acme", kMacro = "ACME";

char upper(char c) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

Error wrong_name(std::string_view text, const char* rule) {
  return Error{ErrorKind::invalid, "`" + printable(text) + "` is no name of a plugin: " + rule};
}

// Every regular file below `folder`, relative and sorted.
Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::error_code failure;
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored)) files.push_back(it->path().lexically_relative(folder));
  }
  if (failure || files.empty()) {
    return Error{ErrorKind::not_found, "there is no template for plugins at " +
                                           printable(folder.string()) +
                                           "; install the package ingot-dev"};
  }
  std::sort(files.begin(), files.end());
  return files;
}

Status write_files(const fs::path& pattern, const PluginName& name, const fs::path& folder,
                   std::vector<fs::path>& files) {
  for (fs::path& file : files) {
    INGOT_TRY(const std::string text, io::read_small_file(pattern / file, kLargestFile));
    file = name.follow(file.string());
    std::error_code failure;
    fs::create_directories((folder / file).parent_path(), failure);
    if (failure) {
      return system_error("make folder " + printable((folder / file).parent_path().string()),
                          failure.value());
    }
    INGOT_CHECK(io::write_durable_file(folder / file, name.follow(text)));
  }
  return {};
}

}  // namespace

Result<PluginName> PluginName::parse(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return wrong_name(text, "1 to 40 characters");
  if (text[0] < 'a' || text[0] > 'z') return wrong_name(text, "it begins with a lower-case letter");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!is_word && c != '-') return wrong_name(text, "lower-case letters, digits and dashes only");
    if (c == '-' && (i + 1 == text.size() || text[i + 1] == '-'))
      return wrong_name(text, "a dash stands between two words");
  }
  return PluginName(std::string(text));
}

PluginName::PluginName(std::string text) : text_(std::move(text)), identifier_(text_) {
  std::replace(identifier_.begin(), identifier_.end(), '-', '_');
  std::transform(identifier_.begin(), identifier_.end(), std::back_inserter(macro_), upper);
  bool is_first = true;
  for (const char c : text_) {
    if (c != '-') type_ += is_first ? upper(c) : c;
    is_first = c == '-';
  }
}

std::string PluginName::follow(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with(kWord)) {
      out += text.substr(kWord.size()).starts_with('_') ? identifier_ : text_;
    } else if (text.starts_with(kType)) {
      out += type_;
    } else if (text.starts_with(kMacro)) {
      out += macro_;
    } else {
      out += text[0];
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(kWord.size());
  }
  return out;
}

Result<std::vector<fs::path>> write_project(const fs::path& pattern, const PluginName& name,
                                            const fs::path& folder) {
  INGOT_TRY(std::vector<fs::path> files, files_below(pattern));
  std::error_code failure;
  const std::string shown = printable(folder.string());
  if (fs::exists(fs::symlink_status(folder, failure)))
    return Error{ErrorKind::conflict, shown + " is there already; nothing was written"};
  if (!fs::create_directory(folder, failure)) {
    if (failure) return system_error("make folder " + shown, failure.value());
    return Error{ErrorKind::conflict, shown + " is there already; nothing was written"};
  }
  if (const Status written = write_files(pattern, name, folder, files); !written) {
    fs::remove_all(folder, failure);
    return written.error();
  }
  return files;
}

}  // namespace ingot::cli
