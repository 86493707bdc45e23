#include "autograd/gradcheck_cases.h"
#include "autograd/ops/matmul.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"matmul",
     "plain",
     {{.name = "a", .shape = {4, 3}}, {.name = "b", .shape = {3, 5}}},
     [](const In& in) { return matmul(in[0], in[1], {}); }},
    {"matmul",
     "b transposed",
     {{.name = "a", .shape = {4, 3}}, {.name = "b", .shape = {5, 3}}},
     [](const In& in) { return matmul(in[0], in[1], {.transpose_b = true}); }},
    {"matmul",
     "a transposed",
     {{.name = "a", .shape = {3, 4}}, {.name = "b", .shape = {3, 5}}},
     [](const In& in) { return matmul(in[0], in[1], {.transpose_a = true}); }},
    {"matmul",
     "both transposed",
     {{.name = "a", .shape = {3, 4}}, {.name = "b", .shape = {5, 3}}},
     [](const In& in) { return matmul(in[0], in[1], {.transpose_a = true, .transpose_b = true}); }},
    {"matmul",
     "one matrix twice",
     {{.name = "a", .shape = {3, 3}}},
     [](const In& in) { return matmul(in[0], in[0]); }},
};

}  // namespace
}  // namespace posegrad
