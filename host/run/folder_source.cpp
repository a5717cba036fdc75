// A folder's files as items.
#include "host/run/item_source.hpp"

namespace ingot::run {

namespace {

class FolderSource final : public ItemSource {
 public:
  FolderSource(io::ScanOptions options, Clock& clock)
      : options_(std::move(options)), clock_(clock) {}

  Result<SourceCounts> walk(ItemSink& sink, const std::stop_token& stop) override {
    Converter converter(sink, clock_);
    io::FolderScan scan(options_, clock_);
    INGOT_TRY(const io::ScanCounts counts, scan.run(converter, stop));
    return SourceCounts{counts.excluded, counts.symlinks_skipped};
  }

 private:
  class Converter final : public io::ScanSink {
   public:
    Converter(ItemSink& sink, Clock& clock) : sink_(sink), clock_(clock) {}

    Status take(std::vector<io::SourceFile> files) override {
      std::vector<ledger::Item> items;
      items.reserve(files.size());
      for (io::SourceFile& file : files) {
        ledger::Item item;
        item.key = std::move(file.key);
        item.size = file.size;
        item.mtime_ns = file.mtime_ns;
        item.inode = file.inode;
        items.push_back(std::move(item));
      }
      return sink_.take(std::move(items));
    }

    Status report(io::ScanProblem problem) override {
      ledger::Item item;
      item.key = std::move(problem.key);
      item.state = ledger::ItemState::unreadable;
      item.code = std::move(problem.code);
      item.message = std::move(problem.message);
      item.ended_ms = clock_.wall_ms();
      std::vector<ledger::Item> items;
      items.push_back(std::move(item));
      return sink_.take(std::move(items));
    }

   private:
    ItemSink& sink_;
    Clock& clock_;
  };

  const io::ScanOptions options_;
  Clock& clock_;
};

}  // namespace

std::unique_ptr<ItemSource> folder_source(io::ScanOptions options, Clock& clock) {
  return std::make_unique<FolderSource>(std::move(options), clock);
}

}  // namespace ingot::run
