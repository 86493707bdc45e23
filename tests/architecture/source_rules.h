#pragma once
#include <string>
#include <vector>

namespace posegrad::test {

// The project's rules that a compiler does not see, read from the sources below `root`.
// Each returns one line per breach, naming the file.

/// An include that points to the left in apps -> pose -> nn -> autograd -> tensor, or names a file
/// from its own folder instead of from the root. tests/ and bench/ may include everything, and
/// nobody may include them.
std::vector<std::string> left_arrows(const std::string& root);

/// An include within pose/ that points upwards or to a neighbour in the plan of its folders
/// (geometry below formats below data ...), and a source that lies on no floor of the plan.
std::vector<std::string> floor_breaches(const std::string& root);

/// A source, script or CMake file of more than `limit` lines.
std::vector<std::string> long_files(const std::string& root, std::size_t limit);

/// A kernel X (a header in tensor/kernels with an OpInfo, or a source of a backend) without X.h,
/// X.cpp or X_cpu.cpp.
std::vector<std::string> incomplete_kernels(const std::string& root);

/// A type that two files define under one name (namespaces too): the linker keeps one destructor
/// of the two, and no compiler says a word. Types of unnamed namespaces are a file's own.
std::vector<std::string> types_defined_twice(const std::string& root);

}  // namespace posegrad::test
