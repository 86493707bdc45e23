#include "autograd/gradcheck_cases.h"
#include "autograd/ops/relu.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"relu",
     "three axes",
     {{.name = "x", .shape = {2, 3, 5}, .kinks = {0}}},
     [](const In& in) { return relu(in[0]); }},
    {"relu",
     "one number",
     {{.name = "x", .shape = {}, .kinks = {0}}},
     [](const In& in) { return relu(in[0]); }},
};

}  // namespace
}  // namespace posegrad
