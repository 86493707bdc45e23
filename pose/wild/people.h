#pragma once
#include <string>
#include <vector>

#include "pose/detections/detections.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/wild/track.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Frames in a row in which a person was not detected.
struct Gap {
  Index first_frame = 0;  // number in the video
  Index frames = 0;
};

/// One person's keypoints in every frame from the first to the last.
struct PersonTrack {
  std::string name;  // "main", "best", "person 2"
  Index first_frame = 0;
  /// (T, K, 3) f32: x, y in pixels, confidence, all of them numbers. What was not detected is
  /// interpolated linearly over the frames, held before the first and after the last, and has the
  /// confidence 0.
  Tensor keypoints;
  std::vector<bool> detected;  // T
  Index interpolated = 0;      // frames in which the person was not detected
  std::vector<Gap> gaps;       // those of PeopleOptions::long_gap or more
  /// Joints that were not detected in any frame: they lie on the nearest joint of the body.
  std::vector<Index> never_seen;
};

struct PeopleOptions {
  TrackingOptions tracking;
  Index long_gap = 25;       // frames
  Index shortest_track = 5;  // frames; "all" leaves out shorter ones
};

/// The person of the largest score in each frame, the first of equal ones: as VideoPose3D's own
/// script. Covers all frames. Throws DataError when there is nobody in any.
PersonTrack best_person(const Detections& detections, const PeopleOptions& options = {});

/// One track, from its first to its last frame. number: as listed, from 1.
PersonTrack person_of(const Detections& detections, const Track& track, Index number,
                      const PeopleOptions& options = {});

struct ChosenPeople {
  std::vector<PersonTrack> people;
  Index too_short = 0;  // tracks that "all" left out
  Index others = 0;     // people who are seen beside "main" and not chosen
};

/// choice:
///   "main"    the track of track_people's first person, over all frames; where hardly any picture
///             shows two people, also the others at whose time nobody of it is seen: one person
///             whose trace was lost; where no picture shows two, as "best"
///   "best"    best_person()
///   a number  a track, counted from 1 in track_people's order
///   "all"     the tracks that are not too short
/// Throws ValueError for another text; DataError when there is nobody in any frame, and, naming the
/// source and listing what there is, when there is no such person.
ChosenPeople choose_people(const Detections& detections, const std::string& choice,
                           const PeopleOptions& options = {});

/// "1 (120 frames, 0 to 140), 2 (...)", the first ten of them.
std::string list_of(const std::vector<Track>& tracks, const Detections& detections);

/// Fills NaN in keypoints (T, K, 3) f32, x and y: linear interpolation over the frames from the
/// nearest numbers before and after, per coordinate; before the first number and after the last one
/// that is held. A joint without any number is put on the nearest joint along the layout's bones
/// that has some (or the first that has). Returns those joints. Throws DataError when there is no
/// number at all.
std::vector<Index> fill_missing(Tensor& keypoints, const KeypointLayout& layout);

}  // namespace posegrad::pose
