#include "autograd/gradcheck_cases.h"
#include "autograd/ops/batchnorm.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

constexpr double kEps = 1e-5;

Variable normalised(const In& in) { return batchnorm(in[0], in[1], in[2], kEps); }

// Channel c has the mean c / 4 and the variance (c + 1) / 2.
Variable normalised_by_ramps(const In& in) {
  const Index C = in[0].dim(-1);
  const kernels::BatchStats stats{Tensor::empty({C}, DType::f64), Tensor::empty({C}, DType::f64)};
  for (Index c = 0; c < C; ++c) {
    stats.mean.data<double>()[c] = static_cast<double>(c) / 4;
    stats.variance.data<double>()[c] = static_cast<double>(c + 1) / 2;
  }
  return batchnorm_with(in[0], in[1], in[2], kEps, stats);
}

const GradcheckCases kCases{
    {"batchnorm",
     "frames",
     {{.name = "x", .shape = {2, 4, 3}},
      {.name = "gamma", .shape = {3}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {3}}},
     normalised},
    {"batchnorm",
     "rows",
     {{.name = "x", .shape = {5, 3}},
      {.name = "gamma", .shape = {3}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {3}}},
     normalised},
    {"batchnorm",
     "many rows",
     {{.name = "x", .shape = {70, 2}},
      {.name = "gamma", .shape = {2}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {2}}},
     normalised},
    {"batchnorm_with",
     "given statistics",
     {{.name = "x", .shape = {4, 2, 3}},
      {.name = "gamma", .shape = {3}},
      {.name = "beta", .shape = {3}}},
     normalised_by_ramps},
};

}  // namespace
}  // namespace posegrad
