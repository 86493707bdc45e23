#include "autograd/gradcheck_cases.h"
#include "autograd/ops/concat.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"concat",
     "rows",
     {{.name = "a", .shape = {2, 3}}, {.name = "b", .shape = {4, 3}}},
     [](const In& in) { return concat(in[0], in[1], 0); }},
    {"concat",
     "middle axis",
     {{.name = "a", .shape = {2, 3, 4}}, {.name = "b", .shape = {2, 5, 4}}},
     [](const In& in) { return concat(in[0], in[1], 1); }},
    {"concat",
     "last axis",
     {{.name = "a", .shape = {2, 3, 4}}, {.name = "b", .shape = {2, 3, 1}}},
     [](const In& in) { return concat(in[0], in[1], -1); }},
};

}  // namespace
}  // namespace posegrad
