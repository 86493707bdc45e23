#include "pose/formats/ndarray.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/array_items.h"
#include "pose/formats/pickle_value.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

template <class T>
NdArray array_of(ArrayType type, std::vector<T> items) {
  const auto count = static_cast<Index>(items.size());
  return {format_of(type),
          {count},
          Blob::copy_of({reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T)})};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ndarray)

BOOST_AUTO_TEST_CASE(half_precision_is_exact) {
  struct Case {
    std::uint16_t bits;
    double value;
  };
  for (const Case& c : {Case{0x0000, 0}, Case{0x3c00, 1}, Case{0xc000, -2}, Case{0x7bff, 65504},
                        Case{0x0400, 0x1p-14}, Case{0x0001, 0x1p-24}, Case{0x83ff, -1023 * 0x1p-24},
                        Case{0x3555, 1365 * 0x1p-12}})
    BOOST_TEST(static_cast<double>(to_float(Float16{c.bits})) == c.value);
  BOOST_TEST(std::isinf(to_float(Float16{0x7c00})));
  BOOST_TEST(std::isnan(to_float(Float16{0x7e00})));
  BOOST_TEST(std::signbit(to_float(Float16{0x8000})));
  BOOST_TEST(to_float(pose::formats::BFloat16{0xc020}) == -2.5f);
}

// Between two neighbours lies a float that is as far from both, and it goes to the even one.
BOOST_AUTO_TEST_CASE(half_precision_rounds_to_nearest_even) {
  const auto bits_of = [](float value) { return to_float16(value).bits; };
  const auto half = [](unsigned bits) {
    return to_float(Float16{static_cast<std::uint16_t>(bits)});
  };
  int wrong = 0;
  for (const unsigned sign : {0u, 0x8000u})
    for (unsigned bits = 0; bits < 0x7c00; ++bits) {
      const float value = half(sign | bits), next = half(sign | (bits + 1));
      const float after = bits == 0x7bff ? std::copysign(65536.0f, value) : next;
      const float middle = (value + after) / 2;
      const unsigned even = bits + (bits & 1u);
      if (bits_of(value) != (sign | bits)) ++wrong;
      if (bits_of(middle) != (sign | even)) ++wrong;
      if (bits_of(std::nextafter(middle, value)) != (sign | bits)) ++wrong;
      if (bits_of(std::nextafter(middle, after)) != (sign | (bits + 1))) ++wrong;
    }
  BOOST_TEST(wrong == 0);
  const float infinity = std::numeric_limits<float>::infinity();
  BOOST_TEST(bits_of(infinity) == 0x7c00);
  BOOST_TEST(bits_of(-infinity) == 0xfc00);
  BOOST_TEST(bits_of(std::numeric_limits<float>::max()) == 0x7c00);
  BOOST_TEST(bits_of(-1e-45f) == 0x8000);
  for (const std::uint32_t nan : {0x7f800001u, 0xffc00000u, 0x7fffffffu})
    BOOST_TEST(std::isnan(half(bits_of(std::bit_cast<float>(nan)))));
}

BOOST_AUTO_TEST_CASE(arrays_become_half_precision_where_they_fit) {
  const float infinity = std::numeric_limits<float>::infinity();
  const NdArray array = as_float16(array_of<float>(ArrayType::f4, {1.0f, 65519.99f, -infinity}));
  BOOST_TEST(array.to_string() == "float16 (3,)");
  BOOST_TEST(array.number(1) == 65504);
  BOOST_TEST(array.number(2) == -static_cast<double>(infinity));
  check_throws<DataError>(
      [] {
        as_float16(array_of<float>(ArrayType::f4, {0, 65520}));
      },
      "item 1 is 65520, which is beyond the range of float16, 65504");
  check_throws<DataError>([] { as_float16(array_of<double>(ArrayType::f8, {0})); },
                          "float32 is wanted to make float16; found float64 (1,)");
  BOOST_TEST(as_float16(NdArray(format_of(ArrayType::f4), {0, 3}, {})).to_string() ==
             "float16 (0, 3)");
}

