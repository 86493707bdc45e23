#include "pose/detections/records/arrays/keypoint_axes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

using Candidates = std::vector<KeypointAxes>;

constexpr Index kFewestJoints = 5, kMostJoints = 600, kMostPeople = 64;
constexpr Index kMediaPipe = 33;
constexpr double kClearly = 1.5, kMuchMore = 3;
constexpr const char* kWanted =
    "(frames, joints, 2 or 3), (frames, people, joints, 2 or 3), (frames, joints * 2 or 3) or "
    "(joints, 2 or 3)";
constexpr const char* kWantedOfFrame = "(joints, 2 or 3) or (people, joints, 2 or 3)";

bool are_numbers_of_a_joint(Index count, Index joints) {
  return count == 2 || count == 3 || count == 4 || (count == 5 && joints == kMediaPipe);
}

bool can_be_joints(Index count, const AxesHint& hint) {
  return hint.joints > 0 ? count == hint.joints : count >= kFewestJoints && count <= kMostJoints;
}

/// Orders of the axes that tools write, those that are tried first in front.
std::vector<std::vector<std::string>> orders_of_rank(int rank, bool is_frame) {
  switch (rank) {
    case 1:
      return {{"F"}};
    case 2:
      return {{"JD"}, {is_frame ? "PF" : "TF"}, {"DJ"}};
    case 3:
      if (is_frame) return {{"PJD"}, {"PDJ"}};
      return {{"TJD", "JTD"}, {"TDJ", "JDT"}, {"DTJ", "DJT"}, {"TPF", "PTF"}};
    case 4:  // the last three: skeleton networks (C, T, V, M), SLEAP
      return {{"TPJD", "PTJD"}, {"TPDJ", "PTDJ"}, {"PDTJ", "PDJT", "TDJP"}, {"DTJP", "DPTJ"}};
    default:
      return {};
  }
}

Index size_of(const NumberBlock& block, std::string_view names, char name) {
  const std::size_t axis = names.find(name);
  return axis == std::string_view::npos ? 1 : block.dim(static_cast<int>(axis));
}

/// The sizes allow it.
std::optional<KeypointAxes> fitting(const NumberBlock& block, const std::string& names,
                                    const AxesHint& hint) {
  KeypointAxes axes{names, size_of(block, names, 'D'), ""};
  Index joints = size_of(block, names, 'J');
  if (names.back() == 'F') {
    axes.numbers = numbers_of_a_joint(block, hint);
    if (axes.numbers == 0) return std::nullopt;
    joints = block.dim(block.rank() - 1) / axes.numbers;
  }
  // Orders that few tools write are believed with a number of joints that many have.
  constexpr std::array kCommon{"F", "JD", "TF", "PF", "TJD", "PJD", "TDJ", "TPF", "TPJD", "PTJD"};
  const bool is_common = std::ranges::find(kCommon, names) != kCommon.end();
  if (!is_common && hint.joints == 0 && !is_usual_joint_count(joints)) return std::nullopt;
  const bool has_frames =
      hint.frames > 0 && std::ranges::find(block.shape(), hint.frames) != block.shape().end();
  if (has_frames && size_of(block, names, 'T') != hint.frames) return std::nullopt;
  const bool is_crowd = !hint.is_frame && size_of(block, names, 'P') > kMostPeople;
  if (is_crowd || !can_be_joints(joints, hint) || !are_numbers_of_a_joint(axes.numbers, joints))
    return std::nullopt;
  return axes;
}

std::string in_words(const std::string& names) {
  std::string text;
  for (const char name : names) {
    text += text.empty() ? "(" : ", ";
    text += name == 'T'   ? "frames"
            : name == 'P' ? "people"
            : name == 'J' ? "joints"
            : name == 'D' ? "numbers of a joint"
                          : "numbers of all joints";
  }
  return text + ")";
}

/// What the user says of what stays open.
void keep_wanted(const NumberBlock& block, Index joints, Candidates& candidates) {
  const auto is_other = [&](const KeypointAxes& axes) {
    return in_order(block, axes).dim(2) != joints;
  };
  if (joints > 0 && !std::ranges::all_of(candidates, is_other)) std::erase_if(candidates, is_other);
}

/// Frames and people told apart: people of a frame keep apart, and each is near somebody in the
/// next frame.
std::optional<std::size_t> by_people(const NumberBlock& block, const Candidates& candidates) {
  std::vector<double> crowded;
  for (const KeypointAxes& axes : candidates) {
    const auto found = person_step_ratio(in_order(block, axes));
    if (!found) return std::nullopt;
    crowded.push_back(*found);
  }
  const auto best = static_cast<std::size_t>(std::ranges::min_element(crowded) - crowded.begin());
  for (std::size_t i = 0; i < crowded.size(); ++i)
    if (i != best && !(crowded[i] > crowded[best] * kMuchMore)) return std::nullopt;
  return best;
}

