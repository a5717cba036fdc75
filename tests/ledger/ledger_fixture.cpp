#include "tests/ledger/ledger_fixture.hpp"

#include <map>
#include <sstream>

#include "host/base/text.hpp"

namespace ingot::ledger::test {

AddItem add(const std::string& key, std::uint64_t size) {
  Item item;
  item.key = key;
  item.size = size;
  return AddItem{item};
}

UpdateItem update(std::int64_t seq, ItemState state) {
  UpdateItem update{};
  update.seq = seq;
  update.state = state;
  return update;
}

OpenBatch open_batch(std::int64_t id, std::vector<std::int64_t> items, ItemState become) {
  Batch batch;
  batch.id = id;
  batch.op = 4;
  batch.entropy = std::string(32, '\x7f');
  batch.items = std::move(items);
  return OpenBatch{batch, become};
}

namespace {

void put(std::ostream& out, const Item& item) {
  out << "item " << item.seq << " '" << item.key << "' size " << item.size << " mtime "
      << item.mtime_ns << " inode " << item.inode << " " << to_string(item.state) << " final "
      << (item.final_state ? to_string(*item.final_state) : "none") << " tries " << item.tries
      << " requests " << item.requests << " not_before " << item.not_before_ms << " batch "
      << item.batch << " remote '" << item.remote_id << "' meta '" << item.meta << "' code '"
      << item.code << "' message '" << item.message << "' sha256 " << to_hex(item.sha256)
      << " ended " << item.ended_ms << "\n";
}

void put(std::ostream& out, const Batch& batch) {
  out << "batch " << batch.id << " op " << batch.op << " restarts " << batch.restarts << " entropy "
      << to_hex(batch.entropy) << " state " << batch.state_schema << ":" << to_hex(batch.state)
      << " items";
  for (std::int64_t seq : batch.items) out << " " << seq;
  out << "\n";
}

void put(std::ostream& out, const JournalEntry& entry) {
  out << "  action " << entry.action << (entry.is_answered ? " answered " : " unanswered ")
      << entry.outcome << " " << entry.status;
  for (const auto& [name, value] : entry.headers) out << " [" << name << ": " << value << "]";
  out << " body " << to_hex(entry.body) << "\n";
}

}  // namespace

std::string dump(Ledger& ledger) {
  std::ostringstream out;
  must(ledger.each_item([&](const Item& item) {
    put(out, item);
    return Status();
  }));
  for (const Batch& batch : must(ledger.open_batches())) {
    put(out, batch);
    for (const JournalEntry& entry : must(ledger.journal(batch.id))) put(out, entry);
  }
  out << "last batch " << must(ledger.last_batch()) << "\n" << tallied(ledger);
  for (const char* name : {"job", "scan_complete", "last"}) {
    out << "fact " << name << " = " << must(ledger.fact(name)).value_or("(none)") << "\n";
  }
  return out.str();
}

std::string tallied(Ledger& ledger) {
  std::ostringstream out;
  for (const StateCount& count : must(ledger.counts())) {
    out << to_string(count.state) << " " << count.items << " " << count.bytes << "\n";
  }
  return out.str();
}

std::string counted(Ledger& ledger) {
  std::map<ItemState, StateCount> sums;
  must(ledger.each_item([&](const Item& item) {
    StateCount& sum = sums.try_emplace(item.state, StateCount{item.state, 0, 0}).first->second;
    ++sum.items;
    sum.bytes += item.size;
    return Status();
  }));
  std::ostringstream out;
  for (const auto& [state, sum] : sums) {
    out << to_string(state) << " " << sum.items << " " << sum.bytes << "\n";
  }
  return out.str();
}

}  // namespace ingot::ledger::test
