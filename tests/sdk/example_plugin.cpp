// A complete plugin in one file: creates an asset, sends the bytes, done. Built the way every
// plugin is built, for the tests of the build itself.
#include <string>
#include <string_view>

#include <ingot/vendor.hpp>

namespace {

using ingot::Batch;
using ingot::Item;
using ingot::Reply;
using ingot::Request;
using ingot::task;

class Example : public ingot::Vendor {
 public:
  explicit Example(std::string_view config) {
    if (config.empty() || config.front() != '{')
      throw std::invalid_argument("config: is not an object");
  }

  task<> transfer(Batch& batch) override {
    for (const Item& item : batch.items()) batch.spawn(upload(batch, item));
    co_await batch.all();
  }

 private:
  task<> upload(Batch& batch, const Item& item) {
    const Reply reply =
        co_await batch.send(Request("PUT", "https://example.test/assets")
                                .header("Authorization", "Bearer " + ingot::secret("access_token"))
                                .body(ingot::file(item, 0, item.size))
                                .idempotent()
                                .for_item(item));
    if (reply.ok()) {
      batch.done(item, reply.body);
    } else {
      batch.retry(item, std::chrono::seconds(5), "upload", "the server did not take it");
    }
  }
};

}  // namespace

INGOT_PLUGIN(Example, "test.example", "1.0.0")
