#include "pose/detections/container/unpack.h"

#include <boost/test/unit_test.hpp>

#include "tests/detections/container/files.h"
#include "tests/detections/container/packed.h"

namespace posegrad::test {
namespace {

using pose::detections::compression_of;
using pose::detections::without_compression_ending;

const std::string kJson = "{\"frames\": [1, 2.5]}\n";

void check_json(const Document& document) {
  BOOST_TEST(numbers(document.value.at("frames")) == (std::vector{1.0, 2.5}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(unpack)

BOOST_AUTO_TEST_CASE(gzip_is_opened) {
  const Document document = open_bytes(gzipped(kJson), "frames.json.gz");
  check_json(document);
  BOOST_TEST(document.container == "JSON, gzip");
  BOOST_TEST(document.name == "frames.json");
  BOOST_TEST(document.path.ends_with("/frames.json.gz"));
  check_json(open_bytes(gzipped(kJson), "named_otherwise.json"));
  BOOST_TEST(open_bytes(gzipped(kJson, 15), "x").container == "JSON, zlib");
}

BOOST_AUTO_TEST_CASE(members_of_gzip_follow_each_other) {
  const std::string two = gzipped("{\"frames\":") + gzipped(" [1, 2.5]}");
  check_json(open_bytes(two));
  check_json(open_bytes(two + std::string(100, '\0')));
  check_refused(two + "more", ": broken compressed data: something else follows");
}

BOOST_AUTO_TEST_CASE(twice_packed_is_opened_and_four_times_is_not) {
  std::string packed = gzipped(kJson);
  packed = gzipped(gzipped(packed));
  BOOST_TEST(open_bytes(packed).container == "JSON, gzip, gzip, gzip");
  check_refused(gzipped(packed), ": packed more than 3 times");
}

BOOST_AUTO_TEST_CASE(a_gzip_file_that_is_cut_or_changed_is_refused) {
  const std::string whole = gzipped(kJson);
  for (std::size_t size = 3; size < whole.size(); ++size)
    check_refused(whole.substr(0, size), ": the compressed file is cut short");
  std::string changed = whole;
  changed[whole.size() - 8] ^= 1;  // the checksum
  check_refused(changed, ": broken compressed data: incorrect data check");
  changed = whole;
  changed[whole.size() - 4] ^= 1;  // the length
  check_refused(changed, ": broken compressed data: incorrect length check");
}

BOOST_AUTO_TEST_CASE(what_is_packed_beyond_the_limits_is_refused) {
  const std::string packed = gzipped("[" + std::string(100'000, ' ') + "1]");
  BOOST_TEST(packed.size() < 200U);
  const Limits strict{.bytes = 200'000, .ratio = 10, .slack = 1000};
  check_refused(packed,
                fmt::format(": {} bytes unpack to 65536 or more; at most {} are accepted of them",
                            packed.size(), 10 * packed.size() + 1000),
                "file", strict);
  Limits enough = strict;
  enough.slack = 100'003;
  BOOST_TEST(open_bytes(packed, "file", enough).value.size() == 1U);
}

BOOST_AUTO_TEST_CASE(few_texts_are_taken_for_packed_ones) {
  for (const char* text : {"x", "x\x01", "BZh", "BZh91AY", "BZhx1AY&SY", "\x1F\x8B", "(", "x^2"})
    BOOST_TEST((compression_of(text).empty() || std::string(text) == "x\x01"), text);
}

BOOST_AUTO_TEST_CASE(endings_of_compressions_go) {
  BOOST_TEST(without_compression_ending("a.json.gz") == "a.json");
  BOOST_TEST(without_compression_ending("a.tar.xz") == "a.tar");
  BOOST_TEST(without_compression_ending(".gz") == ".gz");
  BOOST_TEST(without_compression_ending("a.json") == "a.json");
}

#ifdef POSEGRAD_TEST_ARCHIVE

BOOST_AUTO_TEST_CASE(the_other_ways_are_opened) {
  for (const Packed& packed : kPacked) {
    const Document document =
        open_bytes(from_hex(packed.hex), std::string("frames.json") + packed.ending);
    check_json(document);
    BOOST_TEST(document.container == std::string("JSON, ") + packed.compression);
    BOOST_TEST(document.name == "frames.json");
  }
  const std::string xz_of_nothing =
      "fd377a585a000004e6d6b446000000001cdf44211fb6f37d010000000004595a";
  check_refused(from_hex(xz_of_nothing), ": the file is empty");
}

BOOST_AUTO_TEST_CASE(the_other_ways_are_refused_when_cut_or_changed) {
  const TemporaryFolder folder;
  for (const Packed& packed : kPacked) {
    const std::string whole = from_hex(packed.hex);
    constexpr std::size_t kMagic = 10;
    for (std::size_t size = kMagic; size < whole.size(); ++size) {
      write_text(folder / "cut", whole.substr(0, size));
      BOOST_CHECK_THROW(open_source(folder / "cut"), DataError);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string changed = whole;
      changed[at] ^= 1;
      write_text(folder / "changed", changed);
      try {
        check_json(open_source(folder / "changed").documents.at(0));  // a flag without meaning
      } catch (const DataError& error) {
        BOOST_TEST(std::string(error.what()).starts_with(folder / "changed"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_other_ways_have_limits) {
  // 1 MiB of blanks by zstd.
  const std::string bomb =
      "28b52ffda4000010005400001020"
      "01004c0000082001fcff3910020028a6ed3c";
  Limits strict{.bytes = 100'000'000, .ratio = 10, .slack = 1000};
  const TemporaryFolder folder;
  write_text(folder / "x", from_hex(bomb));
  BOOST_CHECK_THROW(open_source(folder / "x", strict), DataError);
}

#else

BOOST_AUTO_TEST_CASE(without_libarchive_the_other_ways_are_named) {
  for (const Packed& packed : kPacked)
    check_refused(from_hex(packed.hex),
                  fmt::format(": packed by {}, which this build, made without libarchive, cannot "
                              "read; unpack it first",
                              packed.compression));
}

#endif

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
