// The lab's store as StoreUnderTest.
#include <ingot/lab/audit.hpp>
#include <ingot/lab/digest.hpp>
#include <ingot/lab/object_store.hpp>
#include <ingot/lab/server.hpp>

#include <fstream>
#include <map>
#include <stdexcept>

#include "tests/support/object_stores/store_under_test.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::test {

namespace {

// Time stands still at the moment the store was made, except while a URL is signed.
class StoreService final : public lab::Service {
 public:
  explicit StoreService(const std::string& origin)
      : clock_(lab::SystemClock().now_ms()), store_(options(origin), clock_, audit_) {}

  lab::Reply handle(lab::Request& request) override { return store_.handle(request); }
  lab::ObjectStore& store() { return store_; }
  lab::ManualClock& clock() { return clock_; }

 private:
  lab::StoreOptions options(const std::string& origin) const {
    lab::StoreOptions options;
    options.origin = origin;
    options.storage = lab::Storage::kKeep;
    options.directory = folder_.path();
    return options;
  }

  TempDir folder_;
  lab::ManualClock clock_;
  lab::AuditLog audit_;
  lab::ObjectStore store_;
};

std::string sha256_of(const std::vector<std::filesystem::path>& files) {
  lab::Digest digest(lab::Algorithm::kSha256);
  std::string block(1 << 20, '\0');
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
      digest.update(std::string_view(block).substr(0, static_cast<std::size_t>(file.gcount())));
    }
  }
  return lab::to_hex(digest.finish());
}

class LabStore final : public StoreUnderTest {
 public:
  explicit LabStore(std::unique_ptr<lab::Server> server)
      : server_(std::move(server)), service_(server_->origin()) {
    server_->start(service_);
  }
  ~LabStore() override { server_->stop(); }

  // The lab is not told how many parts will come: 2 stands for "several".
  Upload begin(const std::string& key) override {
    return {key, service_.store().create_upload(key, 2)};
  }

  std::string part_url(const Upload& upload, int number, const UrlWish& wish) override {
    const Shift shift(service_.clock(), wish.signed_ago_s);
    return service_.store().sign(upload.id, number, wish.lives_s * 1000, md5_of(wish));
  }
  std::string object_url(const std::string& key, const UrlWish& wish) override {
    // A second URL of the same key belongs to the same object.
    if (!whole_.contains(key)) whole_[key] = service_.store().create_upload(key, 1);
    const Shift shift(service_.clock(), wish.signed_ago_s);
    return service_.store().sign_object(whole_[key], wish.lives_s * 1000, md5_of(wish));
  }

  Completion complete(const Upload& upload, const std::vector<ListedPart>& parts) override {
    std::vector<lab::PartTag> tags;
    for (const ListedPart& part : parts) tags.push_back({part.number, part.etag});
    const auto done = service_.store().complete(upload.id, tags);
    if (const auto* refusal = std::get_if<lab::StoreRefusal>(&done)) {
      return {refusal->status, refusal->code};
    }
    const auto& object = std::get<lab::StoredObject>(done);
    completed_[upload.key] = {object.size, object.etag, object.sha256.value_or("")};
    return {};
  }
  void abort(const Upload& upload) override { service_.store().abort(upload.id); }

  std::vector<HeldPart> parts(const Upload& upload) override {
    std::vector<HeldPart> held;
    for (const auto& part : service_.store().parts_of(upload.id)) {
      held.push_back({part.number, part.size, part.etag});
    }
    return held;
  }
  std::optional<HeldObject> object(const std::string& key) override {
    if (const auto found = completed_.find(key); found != completed_.end()) return found->second;
    const auto whole = whole_.find(key);
    if (whole == whole_.end()) return std::nullopt;
    const auto part = service_.store().part_of(whole->second, 1);
    if (!part) return std::nullopt;
    return HeldObject{part->size, part->etag, sha256_of(service_.store().files_of(whole->second))};
  }

 private:
  class Shift {
   public:
    Shift(lab::ManualClock& clock, std::int64_t ago_s) : clock_(clock), now_ms_(clock.now_ms()) {
      clock_.advance(-ago_s * 1000);
    }
    ~Shift() { clock_.set(now_ms_); }
    Shift(const Shift&) = delete;
    Shift& operator=(const Shift&) = delete;

   private:
    lab::ManualClock& clock_;
    const std::int64_t now_ms_;
  };

  static std::optional<std::string> md5_of(const UrlWish& wish) {
    return wish.content_md5.empty() ? std::nullopt : std::optional(wish.content_md5);
  }

  std::unique_ptr<lab::Server> server_;
  StoreService service_;
  std::map<std::string, std::string> whole_;  // key -> upload behind a plain PUT
  std::map<std::string, HeldObject> completed_;
};

}  // namespace

StoreOrWhyNot open_lab_store() {
  auto server = lab::Server::open({});
  if (!server) return {nullptr, {server.problem(), false}};
  return {std::make_unique<LabStore>(std::move(*server)), {}};
}

}  // namespace ingot::test
