#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/detect/movenet_weights.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// The maps that the network makes of pictures: logits where they are scores, and distances in
/// places of the map. A map has one place for each square of 4 x 4 pixels.
struct MovenetMaps {
  Tensor center;   // (N, H, W, 1) how much a place looks like the middle of a person
  Tensor heatmap;  // (N, H, W, 17) how much it looks like each keypoint
  Tensor regress;  // (N, H, W, 34) if it is a middle: how far to each keypoint, y and x
  Tensor offset;   // (N, H, W, 34) if it is a keypoint: how far from the place's corner, y and x
  Tensor box_offset, box_scale;  // (N, H, W, 2) if it is a middle: of the person's box; MultiPose
};

/// MoveNet, written out: a MobileNetV2 makes features at 1/4 to 1/32 of the picture's size, a
/// pyramid brings them together again at 1/4, and small heads make a map each. Every norm is folded
/// into the convolution before it. One code for Lightning (192 x 192), Thunder (256 x 256; wider)
/// and MultiPose (wider, two more heads, any multiple of 32).
/// Source: the published graphs; arXiv:1801.04381 (MobileNetV2), arXiv:1904.07850 (CenterNet).
class Movenet {
 public:
  explicit Movenet(MovenetWeights weights);

  /// A number or table of the file, f32: "decode.scale".
  const Tensor& operator[](const std::string& name) const { return weights_.tensors.at(name); }
  bool is_multipose() const noexcept { return weights_.network->of_many; }
  /// Pixels of a side of its pictures; 0: any multiple of 32.
  Index input_size() const noexcept { return weights_.network->input_size; }

  /// pictures (N, H, W, 3), red, green, blue from 0 to 255. Throws ShapeError unless H and W are
  /// multiples of 32.
  MovenetMaps operator()(const Tensor& pictures) const;

 private:
  /// What is done to every sum: max(., low), min(., high).
  struct Activation {
    double low, high;
  };
  static const Activation kLinear, kRelu, kRelu6;

  Tensor scaled(const Tensor& pictures) const;
  std::vector<Tensor> features(const Tensor& x) const;
  Tensor pyramid(const std::vector<Tensor>& features) const;
  Tensor head(const std::string& name, const Tensor& x) const;
  Tensor inverted_residual(const std::string& name, const Tensor& x, Index stride) const;
  Tensor in_three_layers(const std::string& name, const Tensor& x, Index stride) const;
  Tensor convolution(const std::string& name, const Tensor& x, Activation activation,
                     Index stride = 1) const;
  Tensor depthwise(const std::string& name, const Tensor& x, Activation activation,
                   Index stride = 1) const;

  MovenetWeights weights_;
};

}  // namespace posegrad::pose
