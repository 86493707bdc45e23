#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/meaning/axes.h"
#include "pose/detections/meaning/picture_size.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr double kManyOutside = 0.1, kFewOutside = 0.02;
constexpr double kMostPeople = 0.8;
constexpr Index kFewPeople = 5;

struct Direction {
  double x = 0, y = 0;
};

/// Joints whose mean is the head, and the hips; the first pair of lists that a layout has.
std::vector<std::size_t> joints_named(const KeypointLayout& layout,
                                      std::initializer_list<std::string_view> names) {
  std::vector<std::size_t> joints;
  for (const std::string_view name : names) {
    const auto found = std::ranges::find(layout.joints, name);
    if (found != layout.joints.end())
      joints.push_back(static_cast<std::size_t>(found - layout.joints.begin()));
  }
  return joints;
}

std::optional<Direction> mean_of(const DetectedPerson& person,
                                 const std::vector<std::size_t>& joints) {
  Direction sum;
  double count = 0;
  for (const std::size_t joint : joints) {
    const DetectedKeypoint& keypoint = person.keypoints[joint];
    if (std::isnan(keypoint.x)) continue;
    sum = {sum.x + keypoint.x, sum.y + keypoint.y};
    ++count;
  }
  if (count == 0) return std::nullopt;
  return Direction{sum.x / count, sum.y / count};
}

/// How many people point which way with their heads, by the degrees that a standing person would
/// have to be turned clockwise for it.
struct Headings {
  std::array<Index, 4> count{};  // 0, 90, 180, 270
  Index all() const { return count[0] + count[1] + count[2] + count[3]; }
  /// Whether most people stand in pictures that were turned by this much.
  bool mostly(Index degrees) const {
    const auto most = static_cast<double>(count[static_cast<std::size_t>(degrees / 90)]);
    return all() >= kFewPeople && most >= kMostPeople * static_cast<double>(all());
  }
};

Headings headings_of(const Detections& detections) {
  const auto head = joints_named(*detections.layout, {"nose", "head", "head top", "head proximal",
                                                      "neck", "left ear", "right ear"});
  const auto hips =
      joints_named(*detections.layout, {"left hip", "right hip", "hip", "pelvis", "torso distal"});
  Headings headings;
  for (const DetectedFrame& frame : detections.frames) {
    for (const DetectedPerson& person : frame.people) {
      const auto from = mean_of(person, hips), to = mean_of(person, head);
      if (!from || !to) continue;
      const Direction up{to->x - from->x, to->y - from->y};
      if (up.x == 0 && up.y == 0) continue;
      const bool is_upright = std::abs(up.y) >= std::abs(up.x);
      ++headings.count[is_upright ? (up.y < 0 ? 0 : 2) : (up.x > 0 ? 1 : 3)];
    }
  }
  return headings;
}

class Judge {
 public:
  Judge(const Detections& detections, const TurnedOptions& options, const std::string& source)
      : detections_(detections),
        options_(options),
        source_(source),
        headings_(headings_of(detections)) {}

  Turned decide() {
    if (options_.told) return told();
    if (!options_.shown) return by(0, "the size of the video's pictures is not known");
    const bool is_swapped = options_.stated && !same_size(*options_.stated, *options_.shown) &&
                            same_size(*options_.stated, turned_size(*options_.shown));
    if (is_swapped) return swapped();
    const Index filmed = as_filmed();
    if (filmed % 180 != 0 && !options_.stated && !options_.fractions && lies_outside())
      return by(filmed, "keypoints lie outside of the video's pictures as they are shown",
                fmt::format("keypoints lie outside of the picture of {}, but within {}: they are "
                            "taken as of the video without its own turn{} (--turned)",
                            size_text(*options_.shown), size_text(turned_size(*options_.shown)),
                            way_of(filmed)));
    if (filmed != 0 && headings_.mostly(filmed) && !is_stated_as_shown(filmed))
      return by(filmed, "people stand when the video's own turn is made",
                fmt::format("people {}: the keypoints are taken as of the video without its own "
                            "turn{} (--turned)",
                            posture(filmed), way_of(filmed)));
    for (const Index degrees : {90, 180, 270})
      if (headings_.mostly(degrees)) {
        Turned found = by(0, fmt::format("people {}", posture(degrees)));
        found.decision.note = fmt::format(
            "most people {}: --axes {} says that {}, --turned {} that the detector saw the picture "
            "turned",
            posture(degrees), degrees == 180 ? "y-up" : "yx",
            degrees == 180 ? "y is counted from the bottom" : "y comes first", degrees);
        return found;
      }
    return by(0, headings_.mostly(0) ? "people stand" : "nothing speaks for a turn");
  }

