#include "pose/formats/cdf.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/support/cdf_writer.h"
#include "tests/support/mutations.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

const std::vector<Index> kShape{12, 3, 4};  // records, dims

std::vector<float> some_values(const std::vector<Index>& shape = kShape) {
  std::vector<float> values(static_cast<std::size_t>(count_items(shape)));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 101);
  return values;
}

NdArray read(const std::string& bytes) {
  return read_cdf_variable(Blob::copy_of(bytes), "x.cdf", "Pose");
}

void check_values(const NdArray& array, const std::vector<float>& values,
                  const std::vector<Index>& shape) {
  BOOST_TEST(array.shape() == shape, boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(array.numel() == static_cast<Index>(values.size()));
  for (Index i = 0; i < array.numel(); ++i)
    BOOST_TEST(array.number(i) == static_cast<double>(values[static_cast<std::size_t>(i)]));
}

void check_round_trip(const CdfOptions& options, const std::string& what,
                      const std::vector<Index>& shape = kShape) {
  BOOST_TEST_CONTEXT(what) {
    const std::vector<float> values = some_values(shape);
    check_values(read(cdf_file(values, shape, options)), values, shape);
  }
}

struct Variant {
  std::string name;
  CdfOptions options;
};

std::vector<Variant> variants() {
  return {
      {"plain", {}},
      {"r variable", {.r_variable = true}},
      {"blocks in a chain of indices", {.records_per_block = 1, .blocks_per_index = 2}},
      {"blocks in a tree", {.records_per_block = 1, .blocks_per_index = 2, .tree = true}},
      {"column major", {.column_major = true}},
      {"big endian", {.big_endian = true}},
      {"packed", {.gzip = true}},
      {"packed, in blocks", {.records_per_block = 5, .gzip = true}},
      {"packed, some blocks plain", {.records_per_block = 2, .gzip = true, .plain_blocks = true}},
      {"the file packed", {.pack_file = true}},
      {"with a checksum", {.md5 = true}},
      {"everything",
       {.type = 45,
        .big_endian = true,
        .column_major = true,
        .r_variable = true,
        .records_per_block = 2,
        .blocks_per_index = 3,
        .tree = true,
        .gzip = true,
        .plain_blocks = true,
        .pack_file = true,
        .md5 = true}}};
}

void refuses(const std::string& bytes, const std::string& message) {
  check_throws<DataError>([&] { read(bytes); }, "x.cdf: " + message);
}

std::string file(const CdfOptions& options = {}) {
  return cdf_file(some_values(), kShape, options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cdf)

BOOST_AUTO_TEST_CASE(every_way_of_writing_gives_the_same_numbers) {
  for (const auto& [name, options] : variants()) check_round_trip(options, name);
  check_round_trip({}, "no dimensions", {7});
  check_round_trip({.column_major = true}, "one record", {1, 5, 6});
  check_round_trip({.column_major = true}, "four dimensions", {2, 2, 3, 4, 5});
  check_round_trip({}, "no records", {0, 4});
  check_round_trip({.records_vary = false}, "records do not vary", {1, 4});
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_type) {
  const std::vector<std::pair<int, ArrayType>> types{
      {1, ArrayType::i1},  {2, ArrayType::i2},  {4, ArrayType::i4},  {8, ArrayType::i8},
      {11, ArrayType::u1}, {12, ArrayType::u2}, {14, ArrayType::u4}, {21, ArrayType::f4},
      {22, ArrayType::f8}, {41, ArrayType::i1}, {44, ArrayType::f4}, {45, ArrayType::f8}};
  for (const auto& [type, found] : types) {
    for (const bool big_endian : {false, true}) {
      const CdfOptions options{.type = type, .big_endian = big_endian};
      BOOST_TEST((read(file(options)).type() == found), type);
      check_round_trip(options, fmt::format("type {}", type));
    }
  }
}

BOOST_AUTO_TEST_CASE(missing_records_are_the_pad_value_or_the_record_before) {
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  const auto with = [&](const CdfOptions& options) { return read(cdf_file(values, {6}, options)); };
  check_values(with({.sparse = 1, .missing = {0, 2, 5}, .pad = 9.0F}), {9, 2, 9, 4, 5, 9}, {6});
  check_values(with({.sparse = 2, .missing = {0, 2, 3, 5}, .pad = 9.0F}), {9, 2, 2, 2, 5, 5}, {6});
  check_values(with({.big_endian = true, .missing = {1}, .pad = 9.0F}), {1, 9, 3, 4, 5, 6}, {6});
  check_values(with({.missing = {4}}), {1, 2, 3, 4, 0, 6}, {6});
  check_values(with({.missing = {0, 1, 2, 3, 4, 5}, .pad = 9.0F}), {9, 9, 9, 9, 9, 9}, {6});
}

BOOST_AUTO_TEST_CASE(a_block_may_reserve_more_records_than_were_written) {
  for (const bool gzip : {false, true}) {
    const CdfOptions options{.records_per_block = 4, .gzip = gzip};
    const std::string bytes =
        with_u32(file(options), cdf_variable_place(kShape, options) + 24, 5);  // the last record
    std::vector<float> values = some_values();
    values.resize(std::size_t{6} * 3 * 4);
    check_values(read(bytes), values, {6, 3, 4});
  }
}

BOOST_AUTO_TEST_CASE(dimensions_that_do_not_vary_are_left_out) {
  const std::vector<float> values{1, 2, 3, 4};
  const std::string bytes = cdf_file(values, {2, 1, 2});
  const std::size_t sizes = cdf_variable_place({2, 1, 2}) + 344;
  check_values(read(with_u32(with_u32(bytes, sizes, 7), sizes + 8, 0)), values, {2, 2});
}

BOOST_AUTO_TEST_CASE(other_kinds_of_cdf_are_refused_by_name) {
  refuses(with_u32(file(), 0, 0xCDF26002),
          "a CDF of version 2.6 or 2.7; version 3 is wanted: convert it with NASA's cdfconvert");
  refuses(with_u32(file(), 0, 0xFFFF),
          "a CDF of version 2.5 or older; version 3 is wanted: convert it with NASA's cdfconvert");
  refuses(with_u32(file(), 0, 0x89504E47), "not a CDF file: it begins with 89504e47 0000ffff");
  refuses(with_u32(file(), kCdfHeader + 20, 4), "a CDF of version 4; version 3 is wanted");
  refuses(with_u32(file(), kCdfHeader + 32, 1),
          "a CDF of several files; save it as a single one with NASA's cdfconvert");
  for (const int encoding : {3, 14, 15, 20, 21})
    refuses(file({.encoding = encoding}),
            "variable 'Pose': its numbers are VAX's floats; convert it with NASA's cdfconvert "
            "-encoding network");
  refuses(file({.encoding = 99}), "numbers of an unknown encoding, 99");
  refuses(file({.gzip = true, .compression = 1}),
          "variable 'Pose': packed by run lengths (RLE) (1); only gzip can be read");
  refuses(file({.gzip = true, .compression = 2}),
          "variable 'Pose': packed by Huffman's code (2); only gzip can be read");
  refuses(file({.pack_file = true, .compression = 3}),
          "packed by adaptive Huffman code (3); only gzip can be read");
  refuses(file({.type = 51}), "variable 'Pose': it holds texts; numbers are wanted");
  refuses(file({.type = 32}), "variable 'Pose': items of type 32; numbers are wanted");
  refuses(with_u32(file(), kCdfHeader + 32, 7), "it has a checksum of a kind that is not MD5");
}

BOOST_AUTO_TEST_CASE(vax_files_give_integers) {
  check_round_trip({.type = 4, .encoding = 3}, "integers of a VAX");
}

BOOST_AUTO_TEST_CASE(a_missing_variable_is_answered_with_those_that_there_are) {
  check_throws<DataError>([] { read_cdf_variable(Blob::copy_of(file()), "x.cdf", "Angles"); },
                          "x.cdf: no variable 'Angles'; it has Pose");
  refuses(with_u64(file(), kCdfGlobal + 20, 0), "no variable 'Pose'; it has none");
}

BOOST_AUTO_TEST_CASE(changed_content_breaks_the_checksum) {
  for (const bool pack_file : {false, true}) {
    std::string bytes = file({.pack_file = pack_file, .md5 = true});
    bytes[bytes.size() - 17] ^= 1;
    refuses(bytes, "broken: its MD5 checksum does not fit its content");
  }
  const std::string bytes = file({.md5 = true});
  refuses(bytes.substr(0, bytes.size() - 1), "broken: its MD5 checksum does not fit its content");
}

BOOST_AUTO_TEST_CASE(cut_files_are_refused) {
  refuses("", "cut short: 0 bytes are no CDF file");
  refuses(file().substr(0, 100),
          "cut short or broken: a record of 312 bytes at byte 8, 100 bytes are there");
  refuses(file().substr(0, 320),
          "cut short or broken: a record is said to be at byte 320, 320 bytes are there");
  const std::string whole = file();
  refuses(whole.substr(0, whole.size() - 1),
          fmt::format("cut short: it ends at byte {}, {} bytes are there", whole.size(),
                      whole.size() - 1));
  for (const auto& [name, options] : variants()) {
    const std::string bytes = file(options);
    for (std::size_t size = 0; size < bytes.size(); size += 7)
      BOOST_CHECK_THROW(read(bytes.substr(0, size)), DataError);
  }
}

BOOST_AUTO_TEST_CASE(records_that_lie_are_refused) {
  const std::size_t variable = cdf_variable_place(kShape);
  const std::string whole = file();
  const std::size_t index = u64_at(whole, variable + 28), values = u64_at(whole, index + 84);
  refuses(with_u64(whole, kCdfGlobal + 20, 1 << 30),
          fmt::format("cut short or broken: a record is said to be at byte 1073741824, {} bytes "
                      "are there",
                      whole.size()));
  refuses(with_u64(whole, variable, 0),
          fmt::format("broken: a record of 0 bytes at byte {}", variable));
  refuses(with_u64(whole, variable + 28, variable),
          fmt::format("broken: the record at byte {} is of type 8 where an index of values (6) is "
                      "wanted",
                      variable));
  refuses(with_u64(whole, index + 12, index),
          "broken: its records overlap or lead back to each other");
  refuses(with_u64(whole, index + 84, index),
          "broken: its records overlap or lead back to each other");
  check_throws<DataError>(
      [&] {
        read_cdf_variable(Blob::copy_of(with_u64(whole, variable + 12, variable)), "x.cdf",
                          "Other");
      },
      "x.cdf: broken: its records overlap or lead back to each other");
  refuses(with_u32(whole, variable + 24, 0x7FFFFFFF),
          fmt::format("variable 'Pose': 2147483648 records of 48 bytes are announced, more than a "
                      "file of {} bytes can hold",
                      whole.size()));
  refuses(with_u32(whole, variable + 24, 0x80000000),
          "variable 'Pose': broken: -2147483648 is its last record");
  refuses(with_u32(whole, variable + 340, 11),
          "variable 'Pose': broken: 11 dimensions; at most 10 are possible");
  refuses(with_u32(whole, variable + 344, 0), "variable 'Pose': broken: a dimension of 0");
  refuses(with_u32(whole, variable + 64, 3), "variable 'Pose': broken: 3 elements of a number");
  refuses(with_u32(whole, index + 24, 8),
          "variable 'Pose': broken: 8 of 7 places of an index are used");
  refuses(with_u32(whole, index + 28, 12), "variable 'Pose': broken: a block of records 12 to 11");
  refuses(with_u64(with_u32(whole, index + 24, 2), index + 92, values),
          "variable 'Pose': broken: a block of records -1 to -1");
  const std::string more = with_u32(with_u32(whole, variable + 24, 12), index + 56, 12);
  refuses(more, fmt::format("broken: a record of {} bytes where {} and more are wanted",
                            12 + 12 * 48, 12 + 13 * 48));
}

BOOST_AUTO_TEST_CASE(packed_blocks_that_lie_are_refused) {
  const CdfOptions options{.gzip = true};
  const std::size_t variable = cdf_variable_place(kShape, options);
  const std::string whole = file(options);
  const std::size_t index = u64_at(whole, variable + 28), block = u64_at(whole, index + 84);
  const std::string where = "variable 'Pose': records 0 to ";
  refuses(with_u32(with_u32(whole, variable + 24, 10), index + 56, 10),
          where + "10: packed data that hold more than the 528 bytes announced");
  refuses(with_u32(whole, index + 56, 12),
          where + "12: packed data that hold 576 bytes where 624 are announced");
  refuses(with_u64(whole, block + 16, u64_at(whole, block + 16) - 1),
          where + "11: packed data that are cut short");
  std::string changed = whole;
  changed[block + 24 + 30] ^= 0x55;
  BOOST_CHECK_THROW(read(changed), DataError);
  refuses(with_u32(whole, variable + 44, 1),
          "variable 'Pose': broken: a packed block, but it is said not to be packed");
  refuses(with_u64(file({.pack_file = true}), kCdfHeader + 20, std::uint64_t{1} << 40),
          fmt::format("1099511627776 bytes are announced, more than a file of {} bytes can hold",
                      file({.pack_file = true}).size()));
}

BOOST_AUTO_TEST_CASE(changed_files_read_or_are_refused) {
  constexpr int kEach = 1000;
  for (const auto& [name, options] : variants()) {
    const std::string whole = file(options);
    Mutations mutations(7);
    int still_read = 0;
    for (int i = 0; i < kEach; ++i) {
      try {
        read(mutations.of(whole));
        ++still_read;
      } catch (const DataError& error) {
        const std::string_view message = error.what();
        BOOST_TEST((message.starts_with("x.cdf: ") && message.find('\n') == message.npos), message);
      }
    }
    BOOST_TEST((still_read < kEach && (still_read > 0 || options.md5)), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
