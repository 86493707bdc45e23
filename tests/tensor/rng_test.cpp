#include "tensor/rng.h"

#include <boost/test/unit_test.hpp>

using namespace posegrad;

namespace {

struct KnownAnswer {
  PhiloxBlock counter;
  std::uint32_t key0, key1;
  PhiloxBlock expected;
};

// The known answers that Random123 publishes for philox4x32-10.
constexpr KnownAnswer kAnswers[] = {
    {{{0, 0, 0, 0}}, 0, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
    {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
     0xffffffff,
     0xffffffff,
     {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
    {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
     0xa4093822,
     0x299f31d0,
     {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(random_stream)

BOOST_AUTO_TEST_CASE(it_gives_the_published_answers) {
  for (const auto& [counter, key0, key1, expected] : kAnswers) {
    const PhiloxBlock block = philox(counter, key0, key1);
    for (int i = 0; i < 4; ++i) BOOST_TEST(block.word[i] == expected.word[i]);
  }
}

BOOST_AUTO_TEST_CASE(seed_counter_and_block_have_their_places) {
  // The last known answer, by way of a key: block number in the low half of the counter, low words
  // first.
  const RandomKey key{0x299f31d0a4093822, 0x0370734413198a2e};
  const std::uint64_t number = 0x85a308d3243f6a88;
  for (std::uint64_t i = 0; i < 4; ++i)
    BOOST_TEST(random_block(key, number).word[i] == kAnswers[2].expected.word[i]);
  const RandomKey zero{0, 0};
  for (std::uint64_t i = 0; i < 4; ++i)
    BOOST_TEST(random_word(zero, i) == kAnswers[0].expected.word[i]);
  BOOST_TEST(random_word(zero, 6) == random_block(zero, 1).word[2]);
}

BOOST_AUTO_TEST_CASE(it_works_at_compile_time) {
  static_assert(random_word({0, 0}, 0) == 0x6627e8d5);
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
