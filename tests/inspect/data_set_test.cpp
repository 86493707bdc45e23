#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "tests/inspect/reports.h"
#include "tests/support/tiny_dataset.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using formats::NdArray;
using formats::Value;
using inspection::Report;

namespace {

NdArray numbers(Index frames, Index joints, Index features, float value = 1) {
  Tensor tensor = Tensor::zeros({frames, joints, features});
  for (float& x : tensor.cpu_span<float>()) x = value;
  return NdArray::of_tensor(tensor);
}

/// {"S1": {"Walk": sequence}}
Value one_sequence(Value sequence) {
  Value actions = Value::dict(), subjects = Value::dict();
  actions.set("Walk", std::move(sequence));
  subjects.set("S1", actions);
  return subjects;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(inspect_data_set, InspectedFiles)

BOOST_AUTO_TEST_CASE(keypoints_of_a_studio) {
  write_keypoints_2d(path("data_2d.npz"), TinyDataset{}.keypoints);
  const Report report = inspect("data_2d.npz");
  BOOST_TEST(report.kind == "data set");
  BOOST_TEST(value(report, "data set", "holds") == R"("2D keypoints")");
  BOOST_TEST(value(report, "data set", "subjects") == "3");
  BOOST_TEST(value(report, "data set", "sequences") == "48");
  BOOST_TEST(value(report, "data set", "frames") == "1920");
  BOOST_TEST(value(report, "data set", "joints") == "17");
  BOOST_TEST(value(report, "data set", "numbers a joint") == "2");
  BOOST_TEST(fact(report, "data set", "actions").value.size() == 4U);
  BOOST_TEST(fact(report, "subjects", "S9").value["cameras"] == 4);
  BOOST_TEST(fact(report, "subjects", "S9").value["frames"] == 640);
  BOOST_TEST(value(report, "metadata", "layout") == R"("h36m")");
  BOOST_TEST(value(report, "metadata", "layout by its sides") == R"("h36m")");
  BOOST_TEST(value(report, "run", "reads it") == "true");
  BOOST_TEST(report.odd.empty());
}

BOOST_AUTO_TEST_CASE(poses_of_a_studio) {
  write_positions_3d(path("data_3d.npz"), TinyDataset{}.positions);
  const Report report = inspect("data_3d.npz");
  BOOST_TEST(value(report, "data set", "holds") == R"("3D poses")");
  BOOST_TEST(value(report, "data set", "joints") == "32");
  BOOST_TEST(value(report, "data set", "sequences") == "12");
  BOOST_TEST(!fact(report, "subjects", "S1").value.contains("cameras"));
  BOOST_TEST(report.odd.empty());
}

BOOST_AUTO_TEST_CASE(one_sequence_is_looked_at_as_detections) {
  write_keypoints_2d(path("data_2d.npz"), TinyDataset{}.keypoints);
  InspectOptions options{.reads_detections = true};
  options.reading.subject = "S9";
  options.reading.action = "Waving 2";
  options.reading.camera = 3;
  const Report report = inspect("data_2d.npz", options);
  BOOST_TEST(report.kind == "detections");
  BOOST_TEST(value(report, "people", "detections") == "40");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_nan_are_counted_and_placed) {
  NdArray array = numbers(4, 17, 2, 300);
  Tensor tensor = formats::to_tensor(array, DType::f32);
  tensor.cpu_span<float>()[2 * 34 + 6] = std::numeric_limits<float>::quiet_NaN();
  tensor.cpu_span<float>()[2 * 34 + 7] = std::numeric_limits<float>::quiet_NaN();
  formats::save_npz(
      path("a.npz"),
      {{"positions_2d", one_sequence(Value::list({Value(NdArray::of_tensor(tensor))}))}});
  const Report report = inspect("a.npz");
  BOOST_TEST(report.refused == "");
  BOOST_TEST(value(report, "data set", "not finite") == "2");
  BOOST_TEST(odd_with(report, "Walk: camera 0, frame 2, joint 3") == 1U);
  BOOST_TEST(odd_with(report, "no metadata") == 1U);
  BOOST_TEST(value(report, "run", "reads it") == "false");
}

BOOST_AUTO_TEST_CASE(millimetres_fractions_and_reduced_joints_are_odd) {
  formats::save_npz(path("mm.npz"), {{"positions_3d", one_sequence(numbers(4, 17, 3, 900))}});
  BOOST_TEST(odd_with(inspect("mm.npz"), "millimetres?") == 1U);
  BOOST_TEST(odd_with(inspect("mm.npz"), "Human3.6M's 32") == 1U);
  formats::save_npz(path("f.npz"), {{"positions_2d",
                                     one_sequence(Value::list({Value(numbers(4, 17, 2, 0.5F))}))}});
  BOOST_TEST(odd_with(inspect("f.npz"), "pixels are wanted") == 1U);
}

BOOST_AUTO_TEST_CASE(empty_and_broken_sequences_are_said) {
  formats::save_npz(path("a.npz"), {{"positions_3d", one_sequence(numbers(0, 32, 3))}});
  Report report = inspect("a.npz");
  BOOST_TEST(odd_with(report, "no frame") == 1U);
  BOOST_TEST(odd_with(report, "no numbers") == 1U);
  formats::save_npz(path("a.npz"), {{"positions_3d", one_sequence("text")}});
  report = inspect("a.npz");
  BOOST_TEST(value(report, "data set", "sequences") == "0");
  BOOST_TEST(odd_with(report, "frames x joints x 2 or 3 numbers are wanted") == 1U);
  formats::save_npz(path("a.npz"), {{"positions_2d", one_sequence("text")}, {"metadata", 3}});
  BOOST_TEST(odd_with(inspect("a.npz"), "a list over cameras is wanted; found str") == 1U);
  formats::save_npz(path("a.npz"), {{"positions_3d", Value::dict()}});
  BOOST_TEST(value(inspect("a.npz"), "data set", "subjects") == "0");
  formats::save_npz(path("a.npz"), {{"positions_3d", 3}});
  BOOST_TEST(inspect("a.npz").refused.find("positions_3d") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_list_that_stands_everywhere_is_refused_at_once) {
  Value cameras = Value::list(), actions = Value::dict(), subjects = Value::dict();
  const Value sequence(numbers(400, 17, 2, 300));
  for (int i = 0; i < 50; ++i) cameras.push_back(sequence);
  for (int i = 0; i < 50; ++i) actions.set("action " + std::to_string(i), cameras);
  for (int i = 0; i < 50; ++i) subjects.set("S" + std::to_string(i), actions);
  formats::save_npz(path("a.npz"), {{"positions_2d", subjects}});
  BOOST_TEST(inspect("a.npz").refused.find("again and again") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_layout_that_its_sides_contradict) {
  Keypoints2d keypoints = TinyDataset{}.keypoints;
  keypoints.metadata.layout_name = "coco";
  write_keypoints_2d(path("a.npz"), keypoints);
  BOOST_TEST(odd_with(inspect("a.npz"), "claims the layout 'coco'") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
