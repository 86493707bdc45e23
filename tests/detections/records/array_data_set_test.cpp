#include <boost/test/unit_test.hpp>

#include "pose/formats/npz.h"
#include "tests/detections/records/array_documents.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::pose::detections {
namespace {

using formats::NdArray;
using formats::Value;
using test::check_moving;
using test::check_refused;
using test::dict;
using test::Movement;
using test::moving;
using test::npz_source;
using test::read_records;

constexpr Movement kBody{.frames = 6};

Value list_of(const std::vector<int>& numbers) {
  std::vector<Value> items;
  for (const int number : numbers) items.emplace_back(number);
  return Value::list(std::move(items));
}
Value sides(const std::vector<int>& left, const std::vector<int>& right) {
  return Value::list({list_of(left), list_of(right)});
}
const Value kCocoSides = sides({1, 3, 5, 7, 9, 11, 13, 15}, {2, 4, 6, 8, 10, 12, 14, 16});
const Value kH36mSides = sides({4, 5, 6, 11, 12, 13}, {1, 2, 3, 14, 15, 16});

Value cameras(Index count) {
  std::vector<Value> items;
  for (Index i = 0; i < count; ++i) items.push_back(moving({.frames = kBody.frames + i}, "TJD", 2));
  return Value::list(std::move(items));
}

Value positions(const std::string& subject, const std::string& action, Value sequence) {
  return dict({{subject, dict({{action, std::move(sequence)}})}});
}

Source one_sequence(Value metadata, Value sequence = cameras(1)) {
  return npz_source({{"positions_2d", positions("clip.mp4", "custom", std::move(sequence))},
                     {"metadata", std::move(metadata)}});
}

SequenceChoice choice(const std::string& subject, const std::string& action,
                      std::optional<Index> camera = {}) {
  return {.subject = subject, .action = action, .camera = camera};
}

BOOST_AUTO_TEST_SUITE(data_set_records)

BOOST_AUTO_TEST_CASE(the_metadata_states_layout_and_size) {
  const Value video = dict({{"w", Value(640)}, {"h", Value(360)}});
  const Records records =
      read_records(one_sequence(dict({{"layout_name", Value("coco")},
                                      {"num_joints", Value(17)},
                                      {"keypoints_symmetry", kCocoSides},
                                      {"video_metadata", dict({{"clip.mp4", video}})}})));
  check_moving(records, kBody, false);
  BOOST_TEST(records.layout == "coco");
  BOOST_TEST(records.size.value().width == 640);
  BOOST_TEST(records.notes.empty());
  BOOST_TEST(records.format == "data set of 2D keypoints (x, y)");
}

BOOST_AUTO_TEST_CASE(a_layout_is_stated_by_name_or_sides_that_do_not_contradict) {
  const auto stated = [](Value metadata) {
    return read_records(one_sequence(std::move(metadata)));
  };
  BOOST_TEST(stated(dict({{"keypoints_symmetry", kH36mSides}})).layout == "h36m");
  BOOST_TEST(stated(dict({{"layout_name", Value("h36m")}})).layout == "h36m");
  BOOST_TEST(stated(dict({{"keypoints_symmetry",
                           test::doubles({2, 6}, {4, 5, 6, 11, 12, 13, 1, 2, 3, 14, 15, 16})}}))
                 .layout == "h36m");
  BOOST_TEST(stated(Value::dict()).layout.empty());
  const Records lying =
      stated(dict({{"layout_name", Value("h36m")}, {"keypoints_symmetry", kCocoSides}}));
  BOOST_TEST(lying.layout.empty());
  BOOST_TEST(lying.notes.at(0) ==
             "the metadata claims the layout 'h36m' but has other left and right joints; it is not "
             "believed");
  const Records unknown = stated(dict({{"layout_name", Value("mine")}}));
  BOOST_TEST(unknown.layout.empty());
  BOOST_TEST(unknown.notes.at(0) ==
             "the metadata claims the layout 'mine', which is not that of 17 joints");
}

BOOST_AUTO_TEST_CASE(the_forks_files_have_cocos_joints) {
  const Value metadata = dict({{"layout_name", Value("h36m")}, {"keypoints_symmetry", kH36mSides}});
  const Value all = moving(kBody, "PTJD", 3);
  const Records records = read_records(
      npz_source({{"positions_2d", positions("S1", "Directions 1", all)}, {"metadata", metadata}}));
  check_moving(records, kBody, true);
  BOOST_TEST(records.layout == "coco");
  BOOST_TEST(records.notes.at(0) ==
             "the metadata claims h36m; files with S1, Directions 1 and scores have COCO's joints");
}

BOOST_AUTO_TEST_CASE(sequences_are_chosen_by_name_and_camera) {
  const Value actions = dict({{"Directions 1", cameras(1)}, {"Directions 2", cameras(3)}});
  const Source source = npz_source({{"positions_2d", dict({{"S1", actions}})}});
  const auto refused = [&](const SequenceChoice& chosen, const std::string& message) {
    check_refused(source, "file: positions_2d: " + message, chosen);
  };
  const std::string both = "Directions 1, Directions 2";
  refused({}, "S1: there are 2 actions, choose one with --action: " + both);
  refused(choice("S2", ""), "there is no subject 'S2'; there are: S1");
  refused(choice("", "Walking"), "S1: there is no action 'Walking'; there are: " + both);
  refused(choice("", "Dir"), "S1: several actions begin with 'Dir': " + both);
  refused(choice("", "Directions 1", 1), "S1: Directions 1: there is no camera 1; there are 1");
  refused(choice("", "Directions 1", -1), "S1: Directions 1: there is no camera -1; there are 1");
  check_moving(read_records(source, choice("S", "Directions 2", 2)), {.frames = 8}, false);
  const Records first = read_records(source, choice("S1", "Directions 2"));
  check_moving(first, kBody, false);
  BOOST_TEST(first.notes.at(0) == "the first of 3 cameras is read; --camera chooses another");
}

BOOST_AUTO_TEST_CASE(what_is_no_sequence_is_named) {
  const auto refused = [](Value sequence, const std::string& message) {
    check_refused(one_sequence(Value::dict(), std::move(sequence)),
                  "file: positions_2d: clip.mp4: custom: " + message);
  };
  refused(Value::list({Value()}),
          "camera 0: an array (frames, joints, 2 or 3) of numbers is wanted; found None");
  refused(moving(kBody, "TJD", 2),
          "a list over cameras or an array (cameras, frames, joints, 2 or 3) is wanted; found "
          "float64 (6, 17, 2)");
  refused(Value::list({test::doubles({2, 17, 5}, std::vector<double>(170))}),
          "2 or 3 numbers a joint are wanted; found the shape (2, 17, 5)");
  refused(Value::list({test::doubles({0, 17, 2}, {})}),
          "there is no frame; found the shape (0, 17, 2)");
}

BOOST_AUTO_TEST_CASE(a_file_of_numpy_is_read) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "data_2d.npz";
  formats::save_npz(path, {{"positions_2d", positions("a", "custom", cameras(1))}});
  const formats::Value read = formats::NpzReader(path).load("positions_2d").unwrapped();
  check_moving(read_records(npz_source({{"positions_2d", read}})), kBody, false, 1e-4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
