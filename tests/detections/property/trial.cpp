#include "tests/detections/property/trial.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "pose/detections/read_detections.h"
#include "tensor/error.h"
#include "tests/detections/property/wrapping.h"

namespace posegrad::test::property {
namespace {

using namespace pose;
using detections::JointMap;
using detections::Layout;
using detections::Units;

/// Compares what was read with what was told.
class Comparison {
 public:
  Comparison(const Story& story, const Detections& found)
      : story_(story),
        found_(found),
        map_(detections::map_to(*story.told().layout, *found.layout)) {}

  /// "" when all is the same.
  std::string fault() {
    const auto frames = static_cast<Index>(story_.truth().size());
    const Index last = found_.first_frame + static_cast<Index>(found_.frames.size());
    if (found_.first_frame < 0 || last > frames)
      return fmt::format("frames {} to {} were read; there are {}", found_.first_frame, last - 1,
                         frames);
    for (Index f = 0; f < frames; ++f)
      if (std::string fault = fault_of_frame(f); !fault.empty())
        return fmt::format("frame {}: {}", f, fault);
    return fault_of_ids();
  }

 private:
  std::string fault_of_frame(Index frame) {
    const auto& people = story_.truth()[static_cast<std::size_t>(frame)];
    const Index at = frame - found_.first_frame;
    std::vector<const DetectedPerson*> left;
    if (at >= 0 && at < static_cast<Index>(found_.frames.size()))
      for (const DetectedPerson& person : found_.frames[static_cast<std::size_t>(at)].people)
        left.push_back(&person);
    std::size_t expected = 0;
    for (const TruePerson& person : people) {
      const std::vector<TruePoint> joints = joints_of(person);
      if (std::ranges::none_of(joints, &TruePoint::is_found)) continue;
      ++expected;
      const auto same = std::ranges::find_if(left, [&](const DetectedPerson* other) {
        return fault_of_joints(joints, *other).empty();
      });
      if (same == left.end())
        return fmt::format("person {} was not read: {}", person.who,
                           left.empty() ? "nobody there" : nearest_fault(joints, left));
      note_id(person.who, (*same)->track);
      left.erase(same);
    }
    if (left.empty()) return "";
    return fmt::format("{} people were read, {} are there", expected + left.size(), expected);
  }

  /// In the target's order.
  std::vector<TruePoint> joints_of(const TruePerson& person) const {
    std::vector<TruePoint> joints;
    for (const std::vector<Index>& from : map_.from) {
      TruePoint joint{0, 0, 2, !from.empty()};
      for (const Index i : from) {
        const TruePoint& point = person.points[static_cast<std::size_t>(i)];
        joint.x += point.x / static_cast<double>(from.size());
        joint.y += point.y / static_cast<double>(from.size());
        joint.score = std::min(joint.score, point.score);
        joint.is_found = joint.is_found && point.is_found;
      }
      joints.push_back(joint);
    }
    return joints;
  }

  std::string fault_of_joints(const std::vector<TruePoint>& wanted,
                              const DetectedPerson& person) const {
    if (person.keypoints.size() != wanted.size())
      return fmt::format("{} joints; {} are wanted", person.keypoints.size(), wanted.size());
    for (std::size_t j = 0; j < wanted.size(); ++j) {
      const DetectedKeypoint& found = person.keypoints[j];
      const TruePoint& joint = wanted[j];
      const std::string& name = map_.target->joints[j];
      if (std::isnan(found.x) != !joint.is_found)
        return fmt::format("{} is {}", name, joint.is_found ? "missing" : "not missing");
      if (!joint.is_found) {
        if (found.confidence != 0) return name + " is missing but has a confidence";
        continue;
      }
      if (!(std::abs(found.x - joint.x) <= story_.tolerance_x() &&
            std::abs(found.y - joint.y) <= story_.tolerance_y()))
        return fmt::format("{} is at ({}, {}); ({}, {}) was written", name, found.x, found.y,
                           joint.x, joint.y);
      const double confidence = story_.abilities().scores == Scores::always ? joint.score : 1;
      if (!(std::abs(found.confidence - confidence) <= story_.score_tolerance()))
        return fmt::format("{} has the confidence {}; {} was written", name, found.confidence,
                           confidence);
    }
    return "";
  }

