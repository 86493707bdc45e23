#include "pose/wild/person_reconstruction.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/data/views/endless_views.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const VideoSize kSize{1000, 800};
constexpr Pinhole kCamera{.focal_length = 850, .x = 500, .y = 400};
constexpr FrameRate k25{25, 1}, k50{50, 1};

PretrainedModel person_model(bool causal = false) {
  const TemporalModelOptions shape{.joints_in = 18,
                                   .features = 3,
                                   .joints_out = 18,
                                   .widths = {3, 3},
                                   .channels = 8,
                                   .causal = causal};
  Checkpoint checkpoint;
  checkpoint.model_pos = save_state(TemporalModel(shape, 3));
  checkpoint.model_facts = ModelFacts{
      .causal = causal, .keypoint_layout = "coco", .fps = 25, .input = ModelInput::person};
  const TemporaryFolder folder;
  write_checkpoint(folder / "model.bin", checkpoint);
  return load_pretrained(folder / "model.bin");
}

/// The walking figure before the camera: joints on their path, COCO's keypoints of them.
struct Filmed {
  Tensor poses, root, keypoints;  // (T, 17, 3) relative to the root; (T, 3); (T, 17, 3)
};

Filmed filmed(Index frames) {
  constexpr std::array<Index, 17> kCoco{17, 18, 19, 20, 21, 11, 14, 12, 15,
                                        13, 16, 4,  1,  5,  2,  6,  3};
  const Tensor world = walking_figure(frames);
  Filmed f{Tensor::empty({frames, 17, 3}), Tensor::empty({frames, 3}),
           Tensor::empty({frames, 17, 3})};
  for (Index t = 0; t < frames; ++t) {
    const auto at = [&](Index j) {
      const float* const p = world.data<float>() + (t * 22 + j) * 3;
      return Vec3{p[1], 1.1 - p[2], 5 - p[0]};
    };
    const Vec3 root = at(0);
    const auto put = [](float* to, double x, double y, double z) {
      to[0] = static_cast<float>(x);
      to[1] = static_cast<float>(y);
      to[2] = static_cast<float>(z);
    };
    put(f.root.data<float>() + t * 3, root.x, root.y, root.z);
    for (Index j = 0; j < 17; ++j) {
      const Vec3 p = at(j), k = at(kCoco[static_cast<std::size_t>(j)]);
      put(f.poses.data<float>() + (t * 17 + j) * 3, p.x - root.x, p.y - root.y, p.z - root.z);
      put(f.keypoints.data<float>() + (t * 17 + j) * 3,
          kCamera.x + kCamera.focal_length * k.x / k.z,
          kCamera.y + kCamera.focal_length * k.y / k.z, 0.7);
    }
  }
  return f;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  BOOST_REQUIRE(a.numel() == b.numel());
  double most = 0;
  for (Index i = 0; i < a.numel(); ++i)
    most = std::max(most, std::abs(static_cast<double>(a.data<float>()[i]) - b.data<float>()[i]));
  return most;
}