/// Of orders that the sizes allow: the usual one (the first) unless the motion speaks against it.
std::optional<std::size_t> by_motion(const NumberBlock& block, const Candidates& candidates) {
  std::vector<double> restless;
  for (const KeypointAxes& axes : candidates)
    restless.push_back(joint_step_ratio(in_order(block, axes)).value_or(1));
  const auto best = static_cast<std::size_t>(std::ranges::min_element(restless) - restless.begin());
  for (std::size_t i = 0; i < restless.size(); ++i)
    if (i != best && restless[i] < restless[best] * kClearly + 1e-9) return std::nullopt;
  return best;
}

/// Where the motion does not tell: the one with a usual number of joints, else the one with many
/// more frames than people.
std::optional<std::size_t> by_sizes(const NumberBlock& block, const Candidates& candidates) {
  std::vector<std::size_t> usual;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const KeypointAxes& axes = candidates[i];
    const Index joints = in_order(block, axes).dim(2);
    if (is_usual_joint_count(joints)) usual.push_back(i);
  }
  if (usual.size() == 1) return usual.front();
  const auto is_one_person = [](const KeypointAxes& axes) {
    return axes.names.find('P') == std::string::npos;
  };
  if (std::ranges::all_of(candidates, is_one_person)) return 0;
  std::vector<std::size_t> long_ones;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const NumberBlock points = in_order(block, candidates[i]);
    if (points.dim(0) >= 8 * points.dim(1)) long_ones.push_back(i);
  }
  return long_ones.size() == 1 ? std::optional(long_ones.front()) : std::nullopt;
}

/// (3, T, J, 2) is three people's x, y or, of skeleton networks, x, y, score of two people: told
/// apart by a third plane that is far smaller than the others, as scores are beside pixels. The
/// other reading is taken away; none for fractions, where both stay open.
void settle_planes(const NumberBlock& block, Candidates& candidates) {
  const auto people = std::ranges::find(candidates, "PTJD", &KeypointAxes::names);
  const bool may_be_planes = block.rank() == 4 && block.dim(0) == 3 && block.dim(3) == 2;
  if (!may_be_planes || people == candidates.end()) return;
  constexpr Index kSample = 10'000;
  const auto largest = [&](Index plane) {
    double most = 0;
    for (const double number : block.item(plane).flat(kSample))
      if (std::isfinite(number)) most = std::max(most, std::abs(number));
    return most;
  };
  const double most = std::max(largest(0), largest(1));
  KeypointAxes planes{"DTJP", 3, ""};
  if (most < 8) {
    candidates = {*people, planes};
  } else if (largest(2) < most / 8) {
    candidates = {planes};
  }
}

[[noreturn]] void fail_open(const NumberBlock& block, const Candidates& candidates,
                            const std::string& where) {
  std::string readings;
  for (const KeypointAxes& axes : candidates)
    readings += (readings.empty() ? "" : " or ") + in_words(axes.names);
  throw DataError(
      fmt::format("{}: the shape {} can be {}; wanted is an array that can be one "
                  "thing only, such as that of one person (frames, joints, 2 or 3)",
                  where, block.shape_text(), readings));
}

/// How many numbers a joint has where 2 and 3 both fit: in pixels a score is far smaller than a
/// coordinate. 0: fractions, which do not tell.
Index pairs_or_triples(const NumberBlock& numbers) {
  constexpr Index kSample = 30'000;
  const std::vector<double> all = numbers.split_last(3).flat(kSample);
  double largest_score = 0, largest = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!std::isfinite(all[i])) continue;
    double& most = i % 3 == 2 ? largest_score : largest;
    most = std::max(most, std::abs(all[i]));
  }
  if (largest < 8) return 0;
  return largest_score < largest / 8 ? 3 : 2;
}

/// Rows of fractions that can be joints of two numbers or of three.
void refuse_open_rows(const NumberBlock& block, const AxesHint& hint, const std::string& where) {
  const Index count = block.rank() > 0 ? block.shape().back() : 0;
  const bool is_open = block.rank() <= 3 && hint.joints == 0 && count % 6 == 0 &&
                       can_be_joints(count / 3, hint) && can_be_joints(count / 2, hint);
  if (is_open)
    throw DataError(
        fmt::format("{}: the shape {} has rows of {} joints of x, y, score or of {} of x, y; "
                    "--layout decides",
                    where, block.shape_text(), count / 3, count / 2));
}

