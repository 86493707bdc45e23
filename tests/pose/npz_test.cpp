#include "pose/formats/npz.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <zip.h>

#include "pose/formats/atomic_file.h"
#include "pose/formats/npy.h"
#include "pose/formats/zip_writer.h"
#include "tests/support/golden.h"
#include "tests/support/golden_file.h"
#include "tests/support/notation.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(npz)

BOOST_AUTO_TEST_CASE(every_item_type_reads_and_is_rewritten) {
  const TemporaryFolder folder;
  const auto expectations = golden("formats/expect.json").at("npy");
  for (const auto& [name, expected] : expectations.items()) {
    const Value value = load_npy(golden_file("formats/" + name + ".npy"));
    check_value(value, expected, name);
    const std::string copy = folder / (name + ".npy");
    save_npy(copy, value.as_array());
    check_value(load_npy(copy), expected, name + " rewritten");
    BOOST_TEST(read_text(copy).find('\n') % 64 == 63U);
  }
}

BOOST_AUTO_TEST_CASE(headers) {
  const NpyHeader header =
      parse_npy_header("{\"shape\":(2L, 3L),'descr':'>f4' , 'fortran_order':True}  \n");
  BOOST_TEST(header.descr == ">f4");
  BOOST_TEST(header.fortran_order);
  BOOST_TEST(header.shape == (std::vector<Index>{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(npy_header_text({"<f4", false, {7}}) ==
             "{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }");
  const auto refuses = [](const std::string& text) {
    BOOST_CHECK_THROW(parse_npy_header(text), DataError);
  };
  refuses("");
  refuses("{'descr': '<f4', 'fortran_order': False}");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}");
  refuses("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'x': 1}");
  refuses("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}");
  refuses("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x");
}

BOOST_AUTO_TEST_CASE(archives_are_the_same_bytes_every_time) {
  const TemporaryFolder folder;
  Value dict = Value::dict();
  dict.set("S1", NdArray::of_number(2));
  const std::vector<std::pair<std::string, Value>> values{
      {"a/b", NdArray::of_number(1)}, {"dict", dict}, {"u", "text"}};
  save_npz(folder / "one.npz", values);
  setenv("TZ", "Asia/Tokyo", 1);
  save_npz(folder / "two.npz", values);
  unsetenv("TZ");
  BOOST_TEST(read_text(folder / "one.npz") == read_text(folder / "two.npz"));
  const NpzReader npz(folder / "one.npz");
  BOOST_TEST(npz.keys() == (std::vector<std::string>{"a/b", "dict", "u"}),
             boost::test_tools::per_element());
  BOOST_TEST(npz.load("a/b").as_double() == 1.0);
  BOOST_TEST(npz.field("dict").at("S1").as_double() == 2.0);
  BOOST_TEST(npz.field("u").as_text() == "text");
}

BOOST_AUTO_TEST_CASE(errors_name_file_and_member) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.npz";
  check_throws<IoError>([&] { NpzReader{path}; },
                        "cannot open " + path + ": No such file or directory");
  check_throws<IoError>([&] { NpzReader{folder.path()}; },
                        "cannot open " + folder.path() + ": Is a directory");
  write_file(path, "");
  check_throws<DataError>([&] { NpzReader{path}; }, path + ": not a zip archive");
  save_npz(path, {{"a", NdArray::of_number(1)}});
  check_throws<DataError>([&] { NpzReader(path).load("b"); },
                          path + ": there is no 'b'; it has: a");
  check_throws<IoError>([&] { save_npz(folder / "no/x.npz", {}); },
                        "cannot write " + folder / "no/x.npz" + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_changed_byte_is_found_by_the_checksum) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.npz";
  ZipWriter zip(path);
  zip.add("a.npy", npy_bytes(NdArray::of_number(1)), ZipWriter::Packing::stored);
  zip.commit();
  std::string bytes = read_text(path);
  const std::size_t at =
      bytes.find('\n', bytes.find("descr"));  // the header's end; the number follows
  bytes[at + 3] ^= 1;
  write_file(path, bytes);
  check_throws<DataError>([&] { NpzReader(path).load("a"); }, path + ": member 'a.npy': CRC error");
}

BOOST_AUTO_TEST_CASE(trailing_bytes_are_refused) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.npy";
  write_file(path, std::string(npy_bytes(NdArray::of_number(1)).view()) + "x");
  check_throws<DataError>(
      [&] { load_npy(path); },
      path + ": an array () of '<f8' needs 1 items of 8 bytes; 9 bytes are there");
}

BOOST_AUTO_TEST_CASE(aligned_members_begin_at_multiples_of_64) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.zip";
  ZipWriter zip(path);
  const std::vector<std::string> contents{"first content", "", "third content",
                                          std::string(1000, 'x') + "fourth"};
  for (std::size_t i = 0; i < contents.size(); ++i)
    zip.add_aligned("folder/" + std::string(i * 7, 'n') + std::to_string(i),
                    Blob::copy_of(contents[i]));
  zip.commit();
  const std::string bytes = read_text(path);
  for (const std::string& content : contents)
    if (!content.empty()) BOOST_TEST(bytes.find(content) % 64 == 0U);
  BOOST_TEST(ZipReader(path).read("folder/" + std::string(21, 'n') + "3").view() == contents[3]);
}

BOOST_AUTO_TEST_CASE(an_archive_that_is_not_committed_leaves_nothing) {
  const TemporaryFolder folder;
  write_file(folder / "x.zip", "old");
  {
    ZipWriter zip(folder / "x.zip");
    zip.add("a", Blob::copy_of("b"), ZipWriter::Packing::deflated);
  }
  BOOST_TEST(read_text(folder / "x.zip") == "old");
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
