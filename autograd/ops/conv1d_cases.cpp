#include "autograd/gradcheck_cases.h"
#include "autograd/ops/conv1d.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"conv1d",
     "one tap",
     {{.name = "x", .shape = {2, 5, 3}}, {.name = "w", .shape = {4, 1, 3}}},
     [](const In& in) { return conv1d(in[0], in[1], {}); }},
    {"conv1d",
     "plain",
     {{.name = "x", .shape = {2, 11, 3}}, {.name = "w", .shape = {4, 3, 3}}},
     [](const In& in) { return conv1d(in[0], in[1], {}); }},
    {"conv1d",
     "dilated",
     {{.name = "x", .shape = {2, 11, 3}}, {.name = "w", .shape = {4, 3, 3}}},
     [](const In& in) { return conv1d(in[0], in[1], {.dilation = 3}); }},
    {"conv1d",
     "stride is width",
     {{.name = "x", .shape = {3, 9, 4}}, {.name = "w", .shape = {5, 3, 4}}},
     [](const In& in) { return conv1d(in[0], in[1], {.stride = 3}); }},
    {"conv1d",
     "stride is width, frames left over",
     {{.name = "x", .shape = {3, 11, 4}}, {.name = "w", .shape = {5, 3, 4}}},
     [](const In& in) { return conv1d(in[0], in[1], {.stride = 3}); }},
    {"conv1d",
     "stride beyond width",
     {{.name = "x", .shape = {2, 10, 3}}, {.name = "w", .shape = {4, 2, 3}}},
     [](const In& in) { return conv1d(in[0], in[1], {.stride = 4}); }},
    {"conv1d",
     "stride and dilation",
     {{.name = "x", .shape = {2, 15, 3}}, {.name = "w", .shape = {4, 3, 3}}},
     [](const In& in) { return conv1d(in[0], in[1], {.stride = 2, .dilation = 2}); }},
    {"conv1d",
     "one channel",
     {{.name = "x", .shape = {2, 7, 1}}, {.name = "w", .shape = {1, 3, 1}}},
     [](const In& in) { return conv1d(in[0], in[1], {}); }},

};

}  // namespace
}  // namespace posegrad
