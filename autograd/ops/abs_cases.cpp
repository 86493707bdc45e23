#include "autograd/gradcheck_cases.h"
#include "autograd/ops/abs.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"abs",
     "three axes",
     {{.name = "x", .shape = {2, 3, 5}, .kinks = {0}}},
     [](const In& in) { return abs(in[0]); }},
    {"abs",
     "one number",
     {{.name = "x", .shape = {}, .kinks = {0}}},
     [](const In& in) { return abs(in[0]); }},
};

}  // namespace
}  // namespace posegrad
