#include "host/plugin/standard_codes.hpp"

namespace ingot::plugin {

static constexpr StandardCode kCodes[] = {
    {"auth", "the vendor refused the credentials",
     "A token has expired and could not be renewed, or a key or password is wrong. Renew it, look "
     "with `ingot check JOB`, "
     "then `ingot resume`."},
    {"permission", "the user may not do this",
     "The credentials are good, their user lacks a right. Give the right at the vendor, or use "
     "another user, then "
     "`ingot resume` or `ingot retry --failed`."},
    {"refused", "the vendor refused the content of a request",
     "The message has the vendor's own words. Mend what they name in the row or the job, then "
     "`ingot retry --rejected`."},
    {"gone", "the vendor no longer has it",
     "An asset or upload that the run had made is not there any more: somebody deleted it, or it "
     "expired. Look at the vendor, "
     "then retry the item."},
    {"source", "the file is not the one that was scanned",
     "Its size, time or content changed, or it went away. When nobody writes to it any more, "
     "`ingot retry --failed`."},
    {"cancelled", "the run was stopped in the middle of it",
     "Nothing is wrong with the item. `ingot resume` goes on."},
    {"unavailable", "the vendor did not answer usefully",
     "Lost connections, HTTP 5xx and 429 and answers that cannot be read are tried again; here the "
     "tries are used up. When "
     "the vendor is well, `ingot retry --failed`."},
    {"urls", "upload URLs were refused again and again",
     "The vendor gave new URLs several times and its store let none through. A wrong clock is the "
     "usual reason: `ingot doctor "
     "JOB` compares it."},
    {"upload_gone", "the vendor forgot a begun upload",
     "An upload session or multipart upload expired or was removed. The next try begins a new one "
     "by itself."},
    {"etag", "the stored bytes could not be proven to be the sent ones",
     "The store's ETag is missing or belongs to other bytes. The part is sent again; if it stays "
     "so, something between here "
     "and the store changes content."},
    {"denied", "this host does not send it there",
     "The upload address or a header is against a rule of the host, such as a secret for a foreign "
     "host. The message says "
     "which; tell the plugin's author."},
    {"item", "the item does not fit the vendor",
     "Its name, size, kind or a value set for it is against the vendor's documented limits. The "
     "message says which limit."},
    {"asset", "the asset is not in the state the step needs",
     "There is no asset for the item, or it has moved on. Look at it at the vendor."},
    {"lifecycle", "the vendor did not move the asset to its target",
     "The upload is whole. Usually the user may not do this step; lifecycle.if_not_permitted "
     "decides whether that fails the "
     "item."},
    {"create", "it is unknown whether the asset was created",
     "The answer to the request that creates was lost, and looking for the asset gave no certain "
     "result. The message says "
     "what to search for; delete what this run made, then `ingot retry --unknown`."},
    {"complete", "it is unknown whether the upload was completed",
     "The answer to the last request of the upload was lost. The message names the asset: if its "
     "file is there, leave it, "
     "else delete it and `ingot retry --unknown`."},
    {"nothing", "there was nothing to remove", "The upload had created nothing at the vendor."},
};

std::span<const StandardCode> standard_codes() {
  return kCodes;
}

}  // namespace ingot::plugin
