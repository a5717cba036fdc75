#include "host/run/words.hpp"

namespace ingot::run {

namespace {

constexpr Word kItemCodes[] = {
    // The scan of a folder.
    {"unreadable", "a file or folder cannot be read",
     "The operating system refused, or the disk failed; the message has its words. Make it "
     "readable for the user that "
     "runs ingot, then `ingot retry --failed`."},
    {"not_utf8", "a file name is not UTF-8",
     "Keys, reports and vendors want UTF-8 names. The name is shown with \\xNN for the bytes that "
     "are not. Rename the "
     "file, then run the job again."},
    {"loop", "a folder or link contains itself",
     "Following it would never end, so it was passed over. Remove the link, or exclude it with "
     "scan.folder.exclude."},
    {"special_file", "neither a file nor a folder",
     "Pipes, sockets and devices have no content that could be sent whole. Exclude it with "
     "scan.folder.exclude."},
    {"unstable", "the file is still being written",
     "It changed during two waits of scan.folder.stable_for. Let the writer finish, then run the "
     "job again."},
    {"vanished", "the file went away during the scan",
     "It was listed and gone when it was looked at. If it was moved, run the job again; temporary "
     "files belong into "
     "scan.folder.exclude."},
    {"broken_link", "a symbolic link leads to nothing",
     "Mend or remove the link, then run the job again."},
    {"outside_root", "a path or link leads out of the source folder",
     "Only what is below scan.folder.root is sent, so that a table or a link cannot reach other "
     "files. Move the file, or "
     "change the root."},
    {"path_too_long", "the path is longer than the system can open",
     "Shorten the names of its folders, or let the root be deeper."},
    // The scan of a table.
    {"row", "a row of the table cannot be read",
     "The place names the line. Usual reasons: a quote that is never closed, more or fewer cells "
     "than the header, text that "
     "is not UTF-8, or JSON that is not an object of texts. Correct the row, then run the job "
     "again."},
    {"key", "a row without a key",
     "The column that names the item is empty in this row. Fill it in, or delete the row."},
    {"duplicate", "two rows with the same key or file",
     "Which of them is right is not for a program to guess. Delete all but one, then run the job "
     "again."},
    {"ambiguous", "a row names a file by a name that several have",
     "scan.manifest.match.against is `name`, and more than one file below the root is called that. "
     "Name the file by its path "
     "(against: relative_path), or rename one of them."},
    {"row_without_file", "a row names a file that is not there",
     "The place names the row, the message the path that was looked for. Correct the path or bring "
     "the file; "
     "scan.manifest.row_without_file says what else such rows may be."},
    {"file_without_row", "a file that no row names",
     "The folder has a file that the table does not know. Add a row, or let "
     "scan.manifest.file_without_row pass such files "
     "over."},
    {"scan", "the source cannot be read as a whole",
     "The folder or table that the job names is missing, unreadable or not of the form it should "
     "have; nothing was taken "
     "from it. The message says which and why."},
    // The job's rules.
    {"min_size", "smaller than the job allows",
     "validate.min_size refuses it. Empty files are the usual ones."},
    {"max_size", "larger than the job allows",
     "validate.max_size refuses it. Raise it, if the vendor takes such files."},
    {"size", "a size that does not fit",
     "Before anything is sent: the file is smaller or larger than the vendor takes, or cannot be "
     "cut into parts the vendor "
     "allows. After an upload: the vendor holds another number of bytes than the file has; look at "
     "the asset there."},
    {"name", "the name is not portable",
     "validate.names is `portable`, and some systems could not store this name: it has one of "
     "<>:\"|?*\\ or a control "
     "character, ends in a dot or a space, is a device name of Windows, or has a component above "
     "255 bytes. Rename it, or "
     "set validate.names to `any`."},
    {"fields", "a field has no usable value",
     "A rule of scan.fields, or the plugin, finds no value for this item or one it cannot send: a "
     "required column is empty, "
     "a `map` does not list the value, the vendor does not know the field. Correct the row or the "
     "rule; the message names "
     "the field."},
    {"exists", "it is at the vendor already",
     "An earlier run of this job has brought the same file, or the vendor has something in its "
     "place. plan.if_exists "
     "decides what becomes of such items."},
    {"validate", "the plugin refuses the item",
     "The plugin looked at the item before anything was sent and gave no code of its own; the "
     "message has the reason."},
    // Runs.
    {"left_behind", "an incomplete asset is left at the vendor",
     "The upload failed, and what it had begun could not be removed. Delete the asset whose id the "
     "message names, then "
     "`ingot retry --failed`."},
    {"session", "the plugin ended a whole batch",
     "The plugin gave the items of a batch no ends of their own; the message has its reason, which "
     "holds for all of them."},
    {"plugin", "the plugin broke its contract",
     "The plugin crashed, hung or answered against the rules, and its batch was given up. Items "
     "end `unknown` when a "
     "request may already have changed something. Tell the plugin's author the message."},
};

constexpr Word kOutcomes[] = {
    {"pending", "waits for its turn", "The item has not been sent yet, or waits for another try."},
    {"active", "on its way",
     "The item is in a batch that is being sent. After a crash, `ingot resume` finds out how far "
     "it came."},
    {"transferred", "whole at the vendor",
     "The upload is complete; the step to its lifecycle target is still to come. `ingot resume` "
     "takes it."},
    {"promoting", "on its way to its lifecycle target",
     "The item is whole at the vendor and in a batch that promotes it."},
    {"orphaned", "waits for its remains to be removed",
     "The upload failed and left something at the vendor, which is removed before the item ends or "
     "is tried again."},
    {"aborting", "its remains are being removed",
     "The plugin removes at the vendor what a failed upload has left."},
    {"done", "ended as planned",
     "The item is at the vendor, compared where the vendor tells something to compare."},
    {"skipped", "passed over on purpose",
     "Nothing was sent, and nothing was wrong; the code says why."},
    {"rejected", "refused, by the vendor or before anything was sent",
     "Sending it again unchanged would be refused again. Mend what the message names, then `ingot "
     "retry --rejected`."},
    {"failed", "used up its retries",
     "Every try ended in something that may pass: a lost connection, a busy vendor, an upload that "
     "went away. When the cause "
     "is gone, `ingot retry --failed`."},
    {"auth", "was not permitted",
     "The credentials were refused, or their user may not do this. Renew them or the permission, "
     "then `ingot resume`."},
    {"conflict", "not as the run left it at the vendor",
     "Something there has changed or gone. Look at the vendor which state is right before the item "
     "is sent again with "
     "`ingot retry --rejected`."},
    {"unknown", "may or may not be at the vendor",
     "A request was sent, its answer never came, and the vendor cannot be asked what became of it. "
     "Search there by name; "
     "`ingot retry --unknown` sends it again and may make a second one."},
    {"source_changed", "changed or went away after it was scanned",
     "The file is not the one that was planned, and a mixture of two versions is never sent. When "
     "nobody writes to it any "
     "more, `ingot retry --failed`."},
    {"unreadable", "found by the scan and could not be taken",
     "The code says why. Mend that, then `ingot retry --failed`."},
};

constexpr Word kEnds[] = {
    {"finished", "every item has ended",
     "The exit code says whether all ended as planned: 0, or 5 when some failed."},
    {"interrupted", "stopped by Ctrl-C or a signal",
     "What was in flight was finished or given up, and everything is in the ledger. `ingot resume` "
     "goes on. Exit code 130, "
     "or 143 after SIGTERM."},
    {"auth", "the vendor refused the credentials",
     "Nothing more was sent. Renew the credentials or the permission, look with `ingot check JOB`, "
     "then `ingot resume`. Exit "
     "code 7."},
    {"unavailable", "the vendor, the network or the disk is not there",
     "Several requests in a row failed, or the ledger could not be written. State is saved; `ingot "
     "resume` goes on when it is "
     "back. Exit code 8."},
    {"budget", "more items failed than failure.budget allows",
     "The run stopped so that one mistake does not fail a whole delivery. Look at the reasons in "
     "the report, mend them, then "
     "`ingot retry` and `ingot resume`. Exit code 6."},
    {"deadline", "upload.deadline is over",
     "The run stopped as it was told to. `ingot resume` goes on. Exit code 6."},
    {"invalid", "the run cannot be done as the job says",
     "The source could not be read, or the plugin refused the configuration. The message says "
     "which. Exit code 3."},
    {"internal", "a bug in ingot",
     "Please report it with the message. The ledger is whole; `ingot resume` is safe. Exit code "
     "1."},
};

}  // namespace

std::span<const Word> item_codes() {
  return kItemCodes;
}
std::span<const Word> outcome_words() {
  return kOutcomes;
}
std::span<const Word> end_words() {
  return kEnds;
}

}  // namespace ingot::run
