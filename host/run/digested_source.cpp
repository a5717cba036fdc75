#include "host/run/digested_source.hpp"

#include <cstddef>

#include "host/digest/range_digest.hpp"
#include "host/run/offline_check.hpp"

namespace ingot::run {

namespace {

class DigestingSink final : public ItemSink {
 public:
  struct Parts {
    ItemSink& sink;
    EarlierRuns& earlier;
    io::Files& files;
    const std::stop_token& stop;
  };
  explicit DigestingSink(Parts parts) : parts_(parts), buffer_(256u << 10) {}

  Status take(std::vector<ledger::Item> items) override {
    for (ledger::Item& item : items) {
      const bool is_file =
          item.kind == ledger::ItemKind::file && item.state == ledger::ItemState::pending;
      if (is_file) INGOT_CHECK(add_digest(item));
    }
    return parts_.sink.take(std::move(items));
  }

 private:
  Status add_digest(ledger::Item& item) {
    INGOT_TRY(const auto earlier, parts_.earlier.find(item.key));
    if (!earlier || earlier->size != item.size || earlier->sha256.empty()) return {};
    auto digest = digest_of(item);
    if (digest) {
      item.sha256 = *std::move(digest);
      return {};
    }
    if (digest.error().kind == ErrorKind::cancelled) return digest.error();
    // Whoever sends the file will meet what is wrong with it, and say so.
    ignore_error(digest, "without a digest the file counts as another one");
    return {};
  }

  Result<std::string> digest_of(const ledger::Item& item) {
    INGOT_TRY(const io::FileHandle file, parts_.files.open(source_of(item)));
    INGOT_TRY(const digest::DigestValue value,
              digest::digest_range({file, 0, file.size()}, digest::Algorithm::sha256, buffer_,
                                   parts_.stop));
    INGOT_CHECK(file.still_unchanged());
    const auto bytes = value.bytes();
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  Parts parts_;
  std::vector<std::byte> buffer_;
};

class DigestedSource final : public ItemSource {
 public:
  DigestedSource(ItemSource& source, EarlierRuns& earlier, io::Files& files)
      : source_(source), earlier_(earlier), files_(files) {}

  Result<SourceCounts> walk(ItemSink& sink, const std::stop_token& stop) override {
    DigestingSink digesting({sink, earlier_, files_, stop});
    return source_.walk(digesting, stop);
  }

 private:
  ItemSource& source_;
  EarlierRuns& earlier_;
  io::Files& files_;
};

}  // namespace

std::unique_ptr<ItemSource> digested_source(ItemSource& source, EarlierRuns& earlier,
                                            io::Files& files) {
  return std::make_unique<DigestedSource>(source, earlier, files);
}

}  // namespace ingot::run
