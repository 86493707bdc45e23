#include "pose/wild/doubt/pose_statistics.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/wild/doubt/standard_body.h"
#include "tensor/error.h"
#include "tests/doubt/body.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using test::check_throws;
using test::data_set;
using test::each;
using test::moved;
using test::standing;
using test::tensor_of;

constexpr Vec3 kUp{0, 0, 1};

std::vector<double> own_lengths() {
  return bone_lengths_of(tensor_of({standing()}).cpu_view<float>().data());
}
std::vector<double> own_numbers() {
  return *body_numbers(tensor_of({standing()}).cpu_view<float>().data(), kUp, own_lengths());
}
std::vector<double> diagonal(double variance) {
  std::vector<double> covariance(48 * 48);
  for (std::size_t i = 0; i < 48; ++i) covariance[49 * i] = variance;
  return covariance;
}

double mean_share_beyond(const PoseStatistics& statistics, double limit, std::uint64_t seed) {
  std::vector<test::Pose> poses;
  for (std::uint64_t i = 0; i < 500; ++i) poses.push_back(moved(seed + i));
  const std::vector<float> distances = statistics.distances(tensor_of(poses), kUp);
  return static_cast<double>(std::ranges::count_if(distances, [&](float d) { return d > limit; })) /
         500;
}

BOOST_AUTO_TEST_SUITE(pose_statistics)

BOOST_AUTO_TEST_CASE(the_distance_is_mahalanobis_over_the_limit) {
  const PoseStatistics round(own_lengths(), own_numbers(), diagonal(0.01), 2);
  BOOST_TEST(round.distances(tensor_of({standing()}), kUp)[0] < 1e-4);
  auto raised = standing();
  raised[13] = raised[12] + length(raised[13] - raised[12]) * Vec3{0, 0, 1};
  const double off = length(raised[13] - standing()[13]);
  BOOST_TEST(round.distances(tensor_of({raised}), kUp)[0] == off / 0.1 / 2,
             boost::test_tools::tolerance(1e-4));
  // One number varies with another: the same step is nearer along the common direction.
  std::vector<double> tied = diagonal(0.01);
  tied[37 * 48 + 36] = tied[36 * 48 + 37] = 0.009;  // x and y of joint 13
  const PoseStatistics oblong(own_lengths(), own_numbers(), tied, 2);
  const auto tilted = [&](double x, double y) {
    auto pose = standing();
    pose[13] = pose[13] + Vec3{x, y, 0};
    pose[13] = pose[12] + (own_lengths()[12] / length(pose[13] - pose[12])) * (pose[13] - pose[12]);
    return oblong.distances(tensor_of({pose}), kUp)[0];
  };
  BOOST_TEST(tilted(0.05, 0.05) < 0.5 * tilted(0.05, -0.05));
}

BOOST_AUTO_TEST_CASE(up_counts_and_its_length_does_not) {
  const PoseStatistics round(own_lengths(), own_numbers(), diagonal(0.01), 1);
  const Tensor in_camera = tensor_of({each(standing(), [](Vec3 p) {
    return Vec3{-p.x, -p.z, 4 - p.y};
  })});
  BOOST_TEST(round.distances(in_camera, {0, -0.01, 0})[0] < 1e-3);
  BOOST_TEST(round.distances(in_camera, {0, 1, 0})[0] > 10);
}

BOOST_AUTO_TEST_CASE(a_pose_that_is_none_has_no_distance) {
  const PoseStatistics round(own_lengths(), own_numbers(), diagonal(0.01), 1);
  auto broken = standing();
  broken[16].x = std::nan("");
  const std::vector<float> distances =
      round.distances(tensor_of({broken, standing(), test::Pose{}}), kUp);
  BOOST_TEST(std::isnan(distances[0]));
  BOOST_TEST(distances[1] < 1e-4);
  BOOST_TEST(std::isnan(distances[2]));
  BOOST_CHECK_THROW(round.distances(Tensor::zeros({1, 16, 3}), kUp), ShapeError);
  BOOST_CHECK_THROW(round.distances(Tensor::zeros({1, 17, 3}), {0, 0, 0}), ValueError);
  BOOST_CHECK_THROW(round.distances(Tensor::zeros({1, 17, 3}), {0, std::nan(""), 0}), ValueError);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_no_statistics_are_refused) {
  const auto make = [](std::vector<double> lengths, std::vector<double> mean,
                       std::vector<double> covariance, double limit = 1) {
    PoseStatistics(std::move(lengths), std::move(mean), std::move(covariance), limit);
  };
  check_throws<ValueError>(
      [&] {
        make({1, 2}, own_numbers(), diagonal(1));
      },
      "bone_lengths: 16 numbers are wanted; found 2");
  check_throws<ValueError>([&] { make(std::vector(16, 0.0), own_numbers(), diagonal(1)); },
                           "bone_lengths: lengths above 0 are wanted; found 0");
  check_throws<ValueError>([&] { make(own_lengths(), std::vector<double>(48, NAN), diagonal(1)); },
                           "mean: the number nan is not finite");
  check_throws<ValueError>([&] { make(own_lengths(), own_numbers(), {}); },
                           "covariance: 2304 numbers are wanted; found 0");
  check_throws<ValueError>([&] { make(own_lengths(), own_numbers(), diagonal(0)); },
                           "covariance: it is not positive definite");
  std::vector<double> saddle = diagonal(1);
  saddle[48] = 2;
  check_throws<ValueError>([&] { make(own_lengths(), own_numbers(), saddle); },
                           "covariance: it is not positive definite");
  for (const double limit : {0.0, -1.0, static_cast<double>(NAN), static_cast<double>(INFINITY)})
    BOOST_CHECK_THROW(make(own_lengths(), own_numbers(), diagonal(1), limit), ValueError);
}

