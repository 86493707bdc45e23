#include "pose/wild/doubt/doubts.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/data/views/person_window.h"
#include "pose/geometry/same_joints.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/wild/doubt/keypoint_doubts.h"
#include "tensor/error.h"
#include "tests/doubt/body.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::pose {
namespace {

constexpr Index kFrames = 4;
const VideoSize kSize{640, 480};
const Pinhole kCamera{500, 320, 240};

Vec3 to_camera(Vec3 p) { return {-p.x, 1 - p.z, 4 - p.y}; }

PretrainedModel model() {
  PretrainedModel made{"walk.bin", TemporalModel({.channels = 1}, 0), {}, {}, {}, {}, {}, {}};
  made.layout = &keypoint_layout("coco");
  made.skeleton = &h36m_17();
  made.statistics = learn_pose_statistics(test::data_set({60, 60, 60}));
  return made;
}

/// Somebody who stands 4 m before the camera, and their keypoints.
Reconstruction sound_result() {
  const test::Pose pose = test::each(test::standing(), to_camera);
  return {test::tensor_of(std::vector(kFrames, pose)), true, {}, std::vector(16, 0.04), kCamera};
}
PersonTrack sound_track(Index frames = kFrames) {
  PersonTrack person{.name = "best",
                     .keypoints = Tensor::zeros({frames, 17, 3}),
                     .detected = std::vector(static_cast<std::size_t>(frames), true),
                     .gaps = {},
                     .never_seen = {}};
  const auto numbers = person.keypoints.cpu_span<float>();
  for (std::size_t i = 0; i < numbers.size(); i += 3) {
    numbers[i] = 320;
    numbers[i + 1] = 160;
    numbers[i + 2] = 0.8F;
  }
  const test::Pose pose = test::standing();
  for (Index t = 0; t < frames; ++t)
    for (const auto& [joint, keypoint] : kSameJoints) {
      const Vec3 p = to_camera(pose[static_cast<std::size_t>(joint)]);
      const auto at = static_cast<std::size_t>((t * 17 + keypoint) * 3);
      numbers[at] = static_cast<float>(kCamera.x + kCamera.focal_length * p.x / p.z);
      numbers[at + 1] = static_cast<float>(kCamera.y + kCamera.focal_length * p.y / p.z);
    }
  return person;
}

/// What wild_scene says of the video, and which way is up.
Scene scene(Vec3 up = {0, -1, 0}) {
  Scene filmed;
  filmed.fps = 30;
  filmed.keypoints = SceneKeypoints{keypoint_layout("coco"), {}, kSize};
  filmed.camera = SceneCamera{up, {}, {}};
  return filmed;
}

template <class Item>
const std::vector<Item>& series(const Doubts& doubts, const std::string& name) {
  for (const FrameSeries& one : doubts.frames)
    if (one.name == name) return std::get<std::vector<Item>>(one.values);
  throw ValueError("no series " + name);
}

std::vector<std::string> names(const Doubts& doubts) {
  std::vector<std::string> list;
  for (const FrameSeries& one : doubts.frames) list.push_back(one.name);
  return list;
}

BOOST_AUTO_TEST_SUITE(doubts)

BOOST_AUTO_TEST_CASE(a_sound_result_is_silent_and_has_all_numbers) {
  const Doubts found = doubts_about(scene(), sound_track(), model(), sound_result());
  BOOST_TEST(found.notes == std::vector<std::string>{}, boost::test_tools::per_element());
  BOOST_TEST(names(found) ==
                 (std::vector<std::string>{"frame_interpolated", "keypoints_outside",
                                           "person_height_px", "pose_distance", "reprojection_px"}),
             boost::test_tools::per_element());
  for (const FrameSeries& one : found.frames) BOOST_TEST(one.size() == 4U);
  BOOST_TEST(!series<bool>(found, "frame_interpolated")[2]);
  BOOST_TEST(series<Index>(found, "keypoints_outside")[2] == 0);
  BOOST_TEST(series<float>(found, "person_height_px")[2] > 150);
  BOOST_TEST(series<float>(found, "pose_distance")[2] < 0.5);
  BOOST_TEST(series<float>(found, "reprojection_px")[2] < 0.01);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_in_order) {
  PersonTrack person = sound_track();
  person.detected[1] = false;
  for (Index i = 0; i < 17 * 3; ++i)
    person.keypoints.data<float>()[51 + i] *= i % 3 == 2 ? 0.0F : 1.0F;
  for (Index k = 5; k < 17; ++k) person.keypoints.data<float>()[(51 * 2) + 3 * k] += 900;
  Reconstruction result = sound_result();
  result.bone_variation.assign(16, 0.3);
  const Scene upside_down = scene({0, 1, 0});
  const Doubts found = doubts_about(upside_down, person, model(), result);
  BOOST_REQUIRE(found.notes.size() == 4U);
  BOOST_TEST(found.notes[0].starts_with("Note: 25 % of the frames are interpolated"));
  BOOST_TEST(found.notes[1].starts_with("Note: 100 % of the poses are unlike"));
  BOOST_TEST(found.notes[2].starts_with("Note: arms and legs change their length by 30 %"));
  BOOST_TEST(found.notes[3].starts_with("Note: the poses miss the keypoints by"));
  BOOST_TEST(found.notes[3].find("--person 1") != std::string::npos);
  BOOST_TEST(series<bool>(found, "frame_interpolated")[1]);
  BOOST_TEST(series<Index>(found, "keypoints_outside")[2] == 12);
  BOOST_TEST(std::isnan(series<float>(found, "person_height_px")[1]));
  BOOST_TEST(std::isnan(series<float>(found, "reprojection_px")[1]));
  person.name = "person 1";
  const Doubts followed = doubts_about(upside_down, person, model(), result);
  BOOST_TEST(followed.notes[3].find("--person") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(keypoints_are_missed_by_a_part_of_the_person) {
  PersonTrack person = sound_track();
  const float height = person_heights(person.keypoints)[0];
  const auto numbers = person.keypoints.cpu_span<float>();
  for (std::size_t i = 0; i < numbers.size(); i += 3) numbers[i] += 0.08F * height;
  const std::vector<std::string> notes =
      doubts_about(scene(), person, model(), sound_result()).notes;
  BOOST_REQUIRE(notes.size() == 1U);
  BOOST_TEST(notes[0].starts_with("Note: the poses miss the keypoints by 8 % of the person's"));
}

BOOST_AUTO_TEST_CASE(a_small_person_and_lost_joints_are_said) {
  PersonTrack person = sound_track();
  const auto numbers = person.keypoints.cpu_span<float>();
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] *= i % 3 == 2 ? 1 : 0.1F;
  for (std::size_t i = 51; i < numbers.size(); i += 51) numbers[i + 9 * 3 + 2] = 0;
  Reconstruction result = sound_result();
  result.camera.reset();
  std::vector<std::string> notes = doubts_about(scene(), person, model(), result).notes;
  BOOST_REQUIRE(notes.size() == 1U);
  BOOST_TEST(notes[0] ==
             "Note: the person is smaller than 40 pixels in 100 % of the frames: one pixel is "
             "several centimetres of the person");
  for (std::size_t i = 0; i < numbers.size(); i += 51) numbers[i + 16 * 3 + 2] = 0;
  notes = doubts_about(scene(), person, model(), result).notes;
  BOOST_REQUIRE(notes.size() == 1U);  // 7 of 48: not many
  for (std::size_t i = 0; i < numbers.size(); i += 51) numbers[i + 15 * 3 + 2] = 0;
  notes = doubts_about(scene(), person, model(), result).notes;
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(notes[1] == "Note: 23 % of the keypoints were not found and are interpolated");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_has_no_series) {
  PretrainedModel plain = model();
  plain.statistics.reset();
  Reconstruction result = sound_result();
  result.camera.reset();
  const Doubts found = doubts_about(scene(), sound_track(), plain, result);
  BOOST_TEST(found.notes.empty());
  BOOST_TEST(names(found) == (std::vector<std::string>{"frame_interpolated", "keypoints_outside",
                                                       "person_height_px"}),
             boost::test_tools::per_element());
  // Statistics are of Human3.6M's joints.
  PretrainedModel other = model();
  other.skeleton = &humaneva_15();
  result.poses = Tensor::zeros({kFrames, 15, 3});
  BOOST_TEST(doubts_about(scene(), sound_track(), other, result).frames.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_scene_without_a_camera_has_the_usual_one) {
  Scene usual = scene();
  usual.camera.reset();
  const Doubts found = doubts_about(usual, sound_track(), model(), sound_result());
  BOOST_TEST(found.notes.empty());
  BOOST_TEST(series<float>(found, "pose_distance")[0] < 0.7);
}

BOOST_AUTO_TEST_CASE(other_numbers_of_frames_are_refused) {
  BOOST_CHECK_THROW(doubts_about(scene(), sound_track(2), model(), sound_result()), ShapeError);
  Reconstruction plain = sound_result();
  plain.camera.reset();
  BOOST_CHECK_THROW(doubts_about(scene(), sound_track(2), model(), plain), ShapeError);
}

BOOST_AUTO_TEST_CASE(the_first_frames_keep_what_doubts_need) {
  const Reconstruction cut = first_frames(sound_result(), 2);
  BOOST_TEST(cut.poses.dim(0) == 2);
  BOOST_TEST(cut.bone_variation.size() == 16U);
  BOOST_TEST(cut.camera.has_value());
  for (const FrameSeries& one : doubts_about(scene(), sound_track(2), model(), cut).frames)
    BOOST_TEST(one.size() == 2U);
}

/// A checkpoint of fresh weights, and statistics beside it.
struct Saved {
  test::TemporaryFolder folder;
  explicit Saved(ModelInput input) {
    Checkpoint checkpoint;
    TemporalModelOptions shape{.widths = {3}, .channels = 8};
    if (input == ModelInput::person) {
      shape.joints_in = kWindowKeypoints;
      shape.features = kWindowFeatures;
      shape.joints_out = 18;
    }
    checkpoint.model_pos = save_state(TemporalModel(shape, 3));
    checkpoint.model_facts = ModelFacts{.keypoint_layout = "coco", .fps = 25, .input = input};
    write_checkpoint(folder / "a.bin", checkpoint);
  }
};

BOOST_AUTO_TEST_CASE(statistics_beside_a_checkpoint_are_read_with_it) {
  const Saved saved(ModelInput::screen);
  BOOST_TEST(!load_pretrained(saved.folder / "a.bin").statistics.has_value());
  write_pose_statistics(saved.folder / "a.statistics.npz", *model().statistics);
  BOOST_TEST(load_pretrained(saved.folder / "a.bin").statistics.has_value());
  test::write_text(saved.folder / "a.statistics.npz", "no zip");
  BOOST_CHECK_THROW(load_pretrained(saved.folder / "a.bin"), DataError);
}

BOOST_AUTO_TEST_CASE(a_reconstruction_brings_what_doubts_need) {
  const FrameRate rate{25, 1};
  const ReconstructOptions options{
      .size = kSize, .video = rate, .model = rate, .prediction = {.mirror = false}};
  const Tensor keypoints = test::random_tensor({6, 17, 3}, DType::f32, 5, 100, 400);
  const Saved person(ModelInput::person), screen(ModelInput::screen);
  const Reconstruction own =
      reconstruct(load_pretrained(person.folder / "a.bin"), keypoints, options);
  BOOST_TEST(own.bone_variation.size() == 16U);
  BOOST_TEST(*std::ranges::max_element(own.bone_variation) > 0.01);
  BOOST_REQUIRE(own.camera.has_value());
  BOOST_TEST(own.camera->focal_length == usual_pinhole(kSize).focal_length);
  const Reconstruction seen =
      reconstruct(load_pretrained(screen.folder / "a.bin"), keypoints, options);
  BOOST_TEST(seen.bone_variation.size() == 16U);
  BOOST_TEST(*std::ranges::max_element(seen.bone_variation) > 0.01);
  BOOST_TEST(!seen.camera.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
