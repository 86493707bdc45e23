#include "autograd/gradcheck_cases.h"
#include "autograd/ops/gather.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"gather",
     "permutation",
     {{.name = "x", .shape = {4, 3}}},
     [](const In& in) {
       return gather(in[0], 0, Tensor::from<Index>({4}, {2, 0, 3, 1}));
     }},
    {"gather",
     "again",
     {{.name = "x", .shape = {4, 3}}},
     [](const In& in) {
       return gather(in[0], 0, Tensor::from<Index>({5}, {1, 1, 1, 3, 1}));
     }},
    {"gather",
     "middle axis",
     {{.name = "x", .shape = {2, 5, 3}}},
     [](const In& in) {
       return gather(in[0], 1, Tensor::from<Index>({3}, {4, 0, 4}));
     }},
    {"gather",
     "last axis",
     {{.name = "x", .shape = {2, 5}}},
     [](const In& in) {
       return gather(in[0], -1, Tensor::from<Index>({4}, {0, 4, 4, 2}));
     }},

};

}  // namespace
}  // namespace posegrad
