#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace posegrad::test {

// What keeps a chapter's text and its program together.

/// Text between two fences of ``` in Markdown.
struct FencedBlock {
  std::string language;  // what stands behind the opening fence
  std::size_t line = 0;  // of the opening fence, from 1
  std::string text;      // with a line break at its end
};

/// The blocks in their order. Throws DataError for one that is not closed.
std::vector<FencedBlock> fenced_blocks(const std::string& markdown);

/// What is wrong with a chapter, a line each, beginning with the number of its line:
/// - a block "cpp" whose lines do not stand side by side in `source`, all moved right by the same
///   number of blanks or by none;
/// - a block "text" that is not the next part of what the program printed, or printed text that no
///   block shows: the blocks together are all of the output;
/// - a block of another kind than these and "sh".
std::vector<std::string> chapter_faults(const std::string& markdown, const std::string& source,
                                        const std::string& printed);

}  // namespace posegrad::test
