// FolderWalk: one walk over a tree: reads folders, asks the patterns, looks at files and gives them
// to StableWait and ScanOutput. Internal to FolderScan. Used once, by one thread.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/folder_reader.hpp"
#include "host/io/folder_scan.hpp"
#include "host/io/name_page.hpp"
#include "host/io/root_folder.hpp"
#include "host/io/scan_output.hpp"
#include "host/io/stable_wait.hpp"

namespace ingot::io {

class FolderWalk {
 public:
  struct Places {
    const RootFolder& root;
    StableWait& stable;
    ScanOutput& output;
  };
  // Everything named must outlive the walk.
  FolderWalk(const ScanOptions& options, Places places, const std::stop_token& stop);

  Status run();

 private:
  // A folder being walked. Its files are handed out page by page, so all that is kept are
  // sub-folders of one page.
  struct Level {
    std::string key;  // "" = the root
    dev_t device = 0;
    ino_t inode = 0;
    NameList subfolders;
    std::size_t next_subfolder = 0;
    std::optional<std::string> last_name;  // of the page done last
    bool has_more = true;                  // pages
  };
  // An entry of the folder being read.
  struct Found {
    std::string key;
    std::string_view name;
    const struct stat* facts = nullptr;  // once it has been looked at
    bool is_wanted_file = false;         // the patterns take it and its name can be a key

    // The name with a zero behind it, for the system: the key ends in it.
    const char* c_name() const { return key.c_str() + (key.size() - name.size()); }
  };

  Status step();
  Status read_page();
  Status list(FolderReader& reader, const std::string& key);
  Status visit_page(Level& level);
  Result<bool> identify(Level& level, int fd);

  Status visit(std::string_view name, EntryType type);
  Status look_and_visit(Found found);
  Status visit_looked(Found found);
  Status visit_file(Found found);
  Status visit_link(Found found);
  Status visit_folder(const Found& found);
  Status visit_special(const Found& found);
  Status take_file(Found found);

  bool may_read(const Found& found) const;
  bool is_key(const Found& found) const;
  Status report_bad_key(const Found& found);
  Status report_errno(const std::string& key, int error_number);
  Status stopped() const;
  std::size_t page_budget() const;
  ScanCounts& counts() { return places_.output.counts; }

  const ScanOptions& options_;
  Places places_;
  const std::stop_token& stop_;
  std::vector<std::byte> buffer_;
  NamePage page_;
  std::vector<Level> levels_;
  int folder_fd_ = -1;          // of the folder whose page is being visited
  NameList subfolders_;         // found in this page
  std::size_t kept_names_ = 0;  // bytes of sub-folder names over all levels
};

}  // namespace ingot::io
