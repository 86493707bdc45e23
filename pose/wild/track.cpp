#include "pose/wild/track.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "pose/wild/expectation.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// More people in a frame than this are ghosts; pairing takes the cube of it.
constexpr std::size_t kMostPeople = 100;
/// Somebody who was seen fewer times may be the detector's mistake.
constexpr Index kSureTimes = 5;

/// A person whose expectation is still looked for.
struct Open {
  Expectation expectation;
  std::size_t track;
};

class Linker {
 public:
  Linker(const Detections& detections, const TrackingOptions& options)
      : detections_(detections),
        fps_(options.fps),
        longest_(options.longest_absence * options.fps) {}

  std::vector<Track> link() {
    for (std::size_t frame = 0; frame < detections_.frames.size(); ++frame)
      link_frame(static_cast<Index>(frame));
    return std::move(tracks_);
  }

 private:
  const DetectedPerson& person(Index frame, Index i) const {
    return detections_.frames[static_cast<std::size_t>(frame)].people[static_cast<std::size_t>(i)];
  }

  /// The surest ones.
  std::vector<Index> people_of(Index frame) const {
    const auto& people = detections_.frames[static_cast<std::size_t>(frame)].people;
    std::vector<Index> order(people.size());
    std::iota(order.begin(), order.end(), Index{0});
    if (order.size() > kMostPeople) {
      std::ranges::stable_sort(order, std::greater<>(),
                               [&](Index i) { return person(frame, i).score; });
      order.resize(kMostPeople);
    }
    return order;
  }

  bool is_forgotten(const Open& open, Index frame) const {
    const auto absent = static_cast<double>(frame - open.expectation.last_frame());
    const Index times = open.expectation.times_seen();
    return absent >
           (times < kSureTimes ? std::min(longest_, 3.0 * static_cast<double>(times)) : longest_);
  }

  /// Between 0 and 1, 1 for what cannot be the same person. The longer somebody was away, the less
  /// is known of where they are, and the more likely it is somebody else.
  double cost(const Open& open, const DetectedPerson& candidate, Index frame) const {
    const double seconds = static_cast<double>(frame - open.expectation.last_frame()) / fps_;
    const double limit = std::min(0.45 + 0.5 * seconds, 1.2);
    const double difference = open.expectation.difference(candidate, frame, fps_);
    if (!(difference <= limit)) return 1;
    return std::min(difference / limit + std::min(0.25 * (seconds - 1 / fps_), 0.3), 1.0);
  }

  void link_frame(Index frame) {
    std::erase_if(open_, [&](const Open& open) { return is_forgotten(open, frame); });
    const std::vector<Index> people = people_of(frame);
    std::vector<double> costs;
    for (const Open& open : open_)
      for (const Index i : people) costs.push_back(cost(open, person(frame, i), frame));
    const std::vector<Index> chosen =
        assign(costs, static_cast<Index>(open_.size()), static_cast<Index>(people.size()));
    std::vector<bool> is_taken(people.size(), false);
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      if (chosen[row] < 0) continue;
      const auto column = static_cast<std::size_t>(chosen[row]);
      if (costs[row * people.size() + column] >= 1) continue;
      is_taken[column] = true;
      open_[row].expectation.update(person(frame, people[column]), frame);
      extend(open_[row].track, frame, people[column]);
    }
    for (std::size_t column = 0; column < people.size(); ++column) {
      if (is_taken[column]) continue;
      open_.push_back({Expectation(person(frame, people[column]), frame), tracks_.size()});
      tracks_.emplace_back();
      extend(tracks_.size() - 1, frame, people[column]);
    }
  }

  void extend(std::size_t track, Index frame, Index i) {
    tracks_[track].places.push_back({frame, i});
    tracks_[track].score_sum += person(frame, i).score;
  }

  const Detections& detections_;
  double fps_, longest_;  // longest absence in frames
  std::vector<Track> tracks_;
  std::vector<Open> open_;
};

/// By the detector's numbers; of two with the same number in a frame the surer one counts.
std::vector<Track> numbered_tracks(const Detections& detections) {
  std::map<Index, Track> tracks;
  for (std::size_t f = 0; f < detections.frames.size(); ++f) {
    std::map<Index, Index> surest;
    const auto& people = detections.frames[f].people;
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (!people[i].track) continue;
      const auto [place, is_new] = surest.emplace(*people[i].track, static_cast<Index>(i));
      if (!is_new && people[i].score > people[static_cast<std::size_t>(place->second)].score)
        place->second = static_cast<Index>(i);
    }
    for (const auto& [number, i] : surest) {
      Track& track = tracks[number];
      track.detector_number = number;
      track.places.push_back({static_cast<Index>(f), i});
      track.score_sum += people[static_cast<std::size_t>(i)].score;
    }
  }
  std::vector<Track> list;
  for (auto& [number, track] : tracks) list.push_back(std::move(track));
  return list;
}

}  // namespace

std::vector<Track> track_people(const Detections& detections, const TrackingOptions& options) {
  if (!(options.fps > 0) || !(options.longest_absence >= 0))
    throw ValueError(fmt::format("track_people: {} frames a second and {} s of absence",
                                 options.fps, options.longest_absence));
  std::vector<Track> tracks =
      options.detector_tracks ? numbered_tracks(detections) : Linker(detections, options).link();
  if (tracks.empty() && options.detector_tracks)
    throw DataError(
        fmt::format("{}: the detector numbered nobody ({})", detections.source, detections.format));
  std::ranges::stable_sort(tracks, std::greater<>(), &Track::score_sum);
  return tracks;
}

}  // namespace posegrad::pose
