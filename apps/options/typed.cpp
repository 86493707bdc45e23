#include "apps/options/typed.h"

#include <fmt/format.h>

#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "pose/detections/read_options.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::apps {

void refuse_word(std::string_view option, std::string_view text,
                 std::span<const std::string> words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (!words[i].empty())
      list += (list.empty() ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  throw UsageError(fmt::format("{}: found '{}', expected {}", option, text, list));
}

Typed video_size(std::optional<pose::VideoSize>* size) {
  return {
      size,
      [size](std::string_view option, std::string_view text) { *size = parse_size(option, text); },
      [size] {
        return *size ? fmt::format("{}x{}", (*size)->width, (*size)->height) : std::string("none");
      }};
}

std::optional<pose::VideoSize> parse_size(std::string_view option, std::string_view text) {
  if (text.empty()) return {};
  const std::optional<pose::VideoSize> size = pose::parse_video_size(text);
  if (!size)
    throw UsageError(
        fmt::format("{}: found '{}', expected WIDTHxHEIGHT as in 1280x720", option, text));
  return size;
}

Typed whole_number(std::optional<Index>* number, Index least) {
  const auto read = [=](std::string_view option, std::string_view text) {
    *number = std::nullopt;
    if (text.empty()) return;
    *number = parse_integer(option, text);
    if (**number < least)
      throw UsageError(fmt::format("{}: found {}, expected at least {}", option, **number, least));
  };
  return {number, read, [number] { return *number ? fmt::format("{}", **number) : "none"; }};
}

Check in_range(const Index* value, Index least, Index most, std::string wanted) {
  return [=, wanted = std::move(wanted)](std::string_view option) {
    if (*value < least || *value > most)
      throw UsageError(fmt::format("{}: found {}, expected {}", option, *value, wanted));
  };
}

Check is_model_layout(const std::string* name) {
  return [name](std::string_view option) {
    if (!name->empty() && pose::find_keypoint_layout(*name) == nullptr)
      throw UsageError(fmt::format(
          "{}: found '{}', expected coco, h36m, mpii, humaneva15 or humaneva20", option, *name));
  };
}

void check_range(std::string_view option, Index value, Index least, Index most) {
  in_range(&value, least, most, fmt::format("{} to {}", least, most))(option);
}

void check_widths(std::string_view option, std::span<const Index> widths, Index most) {
  if (widths.empty())
    throw UsageError(fmt::format("{}: found an empty list, expected at least one width", option));
  Index field = 1;
  for (const Index width : widths) {
    if (width < 1 || width % 2 == 0 || width > most / field)
      throw UsageError(
          fmt::format("{}: found the width {}, expected odd widths whose product is at most {}",
                      option, width, most));
    field *= width;
  }
}

}  // namespace posegrad::apps
