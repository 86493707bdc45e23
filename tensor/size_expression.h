#pragma once
#include <functional>
#include <optional>
#include <string_view>

namespace posegrad {

/// What a name in an op's cost and error expressions stands for: "C_in", "has(x)". Nothing: unknown.
using SizeOf = std::function<std::optional<double>(std::string_view)>;

/// Value of an expression like "2*N*(L + 1)": whole numbers, names, + - * / ( ) and max(a, b). What
/// has the look of another function is a name as a whole: "has(residual)". Throws ValueError that
/// shows the expression and the place for an unknown name or wrong syntax.
double evaluate(std::string_view expression, const SizeOf& size_of);

/// The part of "p: 14; m, v: 4" that is for `name`; all of a text that has no such parts. Throws
/// ValueError when there are parts, but none for the name.
std::string_view part_for(std::string_view text, std::string_view name);

}  // namespace posegrad
