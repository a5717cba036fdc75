// What Secret promises: one way out, shared copies, no trace after wiping.
#include "host/secrets/secret.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <type_traits>

namespace ingot::secrets {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(Printable<std::string>);
static_assert(!Printable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, Secret>);

TEST(Secret, reveals_what_it_was_given) {
  const Secret secret(std::string("hunter2-hunter2"));
  EXPECT_EQ(secret.reveal(), "hunter2-hunter2");
  EXPECT_FALSE(secret.is_empty());
}

TEST(Secret, is_empty_by_default_and_for_an_empty_value) {
  EXPECT_TRUE(Secret().is_empty());
  EXPECT_TRUE(Secret(std::string()).is_empty());
  EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, shares_one_buffer_among_copies) {
  const Secret secret(std::string("a long enough value to live on the heap"));
  const Secret copy = secret;
  EXPECT_EQ(copy.reveal().data(), secret.reveal().data());
}

TEST(Secret, keeps_its_value_while_a_copy_lives) {
  Secret copy;
  {
    const Secret secret(std::string("short"));
    copy = secret;
  }
  EXPECT_EQ(copy.reveal(), "short");
}

TEST(Wipe, leaves_no_byte_in_the_whole_capacity) {
  std::string text(200, 's');
  text.resize(10);
  const char* const bytes = text.data();
  const std::size_t capacity = text.capacity();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text.data(), bytes);
  // Growing back within the capacity shows what is stored there only where the string itself
  // writes; look at the bytes behind the end, which it never touches.
  EXPECT_EQ(std::string(bytes, capacity).find('s'), std::string::npos);
}

}  // namespace
}  // namespace ingot::secrets