Tensor reconstructed(const PretrainedModel& model, const Tensor& keypoints, FrameRate video = k25) {
  return reconstruct(model, keypoints, {.size = kSize, .video = video, .model = k25}).poses;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(person_reconstruction)

BOOST_AUTO_TEST_CASE(the_path_is_where_the_pose_fits_the_keypoints) {
  const Filmed f = filmed(30);
  BOOST_TEST(largest_difference(fitting_path(f.poses, f.keypoints, kCamera), f.root) < 1e-3);
  // Another lens puts the same picture elsewhere.
  const Pinhole other{.focal_length = 1700, .x = 500, .y = 400};
  BOOST_TEST(fitting_path(f.poses, f.keypoints, other).at(2) > 9);
}

BOOST_AUTO_TEST_CASE(the_path_takes_a_neighbour_where_little_was_seen) {
  Filmed f = filmed(6);
  for (const Index t : {0, 3, 5})
    for (Index k = 0; k < 17; ++k) f.keypoints.data<float>()[(t * 17 + k) * 3 + 2] = 0;
  const Tensor path = fitting_path(f.poses, f.keypoints, kCamera);
  const auto check = [&](Index frame, Index source) {
    for (Index d = 0; d < 3; ++d)
      BOOST_TEST(std::abs(path.at(frame * 3 + d) - f.root.at(source * 3 + d)) < 1e-3);
  };
  check(0, 1);
  check(1, 1);
  check(3, 2);
  check(5, 4);
  for (float& x : f.keypoints.cpu_span<float>()) x = 0;
  BOOST_TEST(fitting_path(f.poses, f.keypoints, kCamera).at(2) == 4);
}

BOOST_AUTO_TEST_CASE(scores_change_nothing) {
  const PretrainedModel model = person_model();
  const Filmed f = filmed(40);
  const Tensor wanted = reconstructed(model, f.keypoints);
  BOOST_TEST(wanted.dim(0) == 40);
  for (const float scale : {0.7F, 100.0F, 0.004F}) {
    const Tensor scaled = f.keypoints.clone();
    for (Index i = 2; i < scaled.numel(); i += 3) scaled.data<float>()[i] *= scale;
    BOOST_TEST(largest_difference(reconstructed(model, scaled), wanted) == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_lost_keypoint_is_not_looked_at) {
  const PretrainedModel model = person_model();
  const Filmed f = filmed(40);
  const Tensor lost = f.keypoints.clone();
  float* const wrist = lost.data<float>() + (20 * 17 + 9) * 3;
  wrist[2] = 0;
  const Tensor wanted = reconstructed(model, lost);
  wrist[0] = 0;
  wrist[1] = 0;
  BOOST_TEST(largest_difference(reconstructed(model, lost), wanted) == 0);
  BOOST_TEST(largest_difference(reconstructed(model, f.keypoints), wanted) > 0);
}

BOOST_AUTO_TEST_CASE(windows_are_taken_at_the_model_s_rate) {
  const Filmed f = filmed(40);
  const PersonWindows all = person_windows(f.keypoints, 9, 1, false, kCamera);
  BOOST_TEST((all.windows.shape() == Shape{40, 9, 18, 3}));
  BOOST_TEST(all.turns.size() == 40U);
  // Twice the frames a second, every second frame: the same windows.
  Tensor twice = Tensor::empty({79, 17, 3});
  for (Index t = 0; t < 79; ++t)
    for (Index i = 0; i < 51; ++i)
      twice.data<float>()[t * 51 + i] = 0.5F * (f.keypoints.data<float>()[t / 2 * 51 + i] +
                                                f.keypoints.data<float>()[(t + 1) / 2 * 51 + i]);
  const PersonWindows sparse = person_windows(twice, 9, 2, false, kCamera);
  BOOST_TEST(largest_difference(sparse.windows.rows(20, 21), all.windows.rows(10, 11)) < 1e-5);
}

BOOST_AUTO_TEST_CASE(a_line_fills_short_gaps) {
  // A detector that looked at every second frame of a video of twice the model's rate: where
  // nothing was seen there is anything.
  const Filmed f = filmed(41);
  const Tensor full = f.keypoints.clone(), half = f.keypoints.clone();
  for (Index t = 1; t < 41; t += 2)
    for (Index k = 0; k < 17; ++k) {
      float *kept = full.data<float>() + (t * 17 + k) * 3,
            *lost = half.data<float>() + (t * 17 + k) * 3;
      for (Index d = 0; d < 2; ++d) {
        kept[d] = 0.5F * (kept[d - 51] + kept[d + 51]);
        lost[d] = 7;
      }
      lost[2] = 0;
    }
  const Tensor wanted = person_windows(full, 9, 2, false, kCamera).windows,
               found = person_windows(half, 9, 2, false, kCamera).windows;
  BOOST_TEST(largest_difference(found.rows(10, 31), wanted.rows(10, 31)) < 1e-5);
  // A causal window ends with its frame.
  const Tensor causal = person_windows(half, 9, 2, true, kCamera).windows,
               cut = person_windows(half.rows(0, 22).clone(), 9, 2, true, kCamera).windows;
  BOOST_TEST(largest_difference(causal.rows(0, 22), cut) == 0);
}

BOOST_AUTO_TEST_CASE(a_causal_model_does_not_see_what_comes) {
  const PretrainedModel model = person_model(true);
  const Filmed f = filmed(40);
  const Tensor cut = f.keypoints.rows(0, 20).clone();
  const Tensor whole = reconstructed(model, f.keypoints), part = reconstructed(model, cut);
  // A product of fewer rows may round otherwise: OpenBLAS has other kernels for the last few.
  BOOST_TEST(largest_difference(whole.rows(0, 20), part) < 1e-6);
}

BOOST_AUTO_TEST_CASE(long_videos_go_in_blocks) {
  const PretrainedModel model = person_model();
  const Filmed f = filmed(30);
  const Index copies = 150;
  const Tensor joined = Tensor::empty({30 * copies, 17, 3});
  for (Index c = 0; c < copies; ++c) joined.rows(30 * c, 30 * (c + 1)).copy_from(f.keypoints);
  const ReconstructOptions plain{.size = kSize, .video = k25, .model = k25, .steady = false};
  const Tensor poses = reconstruct(model, joined, plain).poses;
  // The same piece on both sides of a border of blocks; matrix products of other sizes round
  // otherwise.
  BOOST_TEST(largest_difference(poses.rows(4080, 4110), poses.rows(90, 120)) < 1e-4);
}

BOOST_AUTO_TEST_CASE(up_comes_with_the_poses_and_mirrors) {
  const PretrainedModel model = person_model();
  const Filmed f = filmed(12);
  const Reconstruction result =
      reconstruct(model, f.keypoints, {.size = kSize, .video = k25, .model = k25});
  BOOST_TEST(result.has_path);
  BOOST_TEST((result.up.shape() == Shape{12, 3}));
}

BOOST_AUTO_TEST_CASE(keypoints_without_scores_are_refused) {
  const PretrainedModel model = person_model();
  check_throws<ShapeError>(
      [&] {
        reconstructed(model, Tensor::zeros({5, 17, 2}));
      },
      "reconstruct_person: 'keypoints' has shape (5, 17, 2); expected (T, 17, "
      "3)");
}

BOOST_AUTO_TEST_SUITE_END()
