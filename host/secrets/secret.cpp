#include "host/secrets/secret.hpp"

#include <cstring>
#include <utility>

namespace ingot::secrets {

void wipe(std::string& text) {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

Secret::Secret(std::string value)
    : bytes_(new std::string(std::move(value)), [](std::string* last) {
        wipe(*last);
        delete last;
      }) {
  // A short string is copied by a move: its first home must not keep the bytes.
  wipe(value);
}

}  // namespace ingot::secrets
