// Small files share the session's width; then large ones follow one by one, each with the whole
// width for its parts.
#include "benchmarks/objectput/objectput.hpp"

#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/kit/verdict.hpp>

namespace ingot::objectput {
namespace {

// Ends the item unless the reply is a success; true when it is one.
bool passes(Batch& batch, const Item& item, const Reply& reply, const char* what) {
  if (reply.ok()) return true;
  const kit::Judgement judgement = kit::judge(reply, batch.now_ms());
  kit::end_item(batch, item, kit::ending_of(judgement, what), "");
  return false;
}

void end_well(Batch& batch, const Item& item, const Reply& reply) {
  const std::string etag(reply.header("etag").value_or(""));
  batch.done(item, item.key, kit::ObjectText().text_if("etag", etag).str());
}

}  // namespace

task<> ObjectPut::transfer(Batch& batch) {
  std::vector<const Item*> whole, cut;
  for (const Item& item : batch.items()) {
    if (batch.is_open(item)) (item.n_parts == 1 ? whole : cut).push_back(&item);
  }
  co_await batch.for_each(whole.size(), batch.max_outstanding(),
                          [&](std::size_t i) { return put(batch, *whole[i]); });
  for (const Item* item : cut) co_await put_in_parts(batch, *item);
}

task<> ObjectPut::put(Batch& batch, const Item& item) {
  const Reply reply =
      co_await batch.send(put_request(config_, item, object_url(config_, item), item.part(1)));
  if (passes(batch, item, reply, "put")) end_well(batch, item, reply);
}

task<> ObjectPut::put_in_parts(Batch& batch, const Item& item) {
  const std::string url = object_url(config_, item);
  const Reply opened = co_await batch.send(initiate_request(url).for_item(item));
  if (!passes(batch, item, opened, "initiate upload")) co_return;
  const std::string upload = read_upload_id(opened.body);
  if (upload.empty()) {
    batch.rejected(item, "upload", "the store gave no upload id");
    co_return;
  }
  std::vector<std::string> etags(item.n_parts);
  co_await batch.for_each(item.n_parts, batch.max_outstanding(), [&](std::size_t i) -> task<> {
    const auto number = static_cast<std::uint32_t>(i + 1);
    if (!batch.is_open(item)) co_return;
    const Reply reply = co_await batch.send(
        put_request(config_, item, part_url(url, upload, number), item.part(number)));
    if (batch.is_open(item) && passes(batch, item, reply, "put part"))
      etags[i] = std::string(reply.header("etag").value_or(""));
  });
  if (!batch.is_open(item)) co_return;
  const Reply closed =
      co_await batch.send(complete_request(url, upload, etags).for_item(item));
  if (passes(batch, item, closed, "complete upload")) end_well(batch, item, closed);
}

}  // namespace ingot::objectput
