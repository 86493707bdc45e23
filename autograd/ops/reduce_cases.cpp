#include "autograd/gradcheck_cases.h"
#include "autograd/ops/reduce.h"

namespace posegrad {
namespace {

using In = std::vector<Variable>;

const GradcheckCases kCases{
    {"sum",
     "everything",
     {{.name = "x", .shape = {3, 4}}},
     [](const In& in) { return sum(in[0]); }},
    {"sum",
     "rows",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) { return sum(in[0], {1}, false); }},
    {"sum",
     "columns",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) { return sum(in[0], {0}, false); }},
    {"sum",
     "middle axis, kept",
     {{.name = "x", .shape = {3, 5, 4}}},
     [](const In& in) { return sum(in[0], {1}, true); }},
    {"sum",
     "both ends",
     {{.name = "x", .shape = {3, 5, 4}}},
     [](const In& in) {
       return sum(in[0], {0, -1}, false);
     }},
    {"mean",
     "everything",
     {{.name = "x", .shape = {3, 4}}},
     [](const In& in) { return mean(in[0]); }},
    {"mean",
     "rows",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) { return mean(in[0], {1}, false); }},
    {"mean",
     "columns",
     {{.name = "x", .shape = {5, 7}}},
     [](const In& in) { return mean(in[0], {0}, false); }},
    {"mean",
     "middle axis, kept",
     {{.name = "x", .shape = {3, 5, 4}}},
     [](const In& in) { return mean(in[0], {1}, true); }},
    {"mean",
     "both ends",
     {{.name = "x", .shape = {3, 5, 4}}},
     [](const In& in) {
       return mean(in[0], {0, -1}, false);
     }},
    {"broadcast_to",
     "new axes",
     {{.name = "x", .shape = {5}}},
     [](const In& in) {
       return broadcast_to(in[0], {3, 4, 5});
     }},
    {"broadcast_to",
     "middle axis",
     {{.name = "x", .shape = {3, 1, 5}}},
     [](const In& in) {
       return broadcast_to(in[0], {3, 4, 5});
     }},
    {"broadcast_to",
     "number",
     {{.name = "x", .shape = {}}},
     [](const In& in) {
       return broadcast_to(in[0], {2, 3});
     }},

};

}  // namespace
}  // namespace posegrad
