#include "autograd/gradcheck_cases.h"
#include "autograd/ops/norm_relu_dropout.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

constexpr double kStep =
    1e-5;  // a ReLU sits in the middle, where no choice of x keeps off its kink

const GradcheckCases kCases{
    {"norm_relu_dropout",
     "no residual",
     {{.name = "x", .shape = {4, 3, 5}},
      {.name = "gamma", .shape = {5}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {5}}},
     [](const In& in) {
       return norm_relu_dropout(in[0], in[1], in[2], {}, {.p = 0.25, .key = {11, 5}});
     },
     kStep},
    {"norm_relu_dropout",
     "no dropout",
     {{.name = "x", .shape = {4, 3, 5}},
      {.name = "gamma", .shape = {5}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {5}}},
     [](const In& in) { return norm_relu_dropout(in[0], in[1], in[2], {}, {}); },
     kStep},
    {"norm_relu_dropout",
     "residual",
     {{.name = "x", .shape = {3, 4, 6}},
      {.name = "gamma", .shape = {6}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {6}},
      {.name = "residual", .shape = {3, 10, 6}}},
     [](const In& in) {
       return norm_relu_dropout(in[0], in[1], in[2], in[3],
                                {.p = 0.25, .key = {11, 5}, .start = 3});
     },
     kStep},
    {"norm_relu_dropout",
     "residual, strided",
     {{.name = "x", .shape = {3, 4, 6}},
      {.name = "gamma", .shape = {6}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {6}},
      {.name = "residual", .shape = {3, 12, 6}}},
     [](const In& in) {
       return norm_relu_dropout(in[0], in[1], in[2], in[3],
                                {.p = 0.5, .key = {11, 5}, .start = 1, .step = 3});
     },
     kStep},
    {"norm_relu_dropout",
     "residual without dropout",
     {{.name = "x", .shape = {2, 3, 4}},
      {.name = "gamma", .shape = {4}, .low = 0.5, .high = 2},
      {.name = "beta", .shape = {4}},
      {.name = "residual", .shape = {2, 3, 4}}},
     [](const In& in) { return norm_relu_dropout(in[0], in[1], in[2], in[3], {}); },
     kStep},

};

}  // namespace
}  // namespace posegrad
