#include "tests/tutorial/chapter_text.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::test {
namespace {

constexpr std::string_view kFence = "```";

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Whether `lines` follow one another in the source from `at` on, moved right by what the first one
/// is.
bool stands_at(const std::vector<std::string>& source, std::size_t at,
               const std::vector<std::string>& lines) {
  if (at + lines.size() > source.size() || !source[at].ends_with(lines[0])) return false;
  const std::string indent = source[at].substr(0, source[at].size() - lines[0].size());
  if (indent.find_first_not_of(' ') != std::string::npos) return false;
  return std::equal(lines.begin(), lines.end(), source.begin() + static_cast<std::ptrdiff_t>(at),
                    [&](const std::string& line, const std::string& found) {
                      return found == (line.empty() ? line : indent + line);
                    });
}

bool is_in(const std::vector<std::string>& source, const std::vector<std::string>& lines) {
  if (lines.empty() || lines[0].empty()) return false;
  for (std::size_t at = 0; at < source.size(); ++at)
    if (stands_at(source, at, lines)) return true;
  return false;
}

/// The first line of `shown` that is not the next one of `printed`; nothing when all are.
std::string first_difference(const std::vector<std::string>& shown,
                             const std::vector<std::string>& printed, std::size_t begin) {
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (begin + i >= printed.size())
      return fmt::format("'{}' is shown, but the program has ended", shown[i]);
    if (shown[i] != printed[begin + i])
      return fmt::format("'{}' is shown, '{}' was printed", shown[i], printed[begin + i]);
  }
  return {};
}

}  // namespace

std::vector<FencedBlock> fenced_blocks(const std::string& markdown) {
  std::vector<FencedBlock> blocks;
  bool inside = false;
  std::size_t number = 0;
  for (const std::string& line : lines_of(markdown)) {
    ++number;
    if (line.starts_with(kFence)) {
      if (!inside) blocks.push_back({line.substr(kFence.size()), number, ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  if (inside)
    throw DataError(fmt::format("line {}: a block that is not closed", blocks.back().line));
  return blocks;
}

std::vector<std::string> chapter_faults(const std::string& markdown, const std::string& source,
                                        const std::string& printed) {
  const std::vector<std::string> source_lines = lines_of(source), output = lines_of(printed);
  std::vector<std::string> faults;
  std::size_t shown = 0;  // lines of the output
  for (const FencedBlock& block : fenced_blocks(markdown)) {
    const std::vector<std::string> lines = lines_of(block.text);
    if (block.language == "cpp") {
      if (!is_in(source_lines, lines))
        faults.push_back(fmt::format("{}: this code does not stand in the program so", block.line));
    } else if (block.language == "text") {
      const std::string difference = first_difference(lines, output, shown);
      if (!difference.empty()) faults.push_back(fmt::format("{}: {}", block.line, difference));
      shown += lines.size();
    } else if (block.language != "sh") {
      faults.push_back(
          fmt::format("{}: a block '{}'; expected cpp, text or sh", block.line, block.language));
    }
  }
  if (shown < output.size())
    faults.push_back(
        fmt::format("0: the program printed '{}', which no block shows", output[shown]));
  return faults;
}

}  // namespace posegrad::test
