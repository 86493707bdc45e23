#include "pose/detections/records/json/choice.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

std::string chosen_name(const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& option, const std::string& where) {
  if (!wanted.empty()) {
    if (std::ranges::find(names, wanted) != names.end()) return wanted;
    const auto fits = [&](const std::string& name) { return name.starts_with(wanted); };
    if (std::ranges::count_if(names, fits) == 1) return *std::ranges::find_if(names, fits);
  }
  constexpr std::size_t kMost = 12;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i <= kMost; ++i) {
    list += i == 0 ? "" : ", ";
    list += i == kMost ? "..." : formats::printable(names[i]);
  }
  throw DataError(wanted.empty() ? fmt::format("{}: {} sequences ({}); name one with {}", where,
                                               names.size(), list, option)
                                 : fmt::format("{}: {} '{}' is none or several of {}", where,
                                               option, formats::printable(wanted), list));
}

void refuse_choice(const SequenceChoice& choice, const std::string& source,
                   const std::string& format) {
  if (choice.empty()) return;
  const std::string option = !choice.subject.empty()  ? "--subject"
                             : !choice.action.empty() ? "--action"
                                                      : "--camera";
  throw DataError(fmt::format("{}: {} chooses one of several sequences; {} holds one only", source,
                              option, format));
}

}  // namespace posegrad::pose::detections
