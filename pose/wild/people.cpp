#include "pose/wild/people.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// The gaps of at least `shortest` frames.
std::vector<Gap> gaps_of(const std::vector<bool>& detected, Index first_frame, Index shortest) {
  std::vector<Gap> gaps;
  Index length = 0;
  for (std::size_t i = 0; i <= detected.size(); ++i) {
    if (i < detected.size() && !detected[i]) {
      ++length;
      continue;
    }
    if (length > 0 && length >= shortest)
      gaps.push_back({first_frame + static_cast<Index>(i) - length, length});
    length = 0;
  }
  return gaps;
}

/// `places`: where the person is, within frames [first, first + count).
PersonTrack make_track(const Detections& detections, const std::vector<Track::Place>& places,
                       Index first, Index count, std::string name, Index long_gap) {
  const Index joints = detections.layout->num_joints();
  PersonTrack track{.name = std::move(name),
                    .first_frame = detections.first_frame + first,
                    .keypoints = Tensor::zeros({count, joints, 3}),
                    .detected = std::vector<bool>(static_cast<std::size_t>(count), false),
                    .interpolated = count - static_cast<Index>(places.size()),
                    .gaps = {},
                    .never_seen = {}};
  const auto numbers = track.keypoints.cpu_span<float>();
  for (Index i = 0; i < count * joints; ++i) {
    const auto at = static_cast<std::size_t>(3 * i);
    numbers[at] = numbers[at + 1] = std::numeric_limits<float>::quiet_NaN();
  }
  for (const Track::Place& place : places) {
    track.detected[static_cast<std::size_t>(place.frame - first)] = true;
    const DetectedPerson& person = detections.frames[static_cast<std::size_t>(place.frame)]
                                       .people[static_cast<std::size_t>(place.person)];
    auto at = static_cast<std::size_t>((place.frame - first) * joints * 3);
    for (const DetectedKeypoint& keypoint : person.keypoints) {
      numbers[at++] = static_cast<float>(keypoint.x);
      numbers[at++] = static_cast<float>(keypoint.y);
      numbers[at++] = static_cast<float>(keypoint.confidence);
    }
  }
  track.never_seen = fill_missing(track.keypoints, *detections.layout);
  track.gaps = gaps_of(track.detected, track.first_frame, long_gap);
  return track;
}

[[noreturn]] void fail_nobody(const Detections& detections) {
  throw DataError(fmt::format("{}: nobody was found in any of {} frames ({})", detections.source,
                              detections.frames.size(), detections.format));
}

}  // namespace

PersonTrack best_person(const Detections& detections, const PeopleOptions& options) {
  std::vector<Track::Place> places;
  for (std::size_t frame = 0; frame < detections.frames.size(); ++frame) {
    const auto& people = detections.frames[frame].people;
    const auto best = std::ranges::max_element(people, {}, &DetectedPerson::score);  // the first
    if (best != people.end()) places.push_back({static_cast<Index>(frame), best - people.begin()});
  }
  if (places.empty()) fail_nobody(detections);
  return make_track(detections, places, 0, static_cast<Index>(detections.frames.size()), "best",
                    options.long_gap);
}

namespace {

/// Share of the pictures with people that show two or more.
double crowded_share(const Detections& detections) {
  Index some = 0, several = 0;
  for (const DetectedFrame& frame : detections.frames) {
    some += frame.people.empty() ? 0 : 1;
    several += frame.people.size() > 1 ? 1 : 0;
  }
  return some > 0 ? static_cast<double>(several) / static_cast<double>(some) : 0;
}

bool overlap(const Track& track, const std::vector<Track>& chosen) {
  return std::ranges::any_of(chosen, [&](const Track& other) {
    return track.first() <= other.last() && other.first() <= track.last();
  });
}

ChosenPeople choose_main(const Detections& detections, const PeopleOptions& options) {
  constexpr double kHardlyAny = 0.2;
  const double crowded = crowded_share(detections);
  if (crowded == 0) return {{best_person(detections, options)}};
  const std::vector<Track> tracks = track_people(detections, options.tracking);
  std::vector<Track> chosen{tracks.front()};
  Index others = 0;
  for (std::size_t i = 1; i < tracks.size(); ++i) {
    if (crowded < kHardlyAny && !overlap(tracks[i], chosen))
      chosen.push_back(tracks[i]);
    else if (tracks[i].frames() >= options.shortest_track)
      ++others;
  }
  std::vector<Track::Place> places;
  for (const Track& track : chosen) std::ranges::copy(track.places, std::back_inserter(places));
  std::ranges::sort(places, {}, &Track::Place::frame);
  return {{make_track(detections, places, 0, static_cast<Index>(detections.frames.size()), "main",
                      options.long_gap)},
          0,
          others};
}

}  // namespace

PersonTrack person_of(const Detections& detections, const Track& track, Index number,
                      const PeopleOptions& options) {
  return make_track(detections, track.places, track.first(), track.last() - track.first() + 1,
                    fmt::format("person {}", number), options.long_gap);
}

ChosenPeople choose_people(const Detections& detections, const std::string& choice,
                           const PeopleOptions& options) {
  if (choice == "best") return {{best_person(detections, options)}};
  if (choice == "main") return choose_main(detections, options);
  const bool is_all = choice == "all";
  Index number = 0;
  if (!is_all) {
    const char* end = choice.data() + choice.size();
    const auto [stop, error] = std::from_chars(choice.data(), end, number);
    if (error != std::errc() || stop != end || number < 1)
      throw ValueError(fmt::format(
          "'{}' is no choice of a person; wanted is main, best, all or a number from 1", choice));
  }
  const std::vector<Track> tracks = track_people(detections, options.tracking);
  if (tracks.empty()) fail_nobody(detections);
  if (!is_all) {
    if (number > static_cast<Index>(tracks.size()))
      throw DataError(fmt::format("{}: there is no person {}; there are: {}", detections.source,
                                  number, list_of(tracks, detections)));
    return {{person_of(detections, tracks[static_cast<std::size_t>(number - 1)], number, options)}};
  }
  ChosenPeople chosen;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].frames() >= options.shortest_track)
      chosen.people.push_back(person_of(detections, tracks[i], static_cast<Index>(i) + 1, options));
  }
  if (chosen.people.empty()) chosen.people.push_back(person_of(detections, tracks[0], 1, options));
  chosen.too_short = static_cast<Index>(tracks.size() - chosen.people.size());
  return chosen;
}

std::string list_of(const std::vector<Track>& tracks, const Detections& detections) {
  constexpr std::size_t kMost = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(tracks.size(), kMost); ++i) {
    const Index first = detections.first_frame;
    text += fmt::format("{}{} ({} frame{}, {} to {})", i == 0 ? "" : ", ", i + 1,
                        tracks[i].frames(), tracks[i].frames() == 1 ? "" : "s",
                        first + tracks[i].first(), first + tracks[i].last());
  }
  if (tracks.size() > kMost) text += fmt::format(" and {} more", tracks.size() - kMost);
  return text;
}

}  // namespace posegrad::pose
