#include "host/ledger/integrity.hpp"

#include "host/ledger/schema.hpp"
#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

// The laws of FORMAT.md that one query can see, each as the number of those who break it.
static constexpr std::pair<const char*, const char*> kLaws[] = {
    {"the sums by state are not those of its items",
     "select count(*) from (select state, count(*), sum(size) from item group by state"
     " except select state, items, bytes from tally)"},
    {"the sums by state count items that are not there",
     "select count(*) from tally where items > 0 and state not in (select state from item)"},
    {"items are in batches that are not open",
     "select count(*) from item where batch <> 0 and batch not in (select id from batch)"},
    {"answers belong to batches that are not open",
     "select count(*) from journal where batch not in (select id from batch)"},
};

static Status check(Connection& connection) {
  INGOT_CHECK(check_schema(connection));
  // One snapshot for all: a run that goes on meanwhile must not look like damage.
  INGOT_CHECK(connection.execute("begin"));
  INGOT_TRY(Statement quick, connection.prepare("pragma quick_check(1)"));
  {
    Rows rows = quick.start();
    INGOT_TRY(const bool has_row, rows.next());
    const std::string said = has_row ? rows.bytes(0) : "no answer";
    if (said != "ok") return Error{ErrorKind::invalid, "the file is damaged: " + said};
  }
  for (const auto& [what, query] : kLaws) {
    INGOT_TRY(const std::int64_t broken, connection.integer(query));
    if (broken != 0) return Error{ErrorKind::invalid, std::string("the file is damaged: ") + what};
  }
  return connection.execute("commit");
}

Status check_integrity(const std::filesystem::path& file) {
  const std::string place = "ledger " + file.string();
  auto connection = Connection::open(file, Access::read_only);
  if (!connection) return connection.error().within(place);
  if (const Status checked = check(*connection); !checked) return checked.error().within(place);
  return {};
}

}  // namespace ingot::ledger
