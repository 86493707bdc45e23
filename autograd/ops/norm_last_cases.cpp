#include "autograd/gradcheck_cases.h"
#include "autograd/ops/norm_last.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"norm_last",
     "points",
     {{.name = "x", .shape = {2, 4, 3}, .kinks = {0}}},
     [](const In& in) { return norm_last(in[0]); }},
    {"norm_last",
     "one axis",
     {{.name = "x", .shape = {5}, .kinks = {0}}},
     [](const In& in) { return norm_last(in[0]); }},
    {"norm_last",
     "rows of one number",
     {{.name = "x", .shape = {4, 1}, .kinks = {0}}},
     [](const In& in) { return norm_last(in[0]); }},
};

}  // namespace
}  // namespace posegrad
