#include "autograd/gradcheck_cases.h"
#include "autograd/ops/sqrt.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"sqrt",
     "three axes",
     {{.name = "x", .shape = {2, 3, 5}, .low = 0.5, .high = 2}},
     [](const In& in) { return sqrt(in[0]); }},
    {"sqrt",
     "one number",
     {{.name = "x", .shape = {}, .low = 0.5, .high = 2}},
     [](const In& in) { return sqrt(in[0]); }},
};

}  // namespace
}  // namespace posegrad
