#include "autograd/gradcheck_cases.h"
#include "autograd/ops/cast.h"

namespace posegrad {
namespace {

// Linear, so that a long step is exact: a short one would measure the roundings of float.
constexpr double kStep = 16;

const GradcheckCases kCases{
    {"cast",
     "to float and back",
     {{.name = "x", .shape = {2, 3, 5}}},
     [](const std::vector<Variable>& in) { return cast(cast(in[0], DType::f32), DType::f64); },
     kStep},
};

}  // namespace
}  // namespace posegrad
