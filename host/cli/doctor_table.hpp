// What `ingot doctor` looks at, by the names it prints. Immutable data.
#pragma once

#include <array>
#include <string_view>

namespace ingot::cli {

struct CheckMeaning {
  std::string_view name, title;
  std::string_view text;  // a paragraph: why it matters, and what to do
};

inline constexpr std::array kDoctorTable = {
    CheckMeaning{"plugin", "can the installed plugins be used?",
                 "Each is loaded as a run would, in a child process. One that is refused has a "
                 "reason; one that is shadowed "
                 "has the name of another in an earlier folder."},
    CheckMeaning{"state folder", "can runs be kept?",
                 "Ledgers, locks and tokens go there. It must be writable and on a local disk: "
                 "SQLite's locks do not hold on "
                 "network file systems. --state names another folder."},
    CheckMeaning{
        "free space", "is there room for ledgers?",
        "A ledger takes some 200 bytes an item. Below 100 MiB a run may stop with exit code 8."},
    CheckMeaning{"open files", "may enough files be open at once?",
                 "Connections, sources and the ledgers of earlier runs each take one. `ulimit -n "
                 "1024` raises the limit."},
    CheckMeaning{"token file", "are kept tokens private?",
                 "Rotated refresh tokens are credentials. Others must not be able to read them: "
                 "`chmod 600`, and renew them "
                 "if somebody may have."},
    CheckMeaning{"ledger", "is the newest run's ledger whole?",
                 "It is read and checked page by page. A damaged one comes from a failing disk or "
                 "from a copy made while the "
                 "run went on."},
    CheckMeaning{"job", "can the job be loaded?",
                 "Given with `ingot doctor JOB`; its problems are printed with their places."},
    CheckMeaning{"vendor", "does the vendor answer?",
                 "Its base URL is asked for once, without credentials; any answer will do."},
    CheckMeaning{"clock", "is this machine's clock right?",
                 "Tokens and pre-signed URLs are refused when the clocks of the two sides are "
                 "minutes apart. Set the clock, best "
                 "by NTP."},
};

}  // namespace ingot::cli
