#include "host/cli/account_check.hpp"

#include "host/cli/vendor_talk.hpp"

namespace ingot::cli {

Result<AccountAnswer> check_account(AccountParts parts) {
  INGOT_TRY(const auto talk, VendorTalk::begin({parts.loaded, parts.state, parts.signals,
                                                std::move(parts.ca_file)}));
  AccountAnswer answer;
  INGOT_TRY(answer.clock_difference_ms, talk->clock_difference());
  INGOT_TRY(const std::string context, talk->discover());
  answer.context = talk->scrubbed(context);
  answer.notes = talk->notes();
  return answer;
}

}  // namespace ingot::cli
