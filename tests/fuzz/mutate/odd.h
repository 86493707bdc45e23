#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "tests/fuzz/random.h"

namespace posegrad::fuzz {

/// Numbers at which readers go wrong.
inline constexpr std::array<std::int64_t, 26> kOddIntegers{
    0,
    1,
    -1,
    2,
    3,
    7,
    16,
    17,
    100,
    127,
    128,
    255,
    256,
    1000,
    32768,
    65535,
    65536,
    1 << 20,
    1 << 24,
    std::numeric_limits<std::int32_t>::max(),
    std::numeric_limits<std::int32_t>::min(),
    std::int64_t{1} << 32,
    std::int64_t{1} << 40,
    std::int64_t{1} << 53,
    std::numeric_limits<std::int64_t>::max(),
    std::numeric_limits<std::int64_t>::min()};

/// As texts write them.
inline constexpr std::array<std::string_view, 24> kOddNumbers{"0",
                                                              "-0",
                                                              "1",
                                                              "-1",
                                                              "0.5",
                                                              "1e308",
                                                              "-1e308",
                                                              "1e-308",
                                                              "1e-320",
                                                              "1e999",
                                                              "2147483647",
                                                              "2147483648",
                                                              "4294967296",
                                                              "9007199254740993",
                                                              "9223372036854775807",
                                                              "-9223372036854775808",
                                                              "18446744073709551615",
                                                              "99999999999999999999",
                                                              "1e15",
                                                              "1000000",
                                                              "17",
                                                              "nan",
                                                              "inf",
                                                              "1,5"};

inline std::string odd_number_text(Random& random) {
  if (random.one_in(2)) return std::string(random.pick(kOddNumbers));
  if (random.one_in(2)) return std::to_string(random.pick(kOddIntegers));
  return std::to_string(random.below(200));
}

inline constexpr std::array<std::string_view, 22> kOddTexts{
    "",           " ",   "x",    "NaN",  "1",        "-1",       "0.5",  "../x",
    "/",          "a/b", "a\nb", "\xff", "\xc3\xa9", "\xef\xbf", "null", "true",
    "000001.jpg", "a:b", "\"",   "'",    "{}",       "person"};

inline std::string odd_text(Random& random) {
  std::string text(random.pick(kOddTexts));
  if (random.one_in(8)) text = std::string(random.count(1 << 12), 'a');
  if (random.one_in(8)) text += odd_number_text(random);
  if (random.one_in(16)) text += '\0';
  return text;
}

}  // namespace posegrad::fuzz
