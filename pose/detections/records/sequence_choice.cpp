#include "pose/detections/records/sequence_choice.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() == kMost) return fmt::format("{}, ...", fmt::join(shown, ", "));
    shown.push_back(formats::printable(name));
  }
  return fmt::format("{}", fmt::join(shown, ", "));
}

}  // namespace

std::size_t choose_name(const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& what, const std::string& option,
                        const std::string& place) {
  const auto fail = [&](const std::string& message) {
    throw DataError(fmt::format("{}: {}", place, message));
  };
  const auto exact = std::ranges::find(names, wanted);
  if (!wanted.empty() && exact != names.end())
    return static_cast<std::size_t>(exact - names.begin());
  std::vector<std::string> matching;
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].starts_with(wanted)) continue;
    matching.push_back(names[i]);
    chosen = i;
  }
  if (matching.size() == 1) return chosen;
  if (names.empty()) fail(fmt::format("there is no {}", what));
  if (wanted.empty())
    fail(fmt::format("there are {} {}s, choose one with {}: {}", names.size(), what, option,
                     listed(names)));
  if (matching.empty())
    fail(fmt::format("there is no {} '{}'; there are: {}", what, wanted, listed(names)));
  fail(fmt::format("several {}s begin with '{}': {}", what, wanted, listed(matching)));
  return 0;
}

void require_no_choice(const Source& source, const SequenceChoice& choice) {
  if (choice.empty()) return;
  const char* option = !choice.subject.empty()  ? "--subject"
                       : !choice.action.empty() ? "--action"
                                                : "--camera";
  throw DataError(
      fmt::format("{}: there is one sequence; {} has nothing to choose from", source.path, option));
}

const Document* single_document(const Source& source) {
  return source.is_folder || source.documents.size() != 1 ? nullptr : &source.documents.front();
}

}  // namespace posegrad::pose::detections::arrays

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
