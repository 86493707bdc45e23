#include "autograd/gradcheck_cases.h"
#include "autograd/ops/dropout.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"dropout",
     "p = 0",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) {
       return dropout(in[0], 0, {11, 5});
     }},
    {"dropout",
     "p = 0.4",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) {
       return dropout(in[0], 0.4, {11, 5});
     }},
    {"dropout",
     "p = 1",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) {
       return dropout(in[0], 1, {11, 5});
     }},

};

}  // namespace
}  // namespace posegrad
