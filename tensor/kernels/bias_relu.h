#pragma once
#include <array>
#include <vector>

#include "tensor/dispatch.h"
#include "tensor/shape.h"

namespace posegrad::kernels {

/// What follows a convolution in evaluation, where batch norm is part of its weights. x (R, C),
/// bias (C), residual (R_in, C) or empty -> y (R, C), which may be x. Segment s of the residual has
/// its own, larger number of rows; row t of y's takes its row start + t.
struct BiasRelu {
  static constexpr OpInfo info{
      .name = "bias_relu",
      .formula = "y[s,t,c] = max(x[s,t,c] + bias[c], 0) + residual[s, start + t, c]",
      .shapes = "x (R, C), bias (C), residual (R_in, C)? -> y (R, C)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "1 + has(residual)",
      .magnitude = "|x| + |bias| + |residual|",
      .flops = "(2 + has(residual))*R*C",
      .bytes = "size*((2 + has(residual))*R*C + C)",
  };
  Tensor x, bias, residual;
  Segments segments, residual_segments;  // of x and y; of the residual
  Index start = 0;
  Tensor y = {};
  static constexpr std::array inputs{&BiasRelu::x, &BiasRelu::bias, &BiasRelu::residual};
  static constexpr std::array outputs{&BiasRelu::y};
  /// Rows that follow each other: row r, of all rows of x, takes row r + ahead of the residual.
  struct Part {
    Index rows, ahead;
  };
  std::vector<Part> parts() const;
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// In place: x becomes the result. Throws ShapeError unless the shapes are those above, and the
/// rows that are taken lie in the residual's segments.
void bias_relu(const Tensor& x, const Tensor& bias, const Segments& segments,
               const Tensor& residual = {}, const Segments& residual_segments = {},
               Index start = 0);

}  // namespace posegrad::kernels
