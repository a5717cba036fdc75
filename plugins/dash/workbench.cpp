// Setting up, and the few things both halves of a TRANSFER need.
#include "plugins/dash/workbench.hpp"

#include <ingot/kit/storage.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/remote_path.hpp"

namespace ingot::dash {

Workbench::Workbench(Batch& b, const Config& c)
    : batch(b),
      config(c),
      api(c),
      context(read_context(b.context())),
      state(Checkpoint::read(b.state(), b.state_schema())) {
  for (const Item& item : batch.items()) {
    ItemWork& work = items.emplace_back(item);
    if (!batch.is_open(item)) continue;  // ended in an earlier life
    auto settings = read_item_settings(item.fields, config.folder);
    if (!settings) {
      end(work, Ending(End::rejected, "fields", settings.problem()));
      continue;
    }
    work.folder = settings->folder;
    work.path = remote_path(settings->folder, item.name);
    if (const std::string problem = item_problem(item, work.folder); !problem.empty()) {
      end(work, Ending(End::rejected, "item", problem));
      continue;
    }
    auto metadata = resolve_fields(*settings, context);
    if (!metadata) {
      end(work, Ending(End::rejected, "fields", metadata.problem()));
      continue;
    }
    work.metadata = *metadata;
  }
}

void Workbench::end(ItemWork& work, const Ending& ending) {
  const auto placed = state.placed.find(work.item.idx);
  end_item(batch, work.item, ending, placed == state.placed.end() ? "" : placed->second.asset_id);
}

UploadAsk Workbench::ask(const ItemWork& work, const std::vector<std::uint32_t>& parts) {
  UploadAsk ask;
  ask.batch_item_id = work.batch_item_id();
  ask.path = work.path;
  ask.size = work.item.size;
  ask.part_size = announced_part_size(work.item.size, work.item.part_size, work.item.n_parts);
  for (const std::uint32_t number : parts) {
    PartAsk part;
    part.number = number;
    const auto md5 = work.md5.find(number);
    if (md5 != work.md5.end()) {
      part.md5 = config.part_md5 == PartMd5::hex ? md5->second : md5_base64(md5->second);
    }
    ask.parts.push_back(std::move(part));
  }
  return ask;
}

task<bool> Workbench::take_md5(ItemWork& work, std::vector<std::uint32_t> parts) {
  if (config.part_md5 == PartMd5::none) co_return true;
  for (const std::uint32_t number : parts) {
    if (work.md5.contains(number)) continue;
    const Part part = work.item.part(number);
    const DigestReply reply = co_await batch.digest(work.item, part.off, part.len, "md5");
    if (!reply.ok()) {
      const bool is_changed = reply.outcome == Outcome::source_changed;
      work.failure = is_changed ? Ending(End::source_changed, "source",
                                         "the file changed after it was scanned")
                                : Ending(End::retryable, "cancelled", "md5: the run was stopped");
      co_return false;
    }
    work.md5[number] = reply.hex;
  }
  co_return true;
}

std::uint32_t Workbench::next_attempt(Call call, const ItemWork& work, std::uint32_t part) {
  std::uint32_t attempt = 0;
  const std::uint32_t upload = place(work).upload;
  while (attempt < 0xFFFF &&
         batch.prior(tag_of(call, work.item.idx, upload, part, attempt)) != nullptr) {
    ++attempt;
  }
  return attempt;
}

}  // namespace ingot::dash