 private:
  static const char* posture(Index degrees) {
    return degrees == 180 ? "stand on their heads" : "lie on their sides";
  }

  /// What a detector saw turned that looked at the frames as they were filmed. Programs disagree
  /// about the sign of a quarter turn: people who stand decide it.
  Index as_filmed() const {
    const Index degrees = (360 - options_.rotation) % 360, other = (360 - degrees) % 360;
    return degrees % 180 != 0 && headings_.mostly(other) ? other : degrees;
  }
  std::string way_of(Index degrees) const {
    return fmt::format(", {} degrees clockwise of what is shown", degrees);
  }

  Turned by(Index degrees, std::string reason, std::string note = "") const {
    Turned found;
    found.degrees = degrees;
    found.seen = seen_by(degrees);
    found.decision = {"turned", degrees == 0 ? "not turned" : fmt::format("by {} degrees", degrees),
                      std::move(reason), "--turned", std::move(note)};
    return found;
  }

  std::optional<VideoSize> seen_by(Index degrees) const {
    if (options_.fractions || !options_.shown) return options_.shown;
    return degrees % 180 == 0 ? *options_.shown : turned_size(*options_.shown);
  }

  Turned told() const {
    if (*options_.told != 0 && !options_.shown)
      throw DataError(
          fmt::format("--turned {}: {}: the size of the video's pictures is not known; "
                      "give it with --size WIDTHxHEIGHT",
                      *options_.told, source_));
    return by(*options_.told, "--turned says so");
  }

  Turned swapped() const {
    const std::string sizes = fmt::format("its pictures have {}, the video's {}",
                                          size_text(*options_.stated), size_text(*options_.shown));
    const auto turned = [&](Index degrees, const char* why) {
      return by(degrees, sizes,
                fmt::format("{}: the keypoints are turned back by {} degrees, {} (--turned)", sizes,
                            degrees, why));
    };
    for (const Index degrees : {90, 270})
      if (headings_.mostly(degrees)) return turned(degrees, "so that people stand");
    if (as_filmed() % 180 != 0) return turned(as_filmed(), "as the video was filmed");
    throw DataError(
        fmt::format("{}: {}, and nothing says which way they were turned; --turned 90 "
                    "or --turned 270 does, and --size WIDTHxHEIGHT where they were not",
                    source_, sizes));
  }

  /// A file that states the size of the shown pictures was made of them.
  bool is_stated_as_shown(Index degrees) const {
    return options_.stated && degrees % 180 != 0 &&
           !same_size(*options_.shown, turned_size(*options_.shown));
  }

  bool lies_outside() const {
    return share_outside(detections_, *options_.shown) >= kManyOutside &&
           share_outside(detections_, turned_size(*options_.shown)) <= kFewOutside;
  }

  const Detections& detections_;
  const TurnedOptions& options_;
  const std::string& source_;
  Headings headings_;
};

}  // namespace

Turned decide_turned(const Detections& detections, const TurnedOptions& options,
                     const std::string& source) {
  return Judge(detections, options, source).decide();
}

void turn_back(Detections& detections, Index degrees, const VideoSize& seen,
               const VideoSize& shown) {
  const auto w = static_cast<double>(seen.width), h = static_cast<double>(seen.height);
  const auto W = static_cast<double>(shown.width), H = static_cast<double>(shown.height);
  // A point (x, y) of the shown picture of 1 x 1 lies at (1 - y, x) after a quarter turn clockwise.
  const auto turn = [&](double& x, double& y) {
    const double u = x / w, v = y / h;
    if (degrees == 90) {
      x = v * W;
      y = (1 - u) * H;
    } else if (degrees == 180) {
      x = (1 - u) * W;
      y = (1 - v) * H;
    } else if (degrees == 270) {
      x = (1 - v) * W;
      y = u * H;
    }
  };
  for (DetectedFrame& frame : detections.frames) {
    for (DetectedPerson& person : frame.people) {
      for (DetectedKeypoint& keypoint : person.keypoints) turn(keypoint.x, keypoint.y);
      if (!person.box) continue;
      Box& box = *person.box;
      turn(box.x1, box.y1);
      turn(box.x2, box.y2);
      if (box.x1 > box.x2) std::swap(box.x1, box.x2);
      if (box.y1 > box.y2) std::swap(box.y1, box.y2);
    }
  }
}

}  // namespace posegrad::pose::detections
