#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace posegrad {

/// What the names in an op's cost and error expressions stand for in one call: "C_in", "has(x)".
using Sizes = std::map<std::string, double, std::less<>>;

/// Value of an expression like "2*N*(L + 1)": whole numbers, names, + - * / ( ) and max(a, b). What
/// has the look of another function is a name of `sizes` as a whole: "has(residual)". Throws
/// ValueError that shows the expression and the place for an unknown name or wrong syntax.
double evaluate(std::string_view expression, const Sizes& sizes);

/// The part of "p: 14; m, v: 4" that is for `name`; all of a text that has no such parts. Throws
/// ValueError when there are parts, but none for the name.
std::string_view part_for(std::string_view text, std::string_view name);

}  // namespace posegrad
