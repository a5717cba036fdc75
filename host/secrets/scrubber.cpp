#include "host/secrets/scrubber.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <vector>

#include "host/secrets/encoded_forms.hpp"
#include "host/secrets/url_parameters.hpp"

namespace ingot::secrets {
namespace {

constexpr std::string_view kMask = "***";

std::size_t pair_of(char first, char second) {
  return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8 |
         static_cast<unsigned char>(second);
}

bool is_base64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '-' || c == '_' || c == '=';
}

}  // namespace

// Constant once it is shared. The first two bytes of a needle decide by one bit whether a place is
// worth a look.
struct Scrubber::Needles {
  Needles() = default;
  Needles(const Needles&) = default;
  Needles& operator=(const Needles&) = delete;
  ~Needles() {
    for (auto& form : forms) wipe(form.text);
  }

  void add(std::vector<EncodedForm> more) {
    for (auto& form : more) {
      const auto is_same = [&](const auto& known) { return known.text == form.text; };
      if (std::any_of(forms.begin(), forms.end(), is_same)) continue;
      starts.set(pair_of(form.text[0], form.text[1]));
      forms.push_back(std::move(form));
    }
    // The longest first: a secret that begins like another must vanish whole.
    std::stable_sort(forms.begin(), forms.end(),
                     [](const auto& a, const auto& b) { return a.text.size() > b.text.size(); });
    for (auto& bucket : by_first) bucket.clear();
    for (std::size_t i = 0; i < forms.size(); ++i) {
      by_first[static_cast<unsigned char>(forms[i].text[0])].push_back(i);
    }
  }

  // End of the known value that begins at `at`.
  std::optional<std::size_t> match(std::string_view text, std::size_t at) const {
    if (at + 1 >= text.size() || !starts.test(pair_of(text[at], text[at + 1]))) return std::nullopt;
    for (const std::size_t index : by_first[static_cast<unsigned char>(text[at])]) {
      const EncodedForm& form = forms[index];
      if (text.compare(at, form.text.size(), form.text) != 0) continue;
      std::size_t end = at + form.text.size();
      if (form.reach == EncodedForm::Reach::base64_piece) {
        while (end < text.size() && is_base64(text[end])) ++end;
      }
      return end;
    }
    return std::nullopt;
  }

  std::vector<EncodedForm> forms;
  std::array<std::vector<std::size_t>, 256> by_first;
  std::bitset<65536> starts;
};

Scrubber::Scrubber() : needles_(std::make_shared<Needles>()) {}
Scrubber::~Scrubber() = default;

std::shared_ptr<const Scrubber::Needles> Scrubber::needles() const {
  std::lock_guard lock(mutex_);
  return needles_;
}

void Scrubber::learn(const Secret& secret) {
  if (secret.reveal().size() < kShortest) return;
  auto forms = encoded_forms(secret.reveal(), kShortest);
  std::lock_guard lock(mutex_);
  auto grown = std::make_shared<Needles>(*needles_);
  grown->add(std::move(forms));
  needles_ = std::move(grown);
}

std::string Scrubber::scrub(std::string_view text) const {
  const auto known = needles();
  std::string shown;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::optional<std::size_t> end = known->match(text, at);
    const bool follows_separator =
        at > 0 && (text[at - 1] == '=' || text[at - 1] == 'D' || text[at - 1] == 'd');
    if (follows_separator) end = std::max(end, secret_parameter_end(text, at));
    if (!end) {
      ++at;
      continue;
    }
    shown.append(text, copied, at - copied);
    shown += kMask;
    at = copied = *end;
  }
  if (copied == 0) return std::string(text);
  return shown.append(text, copied);
}

}  // namespace ingot::secrets
