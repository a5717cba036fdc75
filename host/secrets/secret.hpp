// Secret: a value that must not be seen. Copies share one buffer that is wiped when the last of
// them goes. There is no way to print, compare or convert it; reveal() is the only way out. A
// value: copies may be used by any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ingot::secrets {

class Secret {
 public:
  Secret() = default;
  // Takes the bytes over and wipes what is left of `value`.
  explicit Secret(std::string value);

  bool is_empty() const { return !bytes_ || bytes_->empty(); }
  // Borrowed: valid as long as this object. Give it to a request or a digest, never to a message.
  std::string_view reveal() const {
    return bytes_ ? std::string_view(*bytes_) : std::string_view();
  }

 private:
  // Shared by the copies of one secret, so that a credential in several places is wiped once, at
  // the end.
  std::shared_ptr<const std::string> bytes_;
};

// Overwrites the whole capacity of `text` in a way the compiler keeps, then empties it.
void wipe(std::string& text);

}  // namespace ingot::secrets
