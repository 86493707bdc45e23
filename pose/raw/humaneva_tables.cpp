#include "pose/raw/humaneva_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_lines.h"
#include "pose/raw/paths.h"

namespace posegrad::pose::raw {
namespace {

constexpr std::array kRecordings = std::to_array<HumanEvaRecording>({
    {"S1", "Walking 1", 590, 1203, {82, 81, 82}},
    {"S1", "Jog 1", 367, 740, {51, 51, 50}},
    {"S1", "ThrowCatch 1", 473, 945, {61, 61, 60}},
    {"S1", "Gestures 1", 395, 801, {45, 45, 44}},
    {"S1", "Box 1", 385, 789, {57, 57, 56}},
    {"S2", "Walking 1", 438, 876, {115, 115, 114}},
    {"S2", "Jog 1", 398, 795, {100, 100, 99}},
    {"S2", "ThrowCatch 1", 550, 1128, {127, 127, 127}},
    {"S2", "Gestures 1", 500, 901, {122, 122, 121}},
    {"S2", "Box 1", 382, 734, {119, 119, 117}},
    {"S3", "Walking 1", 448, 939, {80, 80, 80}},
    {"S3", "Jog 1", 401, 842, {65, 65, 65}},
    {"S3", "ThrowCatch 1", 493, 1027, {79, 79, 79}},
    {"S3", "Gestures 1", 533, 1102, {83, 83, 82}},
    {"S3", "Box 1", 512, 1021, {1, 1, 1}},
});

/// The one of the names that a word is, in any case; "" for another.
std::string_view known_name(std::span<const std::string_view> names, std::string_view word) {
  const auto found = std::ranges::find_if(
      names, [&](std::string_view name) { return formats::same_word(name, word); });
  return found == names.end() ? std::string_view() : *found;
}

}  // namespace

std::span<const HumanEvaRecording> humaneva_recordings() { return kRecordings; }

std::string HumanEvaPart::subject() const { return fmt::format("{}/{}", split, recording.subject); }

std::string humaneva_subject(std::string_view path) {
  if (!ends_with_any_case(take_last(path), ".mat")) return {};
  const std::string_view subject = known_name(kHumanEvaSubjects, take_folder(path)),
                         split = known_name(kHumanEvaSplits, take_folder(path));
  return subject.empty() || split.empty() ? std::string() : fmt::format("{}/{}", split, subject);
}

std::optional<HumanEvaPart> humaneva_part(std::string_view path) {
  const std::string subject = humaneva_subject(path);
  std::string action(take_last(path));
  action.resize(action.size() - std::min(action.size(), std::string_view(".mat").size()));
  std::ranges::replace(action, '_', ' ');
  for (const std::string_view split : kHumanEvaSplits)
    for (const HumanEvaRecording& recording : humaneva_recordings()) {
      const HumanEvaPart part{split, recording};
      if (part.subject() == subject && formats::same_word(recording.action, action)) return part;
    }
  return std::nullopt;
}

std::optional<HumanEvaVideo> humaneva_video(std::string_view path) {
  std::string name(take_last(path));
  if (!ends_with_any_case(name, ".npz")) return std::nullopt;
  const std::string_view subject = known_name(kHumanEvaSubjects, take_folder(path));
  for (char& c : name)
    if (std::string_view("_().-").find(c) != std::string_view::npos) c = ' ';
  for (const HumanEvaRecording& recording : humaneva_recordings()) {
    const std::size_t length = recording.action.size();
    if (recording.subject != subject ||
        !formats::same_word(name.substr(0, length), recording.action))
      continue;
    const std::size_t at = name.find_first_not_of(' ', length);
    if (at == length || at == std::string::npos) continue;
    for (std::size_t camera = 0; camera < kHumanEvaCameras; ++camera)
      if (formats::same_word(name.substr(at, 3), fmt::format("C{} ", camera + 1)))
        return HumanEvaVideo{recording, camera};
  }
  return std::nullopt;
}

}  // namespace posegrad::pose::raw
