#pragma once
#include <sstream>
#include <string>
#include <vector>

namespace posegrad::test {

/// What stands between separators, as OpenSim's readers part it: what ends a line is no cell.
inline std::vector<std::string> cells_of(const std::string& line, char separator = '\t') {
  std::vector<std::string> cells;
  std::istringstream rest(line);
  for (std::string cell; std::getline(rest, cell, separator);) cells.push_back(cell);
  return cells;
}

inline std::vector<std::string> lines_of(const std::string& text) { return cells_of(text, '\n'); }

}  // namespace posegrad::test
