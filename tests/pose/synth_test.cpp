#include "pose/data/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include <boost/test/unit_test.hpp>

#include "pose/data/synth/detector.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

const SynthSet& full_set() {
  static const SynthSet set = synthesize({});
  return set;
}

Vec3 joint_at(const Tensor& poses, Index t, Index j) {
  const float* p = poses.data<float>() + (t * poses.dim(1) + j) * 3;
  return {p[0], p[1], p[2]};
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::memcmp(a.bytes(), b.bytes(), a.nbytes()) == 0;
}

/// Root mean square of the distance between two (T, K, >= 2) sequences, over found joints.
double mean_error(const Tensor& a, const Tensor& b) {
  const Index stride = b.dim(2);
  double sum = 0, count = 0;
  for (Index i = 0; i < a.dim(0) * a.dim(1); ++i) {
    if (stride == 3 && b.at(i * 3 + 2) == 0) continue;
    sum += std::hypot(a.at(i * 2) - b.at(i * stride), a.at(i * 2 + 1) - b.at(i * stride + 1));
    ++count;
  }
  return sum / count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synth_set)

BOOST_AUTO_TEST_CASE(all_four_parts_list_the_same_takes) {
  const SynthSet& set = full_set();
  BOOST_TEST(synth_actions().size() >= 8U);
  BOOST_TEST(set.positions.size() == 7U);
  for (const Keypoints2d* part : {&set.ground_truth, &set.detected, &set.coco}) {
    BOOST_REQUIRE(part->subjects.size() == set.positions.size());
    const Index channels = part == &set.coco ? 3 : 2;
    for (std::size_t s = 0; s < set.positions.size(); ++s) {
      BOOST_TEST(part->subjects[s].name == set.positions[s].name);
      BOOST_REQUIRE(part->subjects[s].recordings.size() == set.positions[s].recordings.size());
      for (std::size_t r = 0; r < set.positions[s].recordings.size(); ++r) {
        BOOST_TEST(part->subjects[s].recordings[r].action == set.positions[s].recordings[r].action);
        BOOST_REQUIRE(part->subjects[s].recordings[r].cameras.size() == 4U);
        for (const Tensor& view : part->subjects[s].recordings[r].cameras)
          BOOST_REQUIRE((view.shape() == Shape{200, 17, channels}));
      }
    }
  }
  BOOST_TEST(set.positions[0].recordings.size() == 2 * synth_actions().size());
  BOOST_TEST(set.positions[0].recordings[1].action == "Walking 2");
  BOOST_TEST(*set.ground_truth.metadata.layout_name == "h36m");
  BOOST_TEST(*set.coco.metadata.layout_name == "coco");
  BOOST_TEST(set.coco.metadata.left == keypoint_layout("coco").left,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bones_keep_their_length_and_differ_between_people) {
  std::map<std::string, std::vector<double>> bones;
  for (const Subject3d& subject : full_set().positions)
    for (const Recording3d& recording : subject.recordings) {
      std::vector<double> first;
      double worst = 0;
      for (Index t = 0; t < recording.poses.dim(0); ++t) {
        std::size_t bone = 0;
        for (const auto& [joint, parent] : h36m_32().bones()) {
          const double size =
              length(joint_at(recording.poses, t, joint) - joint_at(recording.poses, t, parent));
          // Collars (16, 24) stand for the thorax: what leads to them and from them moves with the
          // spine.
          if (joint == 12 || joint == 16 || joint == 24 || joint == 17 || joint == 25) continue;
          if (t == 0) first.push_back(size);
          worst = std::max(worst, std::abs(size - first[bone++]));
        }
      }
      BOOST_TEST(worst < 1e-5, subject.name << " " << recording.action << " " << worst);
      auto& known = bones.try_emplace(subject.name, first).first->second;
      for (std::size_t i = 0; i < first.size(); ++i)
        BOOST_REQUIRE(std::abs(first[i] - known[i]) < 1e-5);
    }
  std::set<std::string> thighs;
  for (const auto& [name, sizes] : bones) thighs.insert(std::to_string(sizes[1]));
  BOOST_TEST(thighs.size() == bones.size());
}

BOOST_AUTO_TEST_CASE(the_17_joints_have_constant_symmetric_bones) {
  const std::vector<Index> kept = kept_joints(32, h36m_removed_joints());
  const auto slot = [&](Index joint) { return kept[static_cast<std::size_t>(joint)]; };
  for (const Subject3d& subject : full_set().positions)
    for (const Recording3d& recording : subject.recordings)
      for (Index t = 0; t < recording.poses.dim(0); t += 40)
        for (std::size_t i = 0; i < h36m_17().joints_left.size(); ++i) {
          const auto size = [&](Index joint) {
            const Index parent = h36m_17().parents[static_cast<std::size_t>(joint)];
            return length(joint_at(recording.poses, t, slot(joint)) -
                          joint_at(recording.poses, t, slot(parent)));
          };
          BOOST_REQUIRE(std::abs(size(h36m_17().joints_left[i]) - size(h36m_17().joints_right[i])) <
                        0.05);
        }
}

BOOST_AUTO_TEST_CASE(motion_is_as_quick_and_smooth_as_people_are) {
  constexpr double kRate = 50;
  for (const Subject3d& subject : full_set().positions)
    for (const Recording3d& recording : subject.recordings) {
      double speed = 0, acceleration = 0, hip_acceleration = 0, low = 1, far = 0, travel = 0;
      for (Index t = 1; t + 1 < recording.poses.dim(0); ++t)
        for (Index j = 0; j < 32; ++j) {
          const Vec3 a = joint_at(recording.poses, t - 1, j), b = joint_at(recording.poses, t, j);
          const Vec3 c = joint_at(recording.poses, t + 1, j);
          const double change = length(c - 2 * b + a) * kRate * kRate;
          speed = std::max(speed, length(b - a) * kRate);
          acceleration = std::max(acceleration, change);
          low = std::min(low, b.z);
          if (j == 0) hip_acceleration = std::max(hip_acceleration, change);
          if (j == 0) far = std::max(far, std::hypot(b.x, b.y));
          if (j == 3) travel += length(b - a);
        }
      BOOST_TEST_CONTEXT(subject.name << " " << recording.action) {
        BOOST_TEST(speed < 16);  // the wrist of a hard throw
        BOOST_TEST(speed > 0.5);
        BOOST_TEST(acceleration < 400);
        BOOST_TEST(hip_acceleration < 60);
        BOOST_TEST(low > -0.02);
        BOOST_TEST(far < 2.2);
        if (recording.action.starts_with("Walking")) BOOST_TEST(travel > 2);
        if (recording.action.starts_with("Squatting")) BOOST_TEST(travel < 0.2);
      }
    }
}

BOOST_AUTO_TEST_CASE(everybody_is_before_every_camera_and_mostly_in_the_picture) {
  const SynthSet& set = full_set();
  const std::vector<Index> kept = kept_joints(32, h36m_removed_joints());
  for (std::size_t s = 0; s < set.positions.size(); ++s) {
    const auto cameras = h36m_cameras(set.positions[s].name);
    for (std::size_t r = 0; r < set.positions[s].recordings.size(); ++r)
      for (std::size_t c = 0; c < 4; ++c) {
        const Tensor& poses = set.positions[s].recordings[r].poses;
        const Tensor seen = world_to_camera(poses, *cameras[c].place);
        const Tensor& pixels = set.ground_truth.subjects[s].recordings[r].cameras[c];
        Index inside = 0;
        for (Index t = 0; t < poses.dim(0); ++t) {
          for (Index j = 0; j < 32; ++j) BOOST_REQUIRE(joint_at(seen, t, j).z > 1);
          for (Index k = 0; k < 17; ++k) {
            const double x = pixels.at((t * 17 + k) * 2), y = pixels.at((t * 17 + k) * 2 + 1);
            inside += x >= 0 && y >= 0 && x < 1000 && y < 1000;
          }
        }
        BOOST_TEST(static_cast<double>(inside) > 0.9 * static_cast<double>(poses.dim(0) * 17));
        // One point by hand: the third joint's pixel is the projection of slot 2.
        const Tensor one = Tensor::empty({1, 3});
        std::copy_n(seen.data<float>() + 3 * kept[2], 3, one.data<float>());
        const Tensor pixel = screen_to_pixels(project(one, cameras[c].normalized_intrinsics()),
                                              cameras[c].width, cameras[c].height);
        BOOST_TEST(std::abs(pixel.at(0) - pixels.at(4)) < 1e-3);
        BOOST_TEST(std::abs(pixel.at(1) - pixels.at(5)) < 1e-3);
      }
  }
}

BOOST_AUTO_TEST_CASE(detections_are_near_the_truth_and_scores_say_how_near) {
  const SynthSet& set = full_set();
  double sure_error = 0, sure = 0, unsure_error = 0, unsure = 0, missing = 0, all = 0;
  for (std::size_t s = 0; s < set.positions.size(); ++s)
    for (std::size_t r = 0; r < set.positions[s].recordings.size(); ++r)
      for (std::size_t c = 0; c < 4; ++c) {
        const Tensor& exact = set.ground_truth.subjects[s].recordings[r].cameras[c];
        const double error = mean_error(exact, set.detected.subjects[s].recordings[r].cameras[c]);
        BOOST_TEST((error > 1 && error < 15));
        // COCO 5 to 16 against the same joints of h36m.
        constexpr Index kSame[] = {11, 14, 12, 15, 13, 16, 4, 1, 5, 2, 6, 3};
        const Tensor& coco = set.coco.subjects[s].recordings[r].cameras[c];
        for (Index t = 0; t < 200; ++t)
          for (Index k = 0; k < 17; ++k) {
            const Index i = (t * 17 + k) * 3;
            const double score = coco.at(i + 2);
            ++all;
            missing += score == 0;
            BOOST_REQUIRE((score >= 0 && score < 1));
            if (score == 0) BOOST_REQUIRE((coco.at(i) == 0 && coco.at(i + 1) == 0));
            if (score == 0 || k < 5) continue;
            const Index truth = (t * 17 + kSame[k - 5]) * 2;
            const double off =
                std::hypot(coco.at(i) - exact.at(truth), coco.at(i + 1) - exact.at(truth + 1));
            (score > 0.7 ? sure_error : unsure_error) += off;
            ++(score > 0.7 ? sure : unsure);
          }
      }
  BOOST_TEST(sure_error / sure < 6);
  BOOST_TEST(unsure_error / unsure > 3 * sure_error / sure);
  BOOST_TEST((missing / all > 0.003 && missing / all < 0.06));
}

BOOST_AUTO_TEST_CASE(a_face_that_looks_away_is_scored_low) {
  const SynthSet& set = full_set();
  double front = 0, fronts = 0, back = 0, backs = 0;
  for (std::size_t s = 0; s < set.positions.size(); ++s)
    for (std::size_t r = 0; r < set.positions[s].recordings.size(); ++r)
      for (std::size_t c = 0; c < 4; ++c)
        for (Index t = 0; t < 200; t += 10) {
          const Tensor& coco = set.coco.subjects[s].recordings[r].cameras[c];
          const Tensor& exact = set.ground_truth.subjects[s].recordings[r].cameras[c];
          // A person whose left shoulder is at the right of the picture faces the camera.
          const double span = exact.at((t * 17 + 11) * 2) - exact.at((t * 17 + 14) * 2);
          const double score = coco.at(t * 51 + 2);
          if (span > 60) front += score, ++fronts;
          if (span < -60) back += score, ++backs;
        }
  BOOST_TEST((fronts > 100 && backs > 100));
  BOOST_TEST(front / fronts > 0.7);
  BOOST_TEST(back / backs < 0.3);
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_set_and_a_take_stands_alone) {
  const SynthOptions few{.seed = 5,
                         .frames_per_take = 60,
                         .takes = 2,
                         .subjects = {"S9"},
                         .actions = {"Waving", "Jumping"}};
  const SynthSet a = synthesize(few), b = synthesize(few);
  SynthOptions other = few;
  other.seed = 6;
  const SynthSet c = synthesize(other);
  other = few;
  other.subjects = {"S1", "S9"};
  other.actions = {"Jumping"};
  const SynthSet alone = synthesize(other);
  BOOST_TEST(a.positions[0].recordings[0].action == "Waving 1");
  BOOST_TEST(alone.positions[1].recordings[1].action == "Jumping 2");
  for (std::size_t r = 0; r < 4; ++r) {
    BOOST_TEST(same_bits(a.positions[0].recordings[r].poses, b.positions[0].recordings[r].poses));
    BOOST_TEST(!same_bits(a.positions[0].recordings[r].poses, c.positions[0].recordings[r].poses));
    for (std::size_t camera = 0; camera < 4; ++camera) {
      BOOST_TEST(same_bits(a.detected.subjects[0].recordings[r].cameras[camera],
                           b.detected.subjects[0].recordings[r].cameras[camera]));
      BOOST_TEST(same_bits(a.coco.subjects[0].recordings[r].cameras[camera],
                           b.coco.subjects[0].recordings[r].cameras[camera]));
    }
  }
  BOOST_TEST(!same_bits(a.positions[0].recordings[0].poses, a.positions[0].recordings[1].poses));
  // Two people do not stand on the same spot in the same take.
  const Vec3 one = joint_at(alone.positions[0].recordings[0].poses, 0, 0);
  BOOST_TEST(length(one - joint_at(alone.positions[1].recordings[0].poses, 0, 0)) > 0.15);
  BOOST_TEST(same_bits(a.coco.subjects[0].recordings[3].cameras[2],
                       alone.coco.subjects[1].recordings[1].cameras[2]));
}

BOOST_AUTO_TEST_CASE(wrong_options_are_refused) {
  const auto refused = [](SynthOptions options, const char* text) {
    BOOST_CHECK_EXCEPTION(synthesize(options), ValueError, [&](const Error& e) {
      return std::string(e.what()).find(text) != std::string::npos;
    });
  };
  refused({.subjects = {"S2"}}, "no subject 'S2'; known are S1, S5");
  refused({.actions = {"Flying"}}, "no action 'Flying'; known are Walking");
  refused({.subjects = {"S1", "S1"}}, "named twice");
  refused({.frames_per_take = 0}, "0 frames");
  refused({.takes = 0}, "0 takes");
  BOOST_TEST(synthesize({.frames_per_take = 1, .takes = 1, .subjects = {"S1"}})
                 .positions[0]
                 .recordings.size() == synth_actions().size());
  synth::Random random(1, {});
  BOOST_CHECK_THROW(synth::detect(Tensor::zeros({4, 16, 2}), keypoint_layout("h36m"), {}, random),
                    ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
