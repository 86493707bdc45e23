#include "pose/formats/tfrecord.h"

#include <boost/test/unit_test.hpp>

#include "pose/formats/tensorboard.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

std::vector<std::string> all_records(const std::string& bytes, bool& is_cut) {
  TfRecordReader reader(bytes, "file");
  std::vector<std::string> records;
  while (const auto record = reader.next()) records.emplace_back(*record);
  is_cut = reader.is_cut();
  return records;
}

const TensorboardEvent kVersion{.wall_time = 1.5, .version = kTensorboardVersion};
const TensorboardEvent kStart{.wall_time = 2, .step = 7, .starts = true};
const TensorboardEvent kScalars{
    .wall_time = 3.25, .step = 7, .scalars = {{"3d_mm/train", 0.1F}, {"3d_mm/valid", -2}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(tfrecords)

BOOST_AUTO_TEST_CASE(published_checksums) {  // RFC 3720, B.4
  BOOST_TEST(crc32c("123456789") == 0xE3069283U);
  BOOST_TEST(crc32c(std::string(32, '\0')) == 0x8A9136AAU);
  BOOST_TEST(crc32c(std::string(32, '\xff')) == 0x62A8AB43U);
  BOOST_TEST(crc32c("") == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_up_to_where_it_was_cut) {
  const std::string whole = tfrecord("first") + tfrecord("") + tfrecord(std::string(1000, 'x'));
  bool is_cut = true;
  const std::vector<std::string> wanted{"first", "", std::string(1000, 'x')};
  BOOST_TEST(all_records(whole, is_cut) == wanted, boost::test_tools::per_element());
  BOOST_TEST(!is_cut);
  const std::size_t first = tfrecord("first").size(), second = first + tfrecord("").size();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::size_t count = all_records(whole.substr(0, length), is_cut).size();
    BOOST_TEST(count == (length < first ? 0U : length < second ? 1U : 2U));
    BOOST_TEST(is_cut == (length != 0 && length != first && length != second));
  }
}

BOOST_AUTO_TEST_CASE(a_changed_byte_is_found) {
  const std::string whole = tfrecord("first");
  BOOST_TEST(may_be_tfrecord(whole));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] ^= 4;
    bool is_cut = false;
    BOOST_CHECK_THROW(all_records(changed, is_cut), DataError);
    BOOST_TEST(may_be_tfrecord(changed) == (at >= 12));
  }
  BOOST_TEST(!may_be_tfrecord(whole.substr(0, 11)));
  std::string changed = tfrecord("a") + tfrecord("b");
  changed[17 + 12] = 'c';
  check_throws<DataError>(
      [&] {
        bool is_cut = false;
        all_records(changed, is_cut);
      },
      "file: byte 17: the record's data does not have its checksum: damaged, or no file of "
      "records");
}

BOOST_AUTO_TEST_CASE(events_are_read_as_they_were_written) {
  const TemporaryFolder folder;
  const std::string path = folder / "events";
  std::string bytes;
  for (const TensorboardEvent& event : {kVersion, kStart, kScalars})
    bytes += tensorboard_record(event);
  write_text(path, bytes + tensorboard_record(kScalars).substr(0, 20));
  const TensorboardEvents found = read_tensorboard(path);
  BOOST_TEST(found.is_cut);
  BOOST_REQUIRE(found.events.size() == 3U);
  BOOST_TEST(found.events[0].version == "brain.Event:2");
  BOOST_TEST(found.events[0].wall_time == 1.5);
  BOOST_TEST((found.events[1].starts && found.events[1].step == 7));
  BOOST_TEST((!found.events[2].starts && found.events[2].step == 7));
  BOOST_REQUIRE(found.events[2].scalars.size() == 2U);
  BOOST_TEST(found.events[2].scalars[0].tag == "3d_mm/train");
  BOOST_TEST(found.events[2].scalars[0].value == 0.1F);
  BOOST_TEST(found.events[2].scalars[1].value == -2);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_of_events_is_refused) {
  const TemporaryFolder folder;
  const std::string path = folder / "events";
  const auto refused = [&](const std::string& bytes, const std::string& why) {
    write_text(path, bytes);
    check_throws<DataError>([&] { read_tensorboard(path); }, path + why);
  };
  refused(tfrecord("\x08\x01"), ": its first record should say 'brain.Event:...'; found ''");
  refused(tensorboard_record(kVersion) + tfrecord("\x08"),
          ": event 2: a number is cut short or longer than 64 bits");
  refused(
      "no records at all",
      ": byte 0: the record's length does not have its checksum: damaged, or no file of records");
}

BOOST_AUTO_TEST_SUITE_END()
