// Chapter 12: docs/tutorial/12_reading_a_pose.md
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/data/dataset.h"
#include "pose/data/synth/synth.h"
#include "pose/geometry/vec3.h"
#include "pose/library/model_library.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "pose/wild/reconstruct.h"
#include "tensor/dispatch.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;
using namespace posegrad::pose;

namespace {

constexpr VideoSize kSize{1000, 1002};

// ---- the clip: what a detector found, and where the joints were

struct Clip {
  Tensor keypoints;  // (T, 17, 3): COCO's joints: pixels and a score
  Tensor truth;      // (T, 17, 3): Human3.6M's joints in the camera's axes, metres, from the hip on
};

Clip made_clip() {
  const SynthSet set =
      synthesize({.frames_per_take = 60, .takes = 1, .subjects = {"S9"}, .actions = {"Walking"}});
  const Dataset dataset = make_h36m(set.positions, set.coco, {});
  return {set.coco.subjects[0].recordings[0].cameras[0],
          select(dataset, {.subjects = {"S9"}, .action_prefixes = {}})[0].positions};
}

// ---- faults, each a change of what a detector found

using Keypoint = std::array<float, 3>;  // x, y, score

Keypoint& at(const Tensor& keypoints, Index frame, Index joint) {
  return reinterpret_cast<Keypoint*>(keypoints.data<float>())[frame * 17 + joint];
}

Tensor changed(const Tensor& keypoints, const std::function<void(const Tensor&, Index)>& change) {
  Tensor result = keypoints.clone();
  for (Index t = 0; t < result.dim(0); ++t) change(result, t);
  return result;
}

enum Coco : Index { left_hip = 11, right_hip, left_knee, right_knee, left_ankle, right_ankle };

void swap_legs(const Tensor& k, Index t) {
  if (t < 20 || t >= 40) return;
  std::swap(at(k, t, left_knee), at(k, t, right_knee));
  std::swap(at(k, t, left_ankle), at(k, t, right_ankle));
}

void one_trouser_leg(const Tensor& k, Index t) {
  at(k, t, right_knee) = at(k, t, left_knee);
  at(k, t, right_ankle) = at(k, t, left_ankle);
}

void upside_down(const Tensor& k, Index t) {
  for (Index j = 0; j < 17; ++j) at(k, t, j)[1] = kSize.height - at(k, t, j)[1];
}

void squeezed(const Tensor& k, Index t) {
  for (Index j = 0; j < 17; ++j) at(k, t, j)[0] *= 0.5F;
}

// ---- is the arithmetic right?

// Every 499th element of what every kernel computes, beside its definition.
class Auditor final : public KernelObserver {
 public:
  void before(const KernelCall& call) override { kept_ = call.keep_inputs(); }

  void after(const KernelCall& call, double) override {
    const std::vector<Tensor> outputs = call.outputs();
    for (std::size_t o = 0; o < outputs.size(); ++o)
      for (Index e = 0; e < outputs[o].numel(); e += 499) {
        const Reference expected = kept_->reference(static_cast<int>(o), e);
        const double error = std::abs(outputs[o].at(e) - expected.value);
        ++elements;
        if (!(error <= expected.bound(outputs[o].dtype()))) ++outside;
      }
  }

  Index elements = 0, outside = 0;

 private:
  std::unique_ptr<KernelCall> kept_;
};

// ---- is the pose right?

// Joints that COCO and Human3.6M define alike, by Human3.6M's numbers: hips, knees, ankles,
// shoulders, elbows, wrists.
constexpr std::array<Index, 12> kSame{1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};

Vec3 joint(const Tensor& poses, Index t, Index j) {
  const float* const p = poses.data<float>() + (t * 17 + j) * 3;
  return {p[0], p[1], p[2]};
}

// Relative to the middle of the hips, which the two may define differently.
Vec3 rooted(const Tensor& poses, Index t, Index j) {
  return joint(poses, t, j) - 0.5 * (joint(poses, t, 1) + joint(poses, t, 4));
}

// Millimetres, after the best scale of each frame: the mean, and the part along the camera's axis.
struct Errors {
  double all = 0, sideways = 0, depth = 0;
};

Errors errors(const Tensor& poses, const Tensor& truth) {
  Errors sum;
  for (Index t = 0; t < truth.dim(0); ++t) {
    double product = 0, square = 0;
    for (const Index j : kSame) {
      product += dot(rooted(poses, t, j), rooted(truth, t, j));
      square += dot(rooted(poses, t, j), rooted(poses, t, j));
    }
    for (const Index j : kSame) {
      const Vec3 off = product / square * rooted(poses, t, j) - rooted(truth, t, j);
      sum.all += std::sqrt(dot(off, off));
      sum.sideways += std::hypot(off.x, off.y);
      sum.depth += std::abs(off.z);
    }
  }
  const double to_mean = 1000.0 / static_cast<double>(truth.dim(0) * 12);
  return {sum.all * to_mean, sum.sideways * to_mean, sum.depth * to_mean};
}

// ---- the table

struct Row {
  std::string name;
  Tensor keypoints;
};

// Of the person's height in the picture.
double missed(const Reconstruction& result, const Tensor& keypoints) {
  const std::vector<float> pixels = reprojection_distances(result.poses, keypoints, *result.camera);
  double sum = 0;
  for (Index t = 0; t < keypoints.dim(0); ++t) {
    float top = 1e9F, bottom = -1e9F;
    for (Index j = 0; j < 17; ++j)
      if (at(keypoints, t, j)[2] > 0) {
        top = std::min(top, at(keypoints, t, j)[1]);
        bottom = std::max(bottom, at(keypoints, t, j)[1]);
      }
    sum += pixels[static_cast<std::size_t>(t)] / (bottom - top);
  }
  return sum / static_cast<double>(keypoints.dim(0));
}

void look_at(const Row& row, const PretrainedModel& model, const Tensor& truth) {
  Auditor auditor;
  set_kernel_observer(&auditor);
  const Reconstruction result = reconstruct(
      model, row.keypoints, {.size = kSize, .video = {50, 1}, .model = frame_rate(*model.fps)});
  set_kernel_observer(nullptr);
  const Errors off = errors(result.poses, truth);
  fmt::print("{:18}{:>8}{:>8.0f}{:>10.0f}{:>7.0f}{:>8.0f} %{:>8.0f} %\n", row.name, auditor.outside,
             off.all, off.sideways, off.depth,
             100 * limb_variation(result.bone_variation, *model.skeleton),
             100 * missed(result, row.keypoints));
}

void faults(const PretrainedModel& model, const Clip& clip) {
  const std::vector<Row> rows{
      {"as found", clip.keypoints},
      {"legs exchanged", changed(clip.keypoints, swap_legs)},
      {"one trouser leg", changed(clip.keypoints, one_trouser_leg)},
      {"upside down", changed(clip.keypoints, upside_down)},
      {"squeezed", changed(clip.keypoints, squeezed)},
  };
  fmt::print("{:18}{:>8}{:>8}{:>10}{:>7}{:>10}{:>10}\n", "", "outside", "all", "sideways", "depth",
             "limbs", "missed");
  for (const Row& row : rows) look_at(row, model, clip.truth);
}

}  // namespace

int main() {
  const PretrainedModel model = load_pretrained(default_model(false).weights_path());
  faults(model, made_clip());
}
