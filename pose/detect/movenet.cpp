#include "pose/detect/movenet.h"

#include <array>
#include <limits>

#include <fmt/format.h>

#include "tensor/call_site.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/conv2d.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/inverted_residual.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/kernels/resize_bilinear.h"

namespace posegrad::pose {
namespace {

Tensor twice_as_large(const Tensor& x) {
  return kernels::resize_bilinear(x, 2 * x.dim(1), 2 * x.dim(2), kernels::PixelCenters::half_pixel);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

const Movenet::Activation Movenet::kLinear{-kInfinity, kInfinity}, Movenet::kRelu{0, kInfinity},
    Movenet::kRelu6{0, 6};

Movenet::Movenet(MovenetWeights weights) : weights_(std::move(weights)) {
  // The separable convolutions of pyramid and heads have no bias between their halves.
  constexpr std::string_view kFilters = ".depthwise.weight";
  std::map<std::string, Tensor> none;
  for (const auto& [name, filters] : weights_.tensors)
    if (name.ends_with(kFilters))
      none.emplace(name.substr(0, name.size() - kFilters.size()) + ".depthwise.bias",
                   Tensor::zeros({filters.dim(2)}));
  weights_.tensors.merge(none);
}

MovenetMaps Movenet::operator()(const Tensor& pictures) const {
  if (pictures.rank() != 4 || pictures.dim(3) != 3 || pictures.dim(1) % 32 != 0 ||
      pictures.dim(2) % 32 != 0)
    throw ShapeError(fmt::format(
        "MoveNet: the pictures have shape {}; expected (N, H, W, 3), H and W multiples of 32",
        pictures.shape().to_string()));
  const Tensor x = pyramid(features(scaled(pictures)));
  MovenetMaps maps{.center = head("center", x),
                   .heatmap = head("heatmap", x),
                   .regress = head("regress", x),
                   .offset = head("offset", x),
                   .box_offset = {},
                   .box_scale = {}};
  if (is_multipose()) {
    maps.box_offset = head("box_offset", x);
    maps.box_scale = head("box_scale", x);
  }
  return maps;
}

Tensor Movenet::convolution(const std::string& name, const Tensor& x, Activation activation,
                            Index stride) const {
  const CallScope scope(name);
  return kernels::conv2d_bias_clamp(x, (*this)[name + ".weight"], (*this)[name + ".bias"],
                                    {.stride = stride}, activation.low, activation.high);
}

// One filter for each channel.
Tensor Movenet::depthwise(const std::string& name, const Tensor& x, Activation activation,
                          Index stride) const {
  const CallScope scope(name);
  return kernels::depthwise_bias_clamp(x, (*this)[name + ".weight"], (*this)[name + ".bias"],
                                       {.stride = stride}, activation.low, activation.high);
}

// 0..255 to -1..1, by the numbers of the file, which are 1/127.5 only nearly.
Tensor Movenet::scaled(const Tensor& pictures) const {
  const CallScope scope("input");
  return kernels::affine(pictures, (*this)["input.scale"].at(0), -(*this)["input.shift"].at(0));
}

// MobileNetV2. At 1/4, 1/8, 1/16 and 1/32 of the picture's size.
std::vector<Tensor> Movenet::features(const Tensor& pictures) const {
  constexpr std::array<Index, 17> kStrides{1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1};
  std::vector<Tensor> kept;
  Tensor x = convolution("backbone.conv", pictures, kRelu6, 2);
  for (std::size_t b = 0; b < kStrides.size(); ++b) {
    x = inverted_residual(fmt::format("backbone.block_{}", b), x, kStrides[b]);
    if (b == 2 || b == 5 || b == 9) kept.push_back(x);
  }
  kept.push_back(convolution("backbone.last", x, kRelu6));
  return kept;
}

// Wide, filtered channel by channel, narrow again; added to what came in where that is as large. The
// first is as wide as what comes in.
Tensor Movenet::inverted_residual(const std::string& name, const Tensor& x, Index stride) const {
  if (!weights_.tensors.contains(name + ".expand.weight"))
    return convolution(name + ".project", depthwise(name + ".depthwise", x, kRelu6, stride),
                       kLinear);
  const Tensor narrow = in_three_layers(name, x, stride);
  if (x.shape() != narrow.shape()) return narrow;
  const CallScope scope(name);
  kernels::add_into(narrow, x);
  return narrow;
}

// Wide maps that no cache holds are made and used row by row; for small ones, which have few rows for
// threads to share, the layers one after the other are quicker.
Tensor Movenet::in_three_layers(const std::string& name, const Tensor& x, Index stride) const {
  constexpr Index kMostBytes = Index{1} << 20;
  const Tensor& expand = (*this)[name + ".expand.weight"];
  if (x.dim(1) * x.dim(2) * expand.dim(3) * static_cast<Index>(sizeof(float)) <= kMostBytes)
    return convolution(
        name + ".project",
        depthwise(name + ".depthwise", convolution(name + ".expand", x, kRelu6), kRelu6, stride),
        kLinear);
  const CallScope scope(name);
  const auto filters = [&](const std::string& layer) {
    return kernels::BiasedFilters{(*this)[name + layer + ".weight"],
                                  (*this)[name + layer + ".bias"]};
  };
  return kernels::inverted_residual(x, filters(".expand"), filters(".depthwise"),
                                    filters(".project"), {.stride = stride}, kRelu6.low,
                                    kRelu6.high);
}

// From the smallest map to the largest: the one before, twice as large, and the backbone's.
Tensor Movenet::pyramid(const std::vector<Tensor>& features) const {
  const auto lateral = [&](std::size_t i) {
    return convolution(fmt::format("pyramid.lateral_{}", i), features[features.size() - 1 - i],
                       kLinear);
  };
  Tensor x = lateral(0);
  for (std::size_t i = 1; i < features.size(); ++i) {
    const std::string name = fmt::format("pyramid.smooth_{}", i - 1);
    {
      const CallScope scope(name);
      x = twice_as_large(x);
    }
    const Tensor finer = lateral(i);
    {
      const CallScope scope(name);
      kernels::add_into(x, finer);
    }
    x = convolution(name + ".pointwise", depthwise(name + ".depthwise", x, kLinear), kRelu);
  }
  return x;
}

Tensor Movenet::head(const std::string& name, const Tensor& x) const {
  const Tensor filtered = depthwise(name + ".depthwise", x, kLinear),
               hidden = convolution(name + ".hidden", filtered, kRelu);
  return convolution(name + ".out", hidden, kLinear);
}

}  // namespace posegrad::pose
