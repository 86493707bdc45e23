#include "pose/model/checkpoint/parameter_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace posegrad::pose {
namespace {

using Parts = std::vector<std::string_view>;

constexpr std::array<std::string_view, 5> kOfNorm{"weight", "bias", "running_mean", "running_var",
                                                  "num_batches_tracked"};
constexpr std::size_t kMostDigits = 6;

bool is_of_norm(std::string_view part) { return std::ranges::find(kOfNorm, part) != kOfNorm.end(); }

bool is_number(std::string_view part) {
  return !part.empty() && part.size() <= kMostDigits &&
         std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t number_of(std::string_view part) {
  std::size_t number = 0;
  std::from_chars(part.data(), part.data() + part.size(), number);
  return number;
}

// The last parts only: names may be long.
Parts last_parts(std::string_view full) {
  constexpr std::size_t kMost = 6;
  Parts parts;
  std::size_t end = full.size();
  while (parts.size() < kMost) {
    const std::size_t dot = end == 0 ? std::string_view::npos : full.rfind('.', end - 1);
    const std::size_t begin = dot == std::string_view::npos ? 0 : dot + 1;
    parts.insert(parts.begin(), full.substr(begin, end - begin));
    if (dot == std::string_view::npos) break;
    end = dot;
  }
  return parts;
}

// How many parts at the end are a name of VideoPose3D's; 0: none.
std::size_t own_parts(const Parts& parts) {
  const std::size_t n = parts.size();
  const auto part = [&](std::size_t from_end) { return parts[n - from_end]; };
  const std::string_view last = part(1);
  if (n >= 2 && (part(2) == "expand_conv" || part(2) == "shrink"))
    return last == "weight" || (last == "bias" && part(2) == "shrink") ? 2 : 0;
  if (n >= 2 && part(2) == "expand_bn") return is_of_norm(last) ? 2 : 0;
  if (n >= 3 && part(3) == "layers_conv") return is_number(part(2)) && last == "weight" ? 3 : 0;
  if (n >= 3 && part(3) == "layers_bn") return is_number(part(2)) && is_of_norm(last) ? 3 : 0;
  return 0;
}

// MMPose's ConvModule is a convolution "conv" and its norm "bn"; a block has two of them.
struct Scope {
  std::string_view mmpose, key;
};
constexpr Scope kBackbones[] = {{"backbone", ""}, {"traj_backbone", "traj"}};
constexpr Scope kHeads[] = {{"keypoint_head", ""}, {"head", ""}, {"traj_head", "traj"}};

struct MmposeName {
  std::size_t parts = 0;  // at the end, the scope too
  std::string_view key;
  std::string name;
};

template <std::size_t N>
const Scope* find_scope(const Scope (&scopes)[N], std::string_view part) {
  const auto* found = std::ranges::find(scopes, part, &Scope::mmpose);
  return found == std::end(scopes) ? nullptr : found;
}

// "conv.weight", "bn.running_mean", ... of convolution `index`, or "expand".
std::string of_conv_module(std::string_view kind, std::string_view last, const std::string& conv,
                           const std::string& norm) {
  if (kind == "conv" && last == "weight") return fmt::format("{}.weight", conv);
  if (kind == "bn" && is_of_norm(last)) return fmt::format("{}.{}", norm, last);
  return {};
}

std::optional<MmposeName> mmpose_name(const Parts& parts) {
  const std::size_t n = parts.size();
  const auto part = [&](std::size_t from_end) { return parts[n - from_end]; };
  if (n >= 3 && part(2) == "conv" && (part(1) == "weight" || part(1) == "bias"))
    if (const Scope* head = find_scope(kHeads, part(3)))
      return MmposeName{3, head->key, fmt::format("shrink.{}", part(1))};
  if (n >= 4 && part(3) == "expand_conv")
    if (const Scope* backbone = find_scope(kBackbones, part(4)))
      return MmposeName{4, backbone->key,
                        of_conv_module(part(2), part(1), "expand_conv", "expand_bn")};
  if (n >= 6 && part(5) == "tcn_blocks" && is_number(part(4)) &&
      (part(3) == "conv1" || part(3) == "conv2"))
    if (const Scope* backbone = find_scope(kBackbones, part(6))) {
      const std::size_t index = 2 * number_of(part(4)) + (part(3) == "conv2" ? 1 : 0);
      return MmposeName{6, backbone->key,
                        of_conv_module(part(2), part(1), fmt::format("layers_conv.{}", index),
                                       fmt::format("layers_bn.{}", index))};
    }
  return {};
}

// What is left of a name when its last parts are taken away, with its last dot.
std::string_view without_last(std::string_view full, const Parts& parts, std::size_t count) {
  return full.substr(0, static_cast<std::size_t>(parts[parts.size() - count].data() - full.data()));
}

std::string without_dot(std::string_view key) {
  return std::string(key.substr(0, key.size() - (key.ends_with('.') ? 1 : 0)));
}

}  // namespace

std::optional<ParameterName> parse_parameter_name(std::string_view full) {
  const Parts parts = last_parts(full);
  if (const std::size_t count = own_parts(parts)) {
    const std::string_view front = without_last(full, parts, count);
    return ParameterName{without_dot(front), std::string(front),
                         std::string(full.substr(front.size()))};
  }
  const auto theirs = mmpose_name(parts);
  if (!theirs || theirs->name.empty()) return {};
  const std::string_view front = without_last(full, parts, theirs->parts);
  const std::string scope = fmt::format("{}{}.", front, parts[parts.size() - theirs->parts]);
  return ParameterName{without_dot(fmt::format("{}{}", front, theirs->key)), scope, theirs->name};
}

std::size_t order_of(std::string_view name) {
  constexpr std::array<std::string_view, 5> kGroups{"expand_bn", "shrink", "expand_conv",
                                                    "layers_conv", "layers_bn"};
  constexpr std::size_t kPerLayer = 8, kPerGroup = std::size_t{10'000'000};
  const Parts parts = last_parts(name);
  const auto group =
      static_cast<std::size_t>(std::ranges::find(kGroups, parts.front()) - kGroups.begin());
  const std::size_t layer = parts.size() == 3 ? number_of(parts[1]) : 0;
  const auto item =
      static_cast<std::size_t>(std::ranges::find(kOfNorm, parts.back()) - kOfNorm.begin());
  return group * kPerGroup + layer * kPerLayer + item;
}

}  // namespace posegrad::pose
