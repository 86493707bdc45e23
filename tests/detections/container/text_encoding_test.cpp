#include <boost/test/unit_test.hpp>

#include "pose/detections/container/text.h"
#include "tests/detections/container/files.h"

namespace posegrad::test {
namespace {

using pose::detections::looks_like_text;
using pose::detections::to_utf8;

/// ASCII and U+00E9, U+20AC, U+1F600.
const std::string kText = "[\"x\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\", 1]";

std::string utf16(const std::string& units, bool is_big) {
  std::string bytes;
  for (std::size_t i = 0; i < units.size(); i += 4) {
    const std::string pair = from_hex(units.substr(i, 4));
    bytes += is_big ? pair : std::string(pair.rbegin(), pair.rend());
  }
  return bytes;
}

/// kText, big endian.
const std::string kUnits = "005b0022007800e920acd83dde000022002c00200031005d";

BOOST_AUTO_TEST_SUITE(text_encoding)

BOOST_AUTO_TEST_CASE(every_encoding_of_a_file_gives_the_same_data) {
  const std::string marks[] = {"", "feff"};
  std::vector<std::string> files{kText, "\xEF\xBB\xBF" + kText};
  for (const bool is_big : {false, true})
    for (const std::string& mark : marks) files.push_back(utf16(mark + kUnits, is_big));
  for (const std::string& file : files) {
    const Document document = open_bytes(file);
    BOOST_TEST(document.container == "JSON");
    BOOST_TEST(document.value.items().at(0).as_text() == "x\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    BOOST_TEST(document.value.items().at(1).as_int() == 1);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_latin1) {
  BOOST_TEST(open_bytes("[\"caf\xE9\"]").value.items().at(0).as_text() == "caf\xC3\xA9");
  BOOST_TEST(*to_utf8("\xEF\xBB\xBF\xE9", "x") == "\xC3\xA9");
}

BOOST_AUTO_TEST_CASE(utf8_is_not_copied) {
  BOOST_TEST(!to_utf8(kText, "x"));
  BOOST_TEST(!to_utf8("", "x"));
  BOOST_TEST(*to_utf8("\xEF\xBB\xBF" + kText, "x") == kText);
}

BOOST_AUTO_TEST_CASE(half_of_a_pair_is_replaced) {
  BOOST_TEST(*to_utf8(utf16("feff0061d83d0062", true), "x") ==
             "a\xEF\xBF\xBD"
             "b");
  BOOST_TEST(*to_utf8(utf16("feffde000061", false), "x") ==
             "\xEF\xBF\xBD"
             "a");
  BOOST_TEST(*to_utf8(utf16("feff0061d83d", false), "x") == "a\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(cut_and_wide_texts_are_refused) {
  const std::string whole = utf16("feff" + kUnits, false);
  check_refused(whole.substr(0, whole.size() - 1),
                ": UTF-16 of an odd number of bytes; was the file cut?");
  check_refused(std::string("\xFF\xFE\0\0[\0\0\0", 8),
                ": a text in UTF-32; UTF-8 and UTF-16 can be read");
  check_refused(std::string("\0\0\xFE\xFF\0\0\0[", 8),
                ": a text in UTF-32; UTF-8 and UTF-16 can be read");
}

BOOST_AUTO_TEST_CASE(numbers_in_binary_are_no_text) {
  std::string shorts;  // 16 bits each, small: every second byte is 0, as in UTF-16
  for (char i = 0; i < 100; ++i) shorts += std::string{i, '\0'};
  BOOST_TEST(!looks_like_text(shorts));
  BOOST_TEST(!looks_like_text(std::string(100, '\0')));
  BOOST_TEST(!looks_like_text("\x01\x02"));
  BOOST_TEST(!looks_like_text("abc\x7F"));
  BOOST_TEST(looks_like_text("a\tb\r\n\f\v\xE9"));
  BOOST_TEST(looks_like_text(utf16(kUnits, true)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
