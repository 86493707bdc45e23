#include "autograd/gradcheck_cases.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/slice.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"slice",
     "first axis",
     {{.name = "x", .shape = {5, 3}}},
     [](const In& in) {
       return slice(in[0], 0, {1, 4, 1});
     }},
    {"slice",
     "last axis",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) {
       return slice(in[0], -1, {2, 6, 1});
     }},
    {"slice",
     "middle axis, step",
     {{.name = "x", .shape = {2, 11, 3}}},
     [](const In& in) {
       return slice(in[0], 1, {1, 10, 3});
     }},
    {"slice",
     "step beyond",
     {{.name = "x", .shape = {2, 5}}},
     [](const In& in) {
       return slice(in[0], 1, {1, 5, 9});
     }},
    {"slice",
     "with other uses of x",
     {{.name = "x", .shape = {2, 5, 3}}},
     [](const In& in) {
       return slice(in[0], 1, {0, 5, 2}) * slice(in[0], 1, {1, 4, 1}) +
              slice(in[0] * in[0], 1, {2, 5, 1});
     }},
};

}  // namespace
}  // namespace posegrad
