#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/data/pose_files.h"
#include "pose/detections/read_detections.h"
#include "pose/formats/npz.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using formats::NdArray;
using formats::Value;
using test::check_person;
using test::counts;
using Counts = std::vector<std::size_t>;

struct NpzFile {
  test::TemporaryFolder folder;
  std::string path = folder / "clip.mp4.npz";

  Detections read(const std::vector<std::pair<std::string, Value>>& values) const {
    formats::save_npz(path, values);
    return read_detections(path);
  }
  void check_refused(const std::vector<std::pair<std::string, Value>>& values,
                     const std::string& message) const {
    test::check_throws<DataError>([&] { read(values); }, path + ": " + message);
  }
};

Tensor tensor(Shape shape, const std::vector<float>& numbers) {
  Tensor made = Tensor::zeros(std::move(shape));
  std::ranges::copy(numbers, made.cpu_span<float>().begin());
  return made;
}

/// (n, 5) with these scores.
Value boxes(const std::vector<float>& scores) {
  std::vector<float> numbers;
  for (const float score : scores) numbers.insert(numbers.end(), {10, 20, 30, 40, score});
  return NdArray::of_tensor(tensor({static_cast<Index>(scores.size()), 5}, numbers));
}

/// (4, 17): rows x, y, logit, probability.
std::vector<float> rows(double start) {
  std::vector<float> numbers(4 * 17);
  const DetectedPerson person = test::easy_person(start);
  for (std::size_t j = 0; j < 17; ++j) {
    numbers[j] = static_cast<float>(person.keypoints[j].x);
    numbers[17 + j] = static_cast<float>(person.keypoints[j].y);
    numbers[34 + j] = -5;
    numbers[51 + j] = static_cast<float>(person.keypoints[j].confidence);
  }
  return numbers;
}
Value array_of(double start) { return NdArray::of_tensor(tensor({4, 17}, rows(start))); }

Value size(Index w, Index h) {
  Value dict = Value::dict();
  dict.set("w", w);
  dict.set("h", h);
  return dict;
}

Value objects(std::vector<Index> shape, std::vector<Value> items) {
  return NdArray::of_objects(std::move(shape), std::move(items));
}

BOOST_FIXTURE_TEST_SUITE(npz_detections, NpzFile)

BOOST_AUTO_TEST_CASE(detectron_with_a_none_frame) {
  const Value empty = Value::list();
  const Detections found = read(
      {{"boxes", objects({3, 2}, {empty, boxes({0.5, 0.75}), empty, boxes({}), empty, boxes({1})})},
       {"keypoints", objects({3}, {Value::list({empty, Value::list({array_of(1), array_of(2)})}),
                                   Value(), Value::list({empty, Value::list({array_of(3)})})})},
       {"segments", objects({3}, {Value(), Value(), Value()})},
       {"metadata", size(640, 360)}});
  BOOST_TEST(found.format == "Detectron npz, COCO-17");
  BOOST_TEST((counts(found) == Counts{2, 0, 1}));
  check_person(found.frames[0].people[1], 2, true, 1e-8);
  check_person(found.frames[2].people[0], 3, true, 1e-8);
  BOOST_TEST(found.frames[0].people[1].score == 0.75);
  BOOST_TEST(found.frames[0].people[1].box->y2 == 40);
  BOOST_TEST(found.size->width == 640);
  BOOST_TEST(found.size->height == 360);
}

BOOST_AUTO_TEST_CASE(detectron2_with_an_empty_frame) {
  std::vector<float> two = rows(1);
  const std::vector<float> second = rows(2);
  two.insert(two.end(), second.begin(), second.end());
  const Value empty = Value::list(), both = NdArray::of_tensor(tensor({2, 4, 17}, two));
  const Detections found =
      read({{"boxes", objects({2, 2}, {empty, empty, empty, boxes({0.5, 0.25})})},
            {"keypoints", objects({2, 2}, {empty, empty, empty, both})}});
  BOOST_TEST(found.format == "Detectron2 npz, COCO-17");
  BOOST_TEST((counts(found) == Counts{0, 2}));
  check_person(found.frames[1].people[1], 2, true, 1e-8);
  BOOST_TEST(!found.size.has_value());
}

BOOST_AUTO_TEST_CASE(detectrons_mistakes_are_named) {
  const Value empty = Value::list(), one = objects({1, 2}, {empty, boxes({1})});
  const auto people = [&](Value list) { return objects({1, 2}, {empty, Value::list({list})}); };
  check_refused(
      {{"boxes", objects({1, 2}, {empty, boxes({1, 1})})}, {"keypoints", people(array_of(1))}},
      "keypoints: frame 0: 1 people; there are 2 boxes");
  check_refused({{"boxes", one}, {"keypoints", objects({2}, {Value(), Value()})}},
                "keypoints: 2 frames; boxes has 1");
  check_refused({{"boxes", one}, {"keypoints", people(array_of(1))}, {"metadata", size(0, 5)}},
                "metadata: w and h are wanted, whole numbers of pixels from 1 to 100000");
  check_refused(
      {{"boxes", one}, {"keypoints", people(array_of(std::numeric_limits<double>::infinity()))}},
      "nobody was found in any of 1 frames (Detectron npz)");
  check_refused({{"boxes", NdArray::of_tensor(Tensor::zeros({3, 2, 0}))},
                 {"keypoints", NdArray::of_tensor(Tensor::zeros({3, 2, 0}))}},
                "nobody was found in any of 3 frames (Detectron npz)");
  // A score that is no number is none: the mean of the joints' counts.
  const Detections scored =
      read({{"boxes", objects({1, 2}, {empty, boxes({std::numeric_limits<float>::quiet_NaN()})})},
            {"keypoints", people(array_of(1))}});
  BOOST_TEST(std::abs(scored.frames[0].people[0].score - 0.18) < 1e-6);
}

