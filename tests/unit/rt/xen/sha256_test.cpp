// SHA-256 against the examples of its standard.
#include "rt/xen/noise/sha256.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using namespace mir::rt;

std::span<const uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string hex(const Sha256::Digest& digest) {
  std::string text;
  for (const uint8_t byte : digest)
    for (const int nibble : {byte >> 4, byte & 15})
      text += "0123456789abcdef"[nibble];
  return text;
}

std::string digest_of(std::string_view text) {
  Sha256 hash;
  hash.add(bytes(text));
  return hex(hash.finish());
}

TEST(Sha256,
     GivesTheDigestsOfTheStandard) { // FIPS 180-2, B.1 and B.2; the empty one of NIST's vectors
  EXPECT_EQ(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, GivesTheDigestOfAMillionLetters) { // B.3
  EXPECT_EQ(digest_of(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotSeeHowItWasFed) {
  const std::string text(200, 'x');
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256 hash;
    hash.add(bytes(std::string_view(text).substr(0, cut)));
    hash.add(bytes(std::string_view(text).substr(cut)));
    EXPECT_EQ(hex(hash.finish()), digest_of(text)) << cut;
  }
}

TEST(Sha256, PadsEachLengthAroundABlockInItsOwnWay) {
  std::string before;
  for (size_t size = 50; size < 70; ++size) {
    const std::string now = digest_of(std::string(size, '\0'));
    EXPECT_NE(now, before) << size;
    before = now;
  }
}

} // namespace