BOOST_AUTO_TEST_CASE(one_in_a_hundred_of_new_poses_is_beyond_the_limit) {
  const PoseStatistics learnt = learn_pose_statistics(data_set({400, 400, 400, 400, 400, 400}));
  BOOST_TEST(mean_share_beyond(learnt, 1, 100'000) <= 0.03);
  BOOST_TEST(mean_share_beyond(learnt, 0.8, 100'000) >= 0.03);
  // Upside down is another pose.
  const auto over = each(standing(), [](Vec3 p) { return Vec3{p.x, -p.y, -p.z}; });
  BOOST_TEST(learnt.distances(tensor_of({over}), kUp)[0] > 1);
}

BOOST_AUTO_TEST_CASE(the_limit_is_that_of_poses_that_were_held_out) {
  // Sixty poses of a subject lie exactly in what they make themselves; others do not.
  const PoseStatistics few = learn_pose_statistics(data_set({30, 30}));
  const PoseStatistics many = learn_pose_statistics(data_set({500, 500}));
  BOOST_TEST(few.limit() > 1.2 * many.limit());
}

BOOST_AUTO_TEST_CASE(left_and_right_are_alike) {
  Positions3d set = data_set({50, 50});
  for (Subject3d& subject : set) {
    float* const numbers = subject.recordings[0].poses.data<float>();
    for (Index t = 0; t < 50; ++t)  // everybody raises the left hand
      for (Index d = 0; d < 3; ++d)
        numbers[t * 51 + 39 + d] = numbers[t * 51 + 36 + d] + (d == 2 ? 0.25F : 0.0F);
  }
  const PoseStatistics learnt = learn_pose_statistics(set);
  const std::vector<double> mirrored = mirrored_numbers(learnt.mean());
  for (std::size_t i = 0; i < 48; ++i) BOOST_TEST(std::abs(learnt.mean()[i] - mirrored[i]) < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_subject_counts_by_the_root_of_its_frames) {
  auto bent = standing();
  bent[13] = bent[12] + Vec3{0, -0.2, 0.1};
  const auto repeated = [](const test::Pose& pose, std::size_t times) {
    return tensor_of(std::vector(times, pose));
  };
  const PoseStatistics learnt =
      learn_pose_statistics({{"long", {{"a", repeated(standing(), 400)}}},
                             {"short", {{"a", repeated(bent, 50)}, {"b", repeated(bent, 50)}}}});
  const auto numbers = [&](const test::Pose& pose) {
    return *body_numbers(tensor_of({pose}).cpu_view<float>().data(), kUp, learnt.bone_lengths());
  };
  const std::vector<double> often = numbers(standing()), seldom = numbers(bent);
  constexpr std::size_t kLeftWristZ = 3 * 12 + 2, kRightWristZ = 3 * 15 + 2;
  const double expected = (2 * (often[kLeftWristZ] + often[kRightWristZ]) +
                           (seldom[kLeftWristZ] + seldom[kRightWristZ])) /
                          6;
  BOOST_TEST(learnt.mean()[kLeftWristZ] == expected, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(faces_behind_the_joints_are_left_away) {
  Positions3d set = data_set({40, 40});
  const PoseStatistics plain = learn_pose_statistics(set);
  for (Subject3d& subject : set) {
    const Tensor& joints = subject.recordings[0].poses;
    const Tensor with_face = Tensor::zeros({40, 22, 3});
    for (Index t = 0; t < 40; ++t)
      std::copy_n(joints.cpu_view<float>().data() + t * 51, 51, with_face.data<float>() + t * 66);
    subject.recordings[0].poses = with_face;
  }
  const PoseStatistics learnt = learn_pose_statistics(set);
  BOOST_TEST(learnt.limit() == plain.limit());
  BOOST_TEST((learnt.mean() == plain.mean()));
  BOOST_TEST((learnt.covariance() == plain.covariance()));
}

BOOST_AUTO_TEST_CASE(one_subject_is_split_by_recordings_and_one_recording_is_refused) {
  Positions3d set = data_set({40, 40, 40});
  Positions3d one{{"S", {}}};
  for (Subject3d& subject : set) one[0].recordings.push_back(subject.recordings[0]);
  BOOST_TEST(learn_pose_statistics(one).limit() > 0);
  one[0].recordings.resize(1);
  check_throws<DataError>([&] { learn_pose_statistics(one); },
                          "poses of two subjects or recordings are wanted, to compare; found 1");
  one[0].recordings[0].poses = Tensor::zeros({0, 17, 3});
  check_throws<DataError>([&] { learn_pose_statistics(one); },
                          "poses of two subjects or recordings are wanted, to compare; found 0");
  set[1].recordings[0].poses = Tensor::zeros({3, 32, 3});
  check_throws<DataError>(
      [&] { learn_pose_statistics(set); },
      "poses of 17 joints are wanted, or of 22 points as of prepare mocap; found 32");
  for (Subject3d& subject : set) subject.recordings[0].poses = Tensor::zeros({3, 17, 3});
  check_throws<DataError>([&] { learn_pose_statistics(set); }, "a bone has no length in any pose");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
