#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/meaning/meaning.h"
#include "pose/detections/records/records.h"

namespace posegrad::test {

namespace detections = pose::detections;
using detections::RawFrame;
using detections::RawPerson;
using detections::RawPoint;
using detections::Records;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// COCO's 17 joints of somebody who stands at (x, y), the middle between the hips, `height` pixels
/// tall. The score of joint j is 0.3 + j / 50.
RawPerson standing(double x, double y, double height = 100);

/// A frame of these people, at the place "[i]" of the file.
RawFrame frame_of(std::vector<RawPerson> people, std::size_t i = 0);

/// Each person in a frame of its own.
Records one_a_frame(const std::vector<RawPerson>& people);

/// Somebody who walks from (100, 200) to the right in a picture of 640 x 480.
Records walk(std::size_t frames);

/// With numbers as keys.
Records numbered(Records records, const std::vector<double>& numbers,
                 detections::FrameKeys keys = detections::FrameKeys::numbers);
/// With names as keys.
Records named(Records records, const std::vector<std::string>& names);

/// COCO's joints as they are.
const detections::Recognised& coco();
const detections::JointMap& coco_map();

/// From records of COCO's joints to detections, as read_detections does it. The file is "a.json".
pose::Detections read(Records records, const pose::ReadOptions& options = {});

bool has_note(const pose::Detections& detections, const std::string& part);

}  // namespace posegrad::test
