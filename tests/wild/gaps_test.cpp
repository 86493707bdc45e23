#include "pose/wild/gaps.h"

#include <cmath>
#include <cstring>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using Frames = std::vector<bool>;

/// Keypoints that were found in the frames that are detected; "1101": not in frame 2. '0': the
/// person was not detected; 'n': detected, but no keypoint was found.
PersonTrack track_of(const std::string& frames) {
  const auto T = static_cast<Index>(frames.size());
  PersonTrack track;
  track.keypoints = test::random_tensor({T, 17, 3}, DType::f32, 6);
  for (Index t = 0; t < T; ++t) {
    const char seen = frames[static_cast<std::size_t>(t)];
    track.detected.push_back(seen != '0');
    for (Index k = 0; k < 17; ++k)
      track.keypoints.data<float>()[(t * 17 + k) * 3 + 2] = seen == '1' ? 0.5F : 0.0F;
  }
  return track;
}

Frames frames_of(const std::string& text) {
  Frames frames;
  for (const char c : text) frames.push_back(c == '1');
  return frames;
}

bool is_nan(const Tensor& tensor, Index t) {
  const Index row = tensor.numel() / tensor.dim(0);
  Index count = 0;
  for (Index i = t * row; i < (t + 1) * row; ++i) count += std::isnan(tensor.at(i)) ? 1 : 0;
  BOOST_TEST((count == 0 || count == row));
  return count == row;
}

bool same_rows(const Tensor& a, const Tensor& b, Index begin, Index end) {
  const Tensor x = a.rows(begin, end), y = b.rows(begin, end);
  return std::memcmp(x.bytes(), y.bytes(), x.nbytes()) == 0;
}

BOOST_AUTO_TEST_SUITE(gaps)

BOOST_AUTO_TEST_CASE(gaps_up_to_the_limit_are_filled) {
  const PersonTrack track = track_of("0110n1000110000");
  const auto long_gaps = [&](double seconds) { return frames_in_long_gaps(track, seconds, 10); };
  BOOST_TEST((long_gaps(kFillAll) == frames_of("000000000000000")));
  BOOST_TEST((long_gaps(0.4) == frames_of("000000000000000")));
  BOOST_TEST((long_gaps(0.3) == frames_of("000000000001111")));
  BOOST_TEST((long_gaps(0.2) == frames_of("000000111001111")));
  BOOST_TEST((long_gaps(0.15) == frames_of("000110111001111")));
  BOOST_TEST((long_gaps(0) == frames_of("100110111001111")));
  BOOST_TEST((frames_in_long_gaps(track_of("11000111"), 0.1, 30) == frames_of("00000000")));
  // 0.29 * 100 is a little below 29.
  const std::string second = "1" + std::string(29, '0') + "1";
  BOOST_TEST((frames_in_long_gaps(track_of(second), 0.29, 100) == Frames(31, false)));
  BOOST_TEST((frames_in_long_gaps(track_of("11000111"), 0.1, 29) == frames_of("00111000")));
}

BOOST_AUTO_TEST_CASE(filters_do_not_reach_across_gaps) {
  const Tensor motion = test::random_tensor({60, 2, 3}, DType::f32, 1), other = motion.clone();
  Frames gaps(60, false);
  for (Index t = 20; t < 30; ++t) {
    gaps[static_cast<std::size_t>(t)] = true;
    for (Index i = 0; i < 6; ++i) other.data<float>()[t * 6 + i] = 1000;
  }
  for (const char* form : {"butterworth", "one-euro", "savgol:9:3", "gaussian:0.1s"}) {
    const SmoothingChoice choice = parse_smoothing(form);
    const Tensor a = smooth_between(motion, 30, choice, gaps),
                 b = smooth_between(other, 30, choice, gaps);
    BOOST_TEST(same_rows(a, b, 0, 20), form);
    BOOST_TEST(same_rows(a, b, 30, 60), form);
    BOOST_TEST(same_rows(a, motion, 20, 30), form);
    BOOST_TEST(same_rows(b, other, 20, 30), form);
    BOOST_TEST(!same_rows(a, motion, 0, 20), form);
    const Tensor whole = smooth_between(motion, 30, choice, {});
    BOOST_TEST(same_rows(whole, smooth(motion, 30, choice), 0, 60), form);
    BOOST_TEST(!same_rows(whole, a, 30, 60), form);
  }
  BOOST_CHECK_THROW(smooth_between(motion, 30, NoFilter{}, Frames(59)), ShapeError);
}

