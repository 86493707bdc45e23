#include "pose/detect/decode.h"

#include <algorithm>

#include "pose/detect/grid_ops.h"
#include "tensor/call_site.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/max_pool2d.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/kernels/top_k.h"

namespace posegrad::pose {
namespace {

constexpr Index kMostPeople = 6;
constexpr Index kPixelsPerPlace = 4;

// (1, H, W, C) -> (H, W, C / last, last) in host memory; last = 1: (H, W, C).
Tensor on_host(const Tensor& map, Index last = 1) {
  const Index H = map.dim(1), W = map.dim(2), C = map.dim(3);
  const Tensor host = map.to(Device::cpu);
  return last == 1 ? host.reshape({H, W, C}) : host.reshape({H, W, C / last, last});
}

DetectedKeypoint keypoint_of(const float* yxs) {
  return {.x = yxs[1], .y = yxs[0], .confidence = yxs[2], .score = yxs[2]};
}

std::vector<DetectedKeypoint> keypoints_of(const Tensor& keypoints) {
  std::vector<DetectedKeypoint> list;
  for (Index j = 0; j < keypoints.dim(0); ++j)
    list.push_back(keypoint_of(keypoints.data<float>() + 3 * j));
  return list;
}

Box box_around(const std::vector<DetectedKeypoint>& keypoints) {
  const auto [left, right] = std::ranges::minmax(keypoints, {}, &DetectedKeypoint::x);
  const auto [top, bottom] = std::ranges::minmax(keypoints, {}, &DetectedKeypoint::y);
  return {left.x, top.y, right.x, bottom.y};
}

}  // namespace

DecodedPerson decode_person(const MovenetMaps& maps, const Movenet& network) {
  const CallScope scope("decoding");
  const Tensor center = on_host(kernels::sigmoid(maps.center)),
               heat = on_host(kernels::sigmoid(maps.heatmap)), regress = on_host(maps.regress, 2),
               offset = on_host(maps.offset, 2);
  const Index places = heat.dim(0) * heat.dim(1), J = heat.dim(2);
  // The person in the middle of the picture counts most.
  const Tensor weighted = kernels::mul(center.reshape({places, 1}),
                                       network["decode.center_weight"].reshape({places, 1}));
  const Tensor near =
      near_heat(heat, regress, kernels::argmax(weighted), network["decode.softening"].at(0));
  const Tensor best = kernels::argmax(near.reshape({places, J}));
  const Tensor& scale = network["decode.scale"];
  const Tensor keypoints = keypoints_at(heat.reshape({heat.dim(0), heat.dim(1), 1, J}), offset,
                                        best.reshape({1, J}), scale.at(0), scale.at(1))
                               .reshape({J, 3});

  DecodedPerson person{.keypoints = keypoints_of(keypoints), .score = 0, .box = {}};
  for (const DetectedKeypoint& keypoint : person.keypoints)
    person.score += keypoint.score / static_cast<double>(J);
  person.box = box_around(person.keypoints);
  return person;
}

std::vector<DecodedPerson> decode_people(const MovenetMaps& maps, const Movenet& network) {
  const CallScope scope("decoding");
  const Tensor centers = kernels::sigmoid(maps.center),
               heat = on_host(kernels::sigmoid(maps.heatmap)), regress = on_host(maps.regress, 2),
               offset = on_host(maps.offset, 2);
  const Index H = heat.dim(0), W = heat.dim(1), J = heat.dim(2);
  const Tensor largest = kernels::max_pool2d(centers, 5, 1, kernels::Padding::same);
  const Tensor peak = peaks(on_host(centers), on_host(largest), network["decode.peak"].at(0));
  const auto [scores, middles] = kernels::top_k(peak.reshape({H * W}), kMostPeople);

  const Tensor boxes = people_boxes(on_host(maps.box_offset), on_host(maps.box_scale), middles);
  const Tensor near = people_heat(heat, regress, middles, boxes, network["decode.gaussian"].at(0));
  const Tensor best = kernels::argmax(near.reshape({H * W, kMostPeople * J}));
  // As the graph computes them: 4 / (4 H).
  const auto share = [](Index places) {
    return static_cast<double>(static_cast<float>(kPixelsPerPlace) /
                               static_cast<float>(kPixelsPerPlace * places));
  };
  const Tensor keypoints =
      keypoints_at(near, offset, best.reshape({kMostPeople, J}), share(H), share(W));

  const double least = network["decode.least_score"].at(0);
  std::vector<DecodedPerson> people;
  for (Index k = 0; k < kMostPeople; ++k) {
    DecodedPerson person{
        .keypoints = keypoints_of(keypoints.rows(k, k + 1).reshape({J, 3})), .score = 0, .box = {}};
    // The middle's score times the mean of the scores of the keypoints that are seen.
    double sum = 0, seen = 0;
    for (const DetectedKeypoint& keypoint : person.keypoints) {
      if (keypoint.score <= least) continue;
      sum += scores.at(k) * keypoint.score;
      ++seen;
    }
    person.score = sum / std::max(seen, 1.0);
    const auto side = [&](Index i, Index places) {
      return std::clamp(boxes.at(4 * k + i) / static_cast<double>(places), 0.0, 1.0);
    };
    person.box = {.x1 = side(1, W), .y1 = side(0, H), .x2 = side(3, W), .y2 = side(2, H)};
    people.push_back(std::move(person));
  }
  return people;
}

}  // namespace posegrad::pose