  std::string nearest_fault(const std::vector<TruePoint>& wanted,
                            const std::vector<const DetectedPerson*>& people) const {
    const auto distance = [&](const DetectedPerson* person) {
      std::vector<double> distances;
      for (std::size_t j = 0; j < std::min(wanted.size(), person->keypoints.size()); ++j)
        if (wanted[j].is_found && !std::isnan(person->keypoints[j].x))
          distances.push_back(std::hypot(person->keypoints[j].x - wanted[j].x,
                                         person->keypoints[j].y - wanted[j].y));
      if (distances.empty()) return 1e9;
      std::ranges::nth_element(
          distances, distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2));
      return distances[distances.size() / 2];
    };
    return fault_of_joints(wanted, **std::ranges::min_element(people, {}, distance));
  }

  void note_id(std::size_t who, std::optional<Index> track) {
    (track ? with_ : without_) += 1;
    if (!track) return;
    const auto [of_person, is_new_person] = tracks_.emplace(who, *track);
    const auto [of_track, is_new_track] = owners_.emplace(*track, who);
    mixed_ = mixed_ || of_person->second != *track || of_track->second != who;
  }

  std::string fault_of_ids() const {
    std::size_t most = 0;
    for (const auto& people : story_.truth()) most = std::max(most, people.size());
    const Ids ids = story_.told().ids;
    if (ids == Ids::given && without_ > 0) return "ids are lost";
    if (ids == Ids::all_zero && most > 1) return with_ > 0 ? "ids that are all 0 are believed" : "";
    return mixed_ ? "ids do not follow people" : "";
  }

  const Story& story_;
  const Detections& found_;
  JointMap map_;
  std::map<std::size_t, Index> tracks_;
  std::map<Index, std::size_t> owners_;
  std::size_t with_ = 0, without_ = 0;
  bool mixed_ = false;
};

/// What the file cannot say.
ReadOptions needed_options(const Story& story) {
  const Told& told = story.told();
  ReadOptions options;
  options.detector_tracks = told.ids != Ids::none;
  if (told.units == Units::fractions && !story.abilities().states_size) options.size = told.size;
  if (story.abilities().numbering == Numbering::open && !story.begins_at_first())
    options.first_frame = told.base;
  return options;
}

std::string about(const Told& told) {
  return fmt::format("{} people, {}, spelling {}, ids {}, base {}, {} and {} digits, {}x{}",
                     told.people, told.units == Units::fractions ? "fractions" : "pixels",
                     static_cast<int>(told.spelling), static_cast<int>(told.ids), told.base,
                     told.digits, told.score_digits, told.size.width, told.size.height);
}

bool is_refusal_naming_layout(const std::string& message) {
  return message.find("--layout") != std::string::npos && message.find('\n') == std::string::npos;
}

}  // namespace

Outcome try_format(const Format& format, const Layout& layout, std::uint64_t seed) {
  const Story story(seed, layout, format.abilities);
  const TemporaryFolder folder;
  std::string path = format.write(story.told(), folder);
  if (format.is_text) path = wrapped(path, static_cast<int>(seed % kWrappings));
  ReadOptions options = needed_options(story);
  Outcome outcome;
  const auto read = [&]() -> std::string {
    const Detections found = read_detections(path, options);
    std::string fault = Comparison(story, found).fault();
    if (fault.empty() || found.notes.empty()) return fault;
    for (const std::string& note : found.notes) fault += "\n    note: " + note;
    return fault + "\n    layout: " + found.report.layout;
  };
  try {
    try {
      outcome.fault = read();
    } catch (const Error& error) {
      if (!is_refusal_naming_layout(error.what())) throw;
      outcome.needs_layout = true;
      options.layout = layout.name;
      outcome.fault = read();
    }
  } catch (const std::exception& error) {
    outcome.fault = error.what();
  }
  if (!outcome.fault.empty()) outcome.fault += "\n    (" + about(story.told()) + ")";
  return outcome;
}

bool can_have(const Format& format, const Layout& layout) {
  const std::vector<std::string>& layouts = format.abilities.layouts;
  return layouts.empty() || std::ranges::find(layouts, layout.name) != layouts.end();
}

}  // namespace posegrad::test::property
