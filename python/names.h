#pragma once
#include <set>
#include <string>
#include <string_view>

namespace posegrad::python {

/// The same text with a life as long as the program's: the library keeps views of names. Under the
/// GIL.
inline std::string_view lasting(const std::string& text) {
  static auto& texts =
      *new std::set<std::string>;  // never destroyed: others may look until the end
  return *texts.insert(text).first;
}

}  // namespace posegrad::python
