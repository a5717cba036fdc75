#include "host/run/item_batches.hpp"
#include "host/run/list_source.hpp"

#include <utility>
#include <vector>

#include "host/base/text.hpp"

namespace ingot::run {

namespace {

constexpr char kCutOff[] =
    "the run was stopped before its list of paths on standard input had ended; what was read of it "
    "is done, the rest is "
    "not known: give the whole list again to resume (LIST | ingot resume RUN)";

class ListWalk {
 public:
  ListWalk(const ListSourceOptions& options, ItemSink& sink, const std::stop_token& stop)
      : options_(options), stop_(stop), found_(sink) {}

  Result<SourceCounts> run(const NamedFiles& files, io::PathList& paths) {
    while (!stop_.stop_requested()) {
      INGOT_TRY(const auto path, paths.next(stop_));
      if (!path) {
        if (paths.number() == 0 && options_.must_name_files) counts_.cut_off = kCutOff;
        INGOT_CHECK(found_.flush());
        return counts_;
      }
      INGOT_CHECK(take(files, *path, paths.number()));
    }
    return Error{ErrorKind::cancelled, "stopped"};
  }

 private:
  Status take(const NamedFiles& files, std::string_view named, std::uint64_t number) {
    const std::string place = "path " + std::to_string(number) + " of the list: ";
    if (!is_utf8(named)) {
      return problem(printable(named), io::scan_code::kNotUtf8,
                     place + "the name is not UTF-8, so it cannot be a key; rename the file");
    }
    // What find prints for an absolute starting point.
    const std::string root = files.root().string() + "/";
    if (named.starts_with(root)) {
      named.remove_prefix(root.size());
    } else if (named.starts_with('/')) {
      return problem(std::string(named), io::scan_code::kOutsideRoot,
                     place + printable(named) + " is not below " + root);
    }
    const auto path = path_below(named, Separators::slash);
    if (!path) {
      return problem(std::string(named), io::scan_code::kOutsideRoot,
                     place + printable(named) + " leads out of the folder");
    }
    INGOT_TRY(const NamedFiles::Look look, files.look(*path, stop_));
    if (const auto* found = std::get_if<io::SourceFile>(&look)) return add(*found);
    if (const auto* wrong = std::get_if<io::ScanProblem>(&look))
      return problem(*path, wrong->code, place + wrong->message);
    if (std::get<NamedFiles::Absence>(look) == NamedFiles::Absence::missing) {
      return problem(
          *path, io::scan_code::kVanished,
          place + "there is no file " + printable(*path) + " in " + files.root().string());
    }
    ++counts_.excluded;
    return {};
  }

  Status problem(std::string key, std::string_view code, std::string message) {
    ledger::Item item;
    item.key = std::move(key);
    item.state = ledger::ItemState::unreadable;
    item.code = code;
    item.message = std::move(message);
    return found_.add(std::move(item));
  }

  Status add(const io::SourceFile& file) {
    ledger::Item item;
    item.key = file.key;
    item.size = file.size;
    item.mtime_ns = file.mtime_ns;
    item.inode = file.inode;
    return found_.add(std::move(item));
  }

  const ListSourceOptions& options_;
  const std::stop_token& stop_;
  SourceCounts counts_;
  ItemBatches found_;
};

class ListSource final : public ItemSource {
 public:
  ListSource(ListSourceOptions options, Clock& clock)
      : options_(std::move(options)), clock_(clock) {}

  Result<SourceCounts> walk(ItemSink& sink, const std::stop_token& stop) override {
    INGOT_TRY(const NamedFiles files, NamedFiles::open(options_.files, clock_));
    auto paths = options_.list ? io::PathList::open(*options_.list, options_.separator)
                               : io::PathList::standard_input(options_.separator);
    if (!paths) return paths.error();
    return ListWalk(options_, sink, stop).run(files, *paths);
  }

 private:
  const ListSourceOptions options_;
  Clock& clock_;
};

}  // namespace

std::unique_ptr<ItemSource> list_source(ListSourceOptions options, Clock& clock) {
  return std::make_unique<ListSource>(std::move(options), clock);
}

}  // namespace ingot::run