bool has_usual_joints(const NumberBlock& block, const Candidates& candidates) {
  return std::ranges::any_of(candidates, [&](const KeypointAxes& axes) {
    return is_usual_joint_count(in_order(block, axes).dim(2));
  });
}

/// What the sizes allow: orders of one kind, with a usual number of joints if there are such.
Candidates candidates_for(const NumberBlock& block, const AxesHint& hint) {
  Candidates first;
  for (const std::vector<std::string>& orders : orders_of_rank(block.rank(), hint.is_frame)) {
    Candidates candidates;
    for (const std::string& names : orders)
      if (auto axes = fitting(block, names, hint)) candidates.push_back(std::move(*axes));
    if (has_usual_joints(block, candidates)) return candidates;
    if (first.empty()) first = std::move(candidates);
  }
  return first;
}

}  // namespace

NumberBlock in_order(const NumberBlock& block, const KeypointAxes& axes) {
  if (axes.names.back() != 'F') return block.arranged(axes.names, "TPJD");
  std::string names = axes.names;
  names.replace(names.size() - 1, 1, "JD");
  return block.split_last(axes.numbers).arranged(names, "TPJD");
}

bool is_usual_joint_count(Index count) {
  constexpr std::array<Index, 16> kUsual{14, 15, 16, 17, 18, 19,  20,  21,
                                         22, 24, 25, 26, 33, 133, 135, 136};
  return std::ranges::find(kUsual, count) != kUsual.end();
}

Index numbers_of_a_joint(const NumberBlock& numbers, const AxesHint& hint) {
  const Index count = numbers.dim(numbers.rank() - 1);
  if (hint.numbers > 0) return count % hint.numbers == 0 ? hint.numbers : 0;
  if (hint.joints > 0) {
    const Index each = count / hint.joints;
    return count == each * hint.joints && are_numbers_of_a_joint(each, hint.joints) ? each : 0;
  }
  if (hint.wanted > 0) {
    const Index each = count / hint.wanted;
    if (count == each * hint.wanted && are_numbers_of_a_joint(each, hint.wanted) &&
        !(hint.has_scores && each != 2))
      return each;
  }
  std::vector<Index> fits, usual, known;
  for (const Index each : {2, 3, 4, 5}) {
    const Index joints = count / each;
    if (joints * each != count || !can_be_joints(joints, hint)) continue;
    // Four and more numbers: only MediaPipe's x, y, z, visibility (, presence).
    if (each > 3 && joints != kMediaPipe) continue;
    if (hint.has_scores && each != 2) continue;
    fits.push_back(each);
    if (is_usual_joint_count(joints)) usual.push_back(each);
    if (is_layout_count(joints)) known.push_back(each);
  }
  const std::vector<Index>& left = !usual.empty() ? usual : !known.empty() ? known : fits;
  if (left.size() == 1) return left.front();
  const bool is_2_or_3 = left == std::vector<Index>{2, 3};
  return is_2_or_3 && numbers.numel() > 0 ? pairs_or_triples(numbers) : 0;
}

KeypointAxes keypoint_axes(const NumberBlock& block, const AxesHint& hint,
                           const std::string& where) {
  Candidates candidates = candidates_for(block, hint);
  settle_planes(block, candidates);
  if (candidates.empty()) refuse_open_rows(block, hint, where);
  if (candidates.empty())
    throw DataError(
        fmt::format("{}: an array {} is wanted; found the shape {}{}", where,
                    hint.is_frame ? kWantedOfFrame : kWanted, block.shape_text(),
                    hint.joints > 0 ? fmt::format(" and {} names of joints", hint.joints) : ""));
  keep_wanted(block, hint.wanted, candidates);
  std::optional<std::size_t> chosen = 0;
  if (candidates.size() > 1) chosen = by_motion(block, candidates);
  if (!chosen) chosen = by_people(block, candidates);
  if (!chosen) chosen = by_sizes(block, candidates);
  if (!chosen) fail_open(block, candidates, where);
  KeypointAxes axes = candidates[*chosen];
  constexpr std::array kPlain{"F", "JD", "TF", "PF", "TJD", "PJD", "TPF", "TPJD"};
  if (std::ranges::find(kPlain, axes.names) == kPlain.end())
    axes.note =
        fmt::format("the shape {} is taken as {}", block.shape_text(), in_words(axes.names));
  return axes;
}

}  // namespace posegrad::pose::detections::arrays
