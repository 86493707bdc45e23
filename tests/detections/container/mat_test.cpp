#include "pose/detections/container/mat.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/container/isolated.h"
#include "pose/detections/container/mat_variables.h"
#include "tests/support/mat_writer.h"
#include "tests/support/mutations.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::detections;
using namespace posegrad::test;
using pose::formats::ArrayType;
using pose::formats::Blob;
using pose::formats::NdArray;
using pose::formats::Value;

namespace {

using Options = MatWriter::Options;

const std::vector<Index> kShape{3, 4, 2};

std::vector<float> some_values() {
  std::vector<float> values(24);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  return values;
}

Value read(const std::string& bytes, const Limits& limits = {}) {
  Budget budget(limits);
  return read_mat_bytes(Blob::copy_of(bytes), "x.mat", budget);
}

void check_values(const NdArray& array, ArrayType type) {
  BOOST_TEST((array.type() == type));
  BOOST_TEST(array.shape() == kShape, boost::test_tools::per_element());
  for (Index i = 0; i < array.numel(); ++i) BOOST_TEST(array.number(i) == static_cast<double>(i));
}

/// A file with an array, a cell that holds it, a text and a structure.
std::string file(const Options& options = {}) {
  const MatWriter mat(options);
  const std::string numbers = mat.numbers("", kShape, some_values());
  return mat.file({mat.numbers("poses", kShape, some_values()), mat.cell("data", {1, 1}, {numbers}),
                   mat.text("title", "Walking"),
                   mat.structure("person", {{"name", mat.text("", "S1")}, {"poses", numbers}})});
}

std::vector<Options> variants() {
  return {{},
          {.compressed = true},
          {.is_double = true},
          {.is_double = true, .narrow = true},
          {.is_double = true, .narrow = true, .compressed = true},
          {.is_double = true, .big_endian = true},
          {.compressed = true, .big_endian = true}};
}

void refuses(const std::string& bytes, const std::string& message) {
  check_throws<DataError>([&] { read(bytes); }, "x.mat: " + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mat)

BOOST_AUTO_TEST_CASE(variables_read_as_they_were_written) {
  for (const Options& options : variants()) {
    const ArrayType type = options.is_double ? ArrayType::f8 : ArrayType::f4;
    const Value found = read(file(options));
    BOOST_TEST(found.size() == 4U);
    check_values(found.at("poses").as_array(), type);
    BOOST_TEST(found.at("data").items().size() == 1U);
    check_values(found.at("data").items().front().as_array(), type);
    BOOST_TEST(found.at("title").as_text() == "Walking");
    BOOST_TEST(found.at("person").at("name").as_text() == "S1");
    check_values(found.at("person").at("poses").as_array(), type);
  }
}

BOOST_AUTO_TEST_CASE(a_file_on_disk_reads_as_its_bytes) {
  const TemporaryFolder folder;
  write_text(folder / "x.mat", file());
  Budget budget{Limits{}};
  const Value found = read_mat_file(folder / "x.mat", "x.mat", budget);
  check_values(found.at("poses").as_array(), ArrayType::f4);
  BOOST_TEST(budget.bytes_left() < Limits{}.bytes);
  BOOST_CHECK_THROW(read_mat_file(folder / "y.mat", "y.mat", budget), IoError);
}

BOOST_AUTO_TEST_CASE(items_of_a_cell_keep_their_order_and_may_be_empty) {
  const MatWriter mat;
  const std::string empty = mat.numbers("", {0, 0}, {}), nothing("\x0E\0\0\0\0\0\0\0", 8);
  const Value found = read(mat.file(
      {mat.cell("names", {2, 2}, {mat.text("", "a"), mat.text("", "b"), empty, nothing})}));
  const std::vector<Value>& items = found.at("names").items();
  BOOST_TEST_REQUIRE(items.size() == 4U);
  BOOST_TEST(items[0].as_text() == "a");
  BOOST_TEST(items[1].as_text() == "b");
  BOOST_TEST(items[2].as_array().numel() == 0);
  BOOST_TEST((items[3].is_none() || items[3].as_array().numel() == 0));
}

BOOST_AUTO_TEST_CASE(cut_files_are_refused) {
  refuses("", "cut short: 0 bytes are no MATLAB file");
  const std::string whole = file();
  refuses(whole.substr(0, 132), "cut short: 4 bytes are left over at the end");
  refuses(whole.substr(0, 200), "cut short: variable 1 has 160 bytes, 64 are there");
  for (const Options& options : {Options{}, Options{.compressed = true}}) {
    const std::string bytes = file(options);
    for (std::size_t size = 129; size < bytes.size(); size += 41) {
      try {
        BOOST_TEST(read(bytes.substr(0, size)).size() < 4U);  // between two variables
      } catch (const DataError&) {
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(broken_files_are_refused) {
  std::string bytes = file();
  bytes[126] = 'X';
  refuses(bytes, "not a MATLAB file of version 5 or later; save it with -v7");
  bytes = file();
  bytes[128] = 3;
  refuses(bytes, "broken: variable 1 is of type 3");
  bytes = file({.compressed = true});
  bytes[160] ^= 0x40;
  BOOST_CHECK_THROW(read(bytes), DataError);
}

BOOST_AUTO_TEST_CASE(a_small_file_cannot_fill_the_memory) {
  const MatWriter mat({.is_double = true, .narrow = true, .compressed = true});
  const std::vector<float> zeros(3'000'000);
  const std::string bytes = mat.file({mat.numbers("zeros", {1000, 3000}, zeros)});
  BOOST_TEST(bytes.size() < 10'000U);
  BOOST_CHECK_NO_THROW(read(bytes));
  BOOST_CHECK_THROW(read(bytes, {.bytes = 20 << 20}), DataError);
  BOOST_CHECK_THROW(read(bytes, {.slack = 1 << 20}), DataError);
  std::string claims = file();  // the first size of the first variable
  claims.replace(128 + 8 + 16 + 8, 4, "\xFF\xFF\xFF\x7F", 4);
  refuses(claims,
          fmt::format("variable 'poses': broken: 17179869176 items where the file has {} bytes",
                      claims.size()));
}

// Many in one copy of this process: a copy each takes longer than reading.
BOOST_AUTO_TEST_CASE(changed_files_read_or_are_refused) {
  constexpr int kBatches = 30, kEach = 100;
  std::vector<std::string> files;
  for (const Options& options : variants()) files.push_back(file(options));
  std::int64_t refused = 0;
  int crashes = 0;
  for (std::uint32_t batch = 0; batch < kBatches; ++batch) {
    const auto read_many = [&](Budget&) {
      Value refusals = Value::list();
      Mutations mutations(batch);
      for (std::size_t i = 0; i < kEach; ++i) {
        try {
          Budget budget{Limits{}};
          const Blob changed = Blob::holding(mutations.of(files[i % files.size()]));
          read_mat_variables(plain_mat(changed, "x.mat", budget), "x.mat", budget);
        } catch (const DataError& error) {
          refusals.push_back(error.what());
        }
      }
      return refusals;
    };
    try {
      Budget budget{Limits{}};
      const Value refusals = read_isolated("x.mat", "libmatio", budget, read_many);
      for (const Value& refusal : refusals.items()) {
        const std::string message = refusal.as_text();
        BOOST_TEST((message.starts_with("x.mat: ") && message.find('\n') == message.npos), message);
        ++refused;
      }
    } catch (const DataError& error) {
      // libmatio fails on one; AddressSanitizer ends the copy at the limit of memory.
      BOOST_TEST_MESSAGE(error.what());
      ++crashes;
    }
  }
  BOOST_TEST_MESSAGE(fmt::format("{} of {} changed files were refused, libmatio crashed {} times",
                                 refused, kBatches * kEach, crashes));
  BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_CASE(each_changed_file_has_a_process_of_its_own) {
  Mutations mutations(3);
  for (int i = 0; i < 40; ++i) {
    try {
      read(mutations.of(file()));
    } catch (const DataError& error) {
      BOOST_TEST(std::string_view(error.what()).starts_with("x.mat: "), error.what());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