BOOST_AUTO_TEST_CASE(keypoints_keep_their_confidence) {
  PersonTrack track = track_of(std::string(40, '1'));
  const PersonTrack before = track;
  smooth_keypoints(track, 30, parse_smoothing("butterworth:3Hz"), Frames(40, false));
  Index changed = 0;
  for (Index i = 0; i < track.keypoints.numel(); ++i) {
    if (i % 3 == 2)
      BOOST_TEST(track.keypoints.at(i) == before.keypoints.at(i));
    else
      changed += track.keypoints.at(i) != before.keypoints.at(i) ? 1 : 0;
  }
  BOOST_TEST(changed == 40 * 17 * 2);
}

BOOST_AUTO_TEST_CASE(one_euro_knows_how_tall_a_person_is_in_the_picture) {
  PersonTrack near = track_of(std::string(40, '1')), far = near;
  far.keypoints = near.keypoints.clone();
  for (Index i = 0; i < far.keypoints.numel(); ++i)
    if (i % 3 != 2) far.keypoints.data<float>()[i] *= 0.25F;
  for (PersonTrack* track : {&near, &far}) smooth_keypoints(*track, 30, OneEuro{}, Frames(40));
  for (Index i = 0; i < near.keypoints.numel(); ++i)
    if (i % 3 != 2)
      BOOST_TEST(0.25 * near.keypoints.at(i) == far.keypoints.at(i),
                 boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(what_lies_in_gaps_is_left_out_of_the_scene) {
  Scene scene;
  scene.fps = 10;
  scene.frame_numbers = {5, 6, 7, 8};
  const Tensor poses = test::random_tensor({4, 17, 3}, DType::f32, 2);
  scene.motions = {{"first", h36m_17(), poses, {}, Tensor::full({4, 2}, 1, DType::i64)},
                   {"second", h36m_17(), poses, Tensor::full({4}, 3)}};
  scene.keypoints =
      SceneKeypoints{keypoint_layout("coco"), Tensor::full({4, 17, 2}, 9), {640, 480}};
  scene.series = {{"counts", std::vector<Index>{1, 2, 3, 4}},
                  {"numbers", std::vector<float>{1, 2, 3, 4}}};
  leave_out_gaps(scene, {false, true, true, false});
  BOOST_CHECK_NO_THROW(check_scene(scene, "test"));
  for (Index t = 0; t < 4; ++t) {
    const bool is_gap = t == 1 || t == 2;
    for (const SceneMotion& motion : scene.motions)
      BOOST_TEST(is_nan(motion.positions, t) == is_gap);
    BOOST_TEST(is_nan(scene.motions[1].error_mm, t) == is_gap);
    BOOST_TEST(is_nan(scene.keypoints->positions, t) == is_gap);
    BOOST_TEST(scene.motions[0].foot_contacts.at(2 * t) == (is_gap ? 0 : 1));
    BOOST_TEST(std::isnan(std::get<2>(scene.series[1].values)[static_cast<std::size_t>(t)]) ==
               is_gap);
  }
  BOOST_TEST((std::get<1>(scene.series[0].values) == std::vector<Index>{1, 2, 3, 4}));
  BOOST_TEST(scene.series.back().name == "frame_missing");
  BOOST_TEST((std::get<0>(scene.series.back().values) == Frames{false, true, true, false}));
  BOOST_TEST(!is_nan(poses, 1));  // what others hold stays
  BOOST_CHECK_THROW(leave_out_gaps(scene, Frames(3)), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
