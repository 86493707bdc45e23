#include "autograd/gradcheck_cases.h"
#include "autograd/ops/clamp.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"clamp",
     "to [-0.3, 0.6]",
     {{.name = "x", .shape = {2, 3, 5}, .kinks = {-0.3, 0.6}}},
     [](const In& in) { return clamp(in[0], -0.3, 0.6); }},
    {"clamp",
     "nothing outside",
     {{.name = "x", .shape = {7}}},
     [](const In& in) { return clamp(in[0], -2, 2); }},
};

}  // namespace
}  // namespace posegrad
