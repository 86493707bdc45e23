#include "pose/formats/protobuf.h"

#include <array>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

using Kind = ProtobufField::Kind;

const std::string kName = "message";

std::string bytes_of(std::initializer_list<int> list) {
  std::string text;
  for (const int byte : list) text += static_cast<char>(byte);
  return text;
}

void check_refused(const std::string& bytes, const std::string& why) {
  check_throws<DataError>(
      [&] {
        ProtobufReader reader(bytes, kName);
        while (reader.next()) continue;
      },
      kName + ": " + why);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protobuf)

// The documentation's own examples: field 1 is 150, field 2 is "testing", field 3 holds the first.
BOOST_AUTO_TEST_CASE(the_documentations_examples) {
  ProtobufWriter number, text, nested, packed;
  number.integer(1, 150);
  BOOST_TEST(number.bytes() == bytes_of({0x08, 0x96, 0x01}));
  text.text(2, "testing");
  BOOST_TEST(text.bytes() == bytes_of({0x12, 0x07}) + "testing");
  nested.message(3, number);
  BOOST_TEST(nested.bytes() == bytes_of({0x1a, 0x03, 0x08, 0x96, 0x01}));
  packed.integers(6, std::array<Index, 3>{3, 270, 86942});
  BOOST_TEST(packed.bytes() == bytes_of({0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05}));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  ProtobufWriter writer;
  writer.integer(1, -2);
  writer.real(2, 0.1);
  writer.real32(3, -1.5F);
  writer.text(536870911, std::string(300, 'x'));
  BOOST_TEST(writer.bytes().substr(0, 11) ==
             bytes_of({0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}));
  ProtobufReader reader(writer.bytes(), kName);
  const auto integer = reader.next(), real = reader.next(), real32 = reader.next(),
             text = reader.next();
  BOOST_REQUIRE(integer && real && real32 && text && !reader.next());
  BOOST_TEST((integer->number == 1 && integer->kind == Kind::integer));
  BOOST_TEST(static_cast<std::int64_t>(integer->value) == -2);
  BOOST_TEST((real->number == 2 && real->kind == Kind::eight_bytes));
  BOOST_TEST(real->as_real() == 0.1);
  BOOST_TEST((real32->number == 3 && real32->kind == Kind::four_bytes));
  BOOST_TEST(real32->as_real32() == -1.5F);
  BOOST_TEST((text->number == 536870911 && text->bytes == std::string(300, 'x')));
}

BOOST_AUTO_TEST_CASE(broken_bytes_are_refused) {
  check_refused(bytes_of({0x08}), "a number is cut short or longer than 64 bits");
  check_refused(bytes_of({0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}),
                "a number is cut short or longer than 64 bits");
  check_refused(bytes_of({0x12, 0x05, 'a'}),
                "cut short: a field of 5 bytes is announced, 1 are left");
  check_refused(bytes_of({0x09, 0, 0, 0}),
                "cut short: a field of 8 bytes is announced, 3 are left");
  check_refused(bytes_of({0x00, 0x00}), "no field has the number 0");
  check_refused(bytes_of({0x0b}), "field 1 is of a kind that is not known (3)");
}

BOOST_AUTO_TEST_SUITE_END()