BOOST_AUTO_TEST_CASE(every_number_type_becomes_a_tensor) {
  const auto check = [](const NdArray& array, std::vector<double> expected) {
    for (const DType dtype : {DType::f32, DType::f64, DType::i64}) {
      const Tensor tensor = to_tensor(array, dtype);
      BOOST_TEST((tensor.dtype() == dtype));
      BOOST_TEST(tensor.shape().to_string() == shape_text(array.shape()));
      for (Index i = 0; i < tensor.numel(); ++i)
        BOOST_TEST(tensor.at(i) == expected[static_cast<std::size_t>(i)]);
    }
  };
  check(array_of<std::uint8_t>(ArrayType::b1, {0, 1, 7}), {0, 1, 1});
  check(array_of<std::int8_t>(ArrayType::i1, {-1, 2}), {-1, 2});
  check(array_of<std::int16_t>(ArrayType::i2, {-300}), {-300});
  check(array_of<std::int32_t>(ArrayType::i4, {-70000}), {-70000});
  check(array_of<std::int64_t>(ArrayType::i8, {-5}), {-5});
  check(array_of<std::uint8_t>(ArrayType::u1, {255}), {255});
  check(array_of<std::uint16_t>(ArrayType::u2, {65535}), {65535});
  check(array_of<std::uint32_t>(ArrayType::u4, {1u << 31}), {0x1p31});
  check(array_of<std::uint64_t>(ArrayType::u8, {9}), {9});
  check(array_of<std::uint16_t>(ArrayType::f2, {0x3c00, 0xc000}), {1, -2});
  check(array_of<std::uint16_t>(ArrayType::bf16, {0x3f80}), {1});
  check(array_of<float>(ArrayType::f4, {-3}), {-3});
  check(array_of<double>(ArrayType::f8, {4}), {4});
}

BOOST_AUTO_TEST_CASE(numbers_that_no_integer_holds_are_refused) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), 0x1p63, -0x1.1p63})
    BOOST_CHECK_THROW(to_tensor(array_of<double>(ArrayType::f8, {bad}), DType::i64), DataError);
  BOOST_TEST(
      to_tensor(array_of<double>(ArrayType::f8, {-0x1p63}), DType::i64).cpu_view<Index>()[0] ==
      std::numeric_limits<Index>::min());
  BOOST_CHECK_THROW(array_of<std::uint64_t>(ArrayType::u8, {~0ull}).integer(0), DataError);
}

BOOST_AUTO_TEST_CASE(fortran_order_and_byte_order_are_undone) {
  const char items[] = {0, 1, 0, 4, 0, 2,
                        0, 5, 0, 3, 0, 6};  // [[1, 2, 3], [4, 5, 6]], first index fastest
  const NdArray array({ArrayType::i2, 2, true}, {2, 3}, Blob::copy_of({items, sizeof items}), true);
  for (Index i = 0; i < 6; ++i) BOOST_TEST(array.integer(i) == i + 1);
  const NdArray row = array.item_of_first_axis(1);
  BOOST_TEST(row.shape() == std::vector<Index>{3}, boost::test_tools::per_element());
  BOOST_TEST(row.integer(2) == 6);
  BOOST_CHECK_THROW(array.item_of_first_axis(2), DataError);
  const NdArray objects = NdArray::of_objects({2, 2}, {1, 3, 2, 4}, true);
  for (Index i = 0; i < 4; ++i)
    BOOST_TEST(objects.objects()[static_cast<std::size_t>(i)].as_int() == i + 1);
}

BOOST_AUTO_TEST_CASE(tensors_and_texts_go_in_and_out) {
  const Tensor tensor = Tensor::from<double>({2, 1}, {0.5, -1.5});
  const NdArray array = NdArray::of_tensor(tensor);
  BOOST_TEST(array.descr() == "<f8");
  BOOST_TEST(to_tensor(array, DType::f64).at(1) == -1.5);
  BOOST_TEST(NdArray::of_tensor(tensor.to(DType::i64)).descr() == "<i8");
  const std::vector<std::string> texts{"", "Sitting 1", "\u00e9\U0001f600"};
  const NdArray words = NdArray::of_texts({3}, texts);
  BOOST_TEST(words.descr() == "<U9");
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(words.text(static_cast<Index>(i)) == texts[i]);
}

BOOST_AUTO_TEST_CASE(wrong_types_and_sizes_are_named) {
  check_throws<DataError>([] { parse_descr("|V8"); },
                          "item type '|V8' (records and dates) is not supported");
  check_throws<DataError>([] { parse_descr("<f3"); }, "item type '<f3' is not known");
  check_throws<DataError>([] { parse_descr("<U-1"); }, "item type '<U-1' has no usable width");
  check_throws<DataError>([] { NdArray(format_of(ArrayType::f4), {2}, Blob::copy_of("abcd")); },
                          "an array (2,) of float32 needs 2 items of 4 bytes; 4 bytes are there");
  check_throws<DataError>(
      [] { to_tensor(NdArray::of_texts({}, std::vector<std::string>{"x"}), DType::f32); },
      "real numbers are wanted; found str ()");
  check_throws<DataError>(
      [] {
        count_items(std::vector<Index>{1, -2});
      },
      "array shape (1, -2) has a negative size");
  check_throws<DataError>(
      [] {
        count_items(std::vector<Index>{0, Index{1} << 62, 4});
      },
      "array shape (0, 4611686018427387904, 4) overflows");
}

BOOST_AUTO_TEST_SUITE_END()