BOOST_AUTO_TEST_CASE(a_damaged_archive_is_refused) {
  formats::save_npz(path,
                    {{"boxes", objects({1}, {Value()})}, {"keypoints", objects({1}, {Value()})}});
  const std::string bytes = test::read_text(path);
  for (const std::size_t length : {bytes.size() / 4, bytes.size() / 2, bytes.size() - 1}) {
    test::write_text(path, bytes.substr(0, length));
    BOOST_CHECK_THROW(read_detections(path), DataError);
  }
}

BOOST_AUTO_TEST_CASE(another_npz_is_described) {
  formats::save_npz(path, {{"weights", NdArray::of_number(1)}});
  try {
    read_detections(path);
    BOOST_ERROR("nothing was thrown");
  } catch (const DataError& error) {
    BOOST_TEST(std::string(error.what()).starts_with(path + ": "));
    BOOST_TEST(std::string(error.what()).find("weights") != std::string::npos);
  }
}

/// (2, 17, 3): easy persons at 1 and 2.
Tensor sequence() {
  Tensor made = Tensor::zeros({2, 17, 3});
  const auto numbers = made.cpu_span<float>();
  std::size_t at = 0;
  for (const double start : {1.0, 2.0}) {
    for (const DetectedKeypoint& k : test::easy_person(start).keypoints) {
      numbers[at++] = static_cast<float>(k.x);
      numbers[at++] = static_cast<float>(k.y);
      numbers[at++] = static_cast<float>(k.confidence);
    }
  }
  return made;
}

Keypoints2d data_set(const std::string& layout) {
  const KeypointLayout& joints = keypoint_layout(layout);
  return {{{"S1", {{"Directions 1", {sequence()}}, {"Directions 2", {{}, sequence()}}}}},
          {layout, 17, joints.left, joints.right, {{"S1", {640, 480}}}}};
}

BOOST_AUTO_TEST_CASE(a_data_set_has_cocos_joints_whatever_it_claims) {
  write_keypoints_2d(path, data_set("coco"));
  const ReadOptions options{.action = "Directions 1"};
  const Detections coco = read_detections(path, options);
  BOOST_TEST(coco.format == "data set of 2D keypoints (x, y, score), COCO-17");
  BOOST_TEST(coco.notes.empty());
  BOOST_TEST(coco.size->height == 480);
  check_person(coco.frames[1].people[0], 2, true, 1e-8);
  write_keypoints_2d(path, data_set("h36m"));
  const Detections other = read_detections(path, options);
  BOOST_TEST(other.layout->name == "coco");
  BOOST_TEST_REQUIRE(other.notes.size() == 1U);
  BOOST_TEST(other.notes[0].starts_with("the metadata claims "));
  Keypoints2d unnamed = data_set("h36m");
  unnamed.metadata.layout_name.reset();
  write_keypoints_2d(path, unnamed);
  BOOST_TEST(read_detections(path, options).layout->name == "coco");
  BOOST_TEST(read_detections(path, options).notes.size() == 1U);
  const Detections told =
      read_detections(path, {.layout = "h36m", .subject = "S1", .action = "Directions 1"});
  BOOST_TEST(told.report.layout == "Human3.6M-17");
}

BOOST_AUTO_TEST_CASE(sequences_are_chosen_by_name) {
  write_keypoints_2d(path, data_set("coco"));
  const auto refused = [&](ReadOptions options, const std::string& message) {
    test::check_throws<DataError>([&] { read_detections(path, options); },
                                  path + ": positions_2d: " + message);
  };
  const std::string both = "Directions 1, Directions 2";
  refused({}, "S1: there are 2 actions, choose one with --action: " + both);
  refused({.subject = "S2"}, "there is no subject 'S2'; there are: S1");
  refused({.action = "Walking"}, "S1: there is no action 'Walking'; there are: " + both);
  refused({.action = "Dir"}, "S1: several actions begin with 'Dir': " + both);
  refused({.action = "Directions 1", .camera = 1},
          "S1: Directions 1: there is no camera 1; there are 1");
  refused({.action = "Directions 1", .camera = -1},
          "S1: Directions 1: there is no camera -1; there are 1");
  BOOST_CHECK_THROW(
      read_detections(path, {.layout = "mpii", .action = "Directions 1", .camera = 0}), DataError);
  BOOST_CHECK_THROW(read_detections(path, {.action = "Directions 2", .camera = 0}), DataError);
  const Detections second = read_detections(path, {.action = "Directions 2", .camera = 1});
  check_person(second.frames[0].people[0], 1, true, 1e-8);
}

BOOST_AUTO_TEST_CASE(frames_without_numbers_are_frames_without_people) {
  Tensor some = sequence();
  const auto numbers = some.cpu_span<float>();
  std::fill_n(numbers.begin(), 17 * 3, std::numeric_limits<float>::quiet_NaN());
  Value actions = Value::dict(), subjects = Value::dict();
  actions.set("custom", Value::list({NdArray::of_tensor(some)}));
  subjects.set("a", actions);
  BOOST_TEST((counts(read({{"positions_2d", subjects}})) == Counts{0, 1}));
  actions.set("custom", Value::list({NdArray::of_tensor(Tensor::zeros({2, 17, 5}))}));
  check_refused(
      {{"positions_2d", subjects}},
      "positions_2d: a: custom: 2 or 3 numbers a joint are wanted; found the shape (2, 17, 5)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
