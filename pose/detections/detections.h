#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/detections/read_report.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose {

/// A keypoint of one person in one frame, pixels. A keypoint that the detector did not find has
/// NaN for x and y and confidence 0.
struct DetectedKeypoint {
  double x = 0, y = 0;
  double confidence = 1;
  double score = confidence;  // as the file has it, before it was brought to 0..1
};

/// Left, top, right, bottom, pixels.
struct Box {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

struct DetectedPerson {
  std::vector<DetectedKeypoint> keypoints;  // in the order of the layout
  double score = 0;                         // of the person; larger is surer
  std::optional<Box> box;
  std::optional<Index> track;  // the detector's own number of the person
};

struct DetectedFrame {
  std::vector<DetectedPerson> people;  // in the order of the file
};

/// What a detector found in one video, whatever its format.
struct Detections {
  std::string source;                      // the file or folder, as the user named it
  std::string format;                      // "Detectron2 npz", "OpenPose BODY_25 folder", ...
  const KeypointLayout* layout = nullptr;  // one of the tables of keypoint_layout()
  std::vector<DetectedFrame> frames;       // every frame from the first to the last; some are empty
  Index first_frame = 0;                   // number of frames.front() in the video, counted from 0
  std::optional<VideoSize> size;           // of the pictures, where it is known
  std::optional<double> fps = {};          // where the file says it
  std::vector<std::string> notes;          // what a user should know, one line each
  ReadReport report = {};
};

}  // namespace posegrad::pose
