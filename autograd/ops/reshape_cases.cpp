#include "autograd/gradcheck_cases.h"
#include "autograd/ops/reshape.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"reshape",
     "to one axis more",
     {{.name = "x", .shape = {2, 6}}},
     [](const In& in) {
       return reshape(in[0], {2, 3, 2});
     }},
    {"reshape",
     "to one axis",
     {{.name = "x", .shape = {2, 3, 4}}},
     [](const In& in) { return reshape(in[0], {24}); }},
};

}  // namespace
}  // namespace posegrad
