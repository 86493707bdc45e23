#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "pose/formats/field.h"
#include "pose/wild/detections.h"
#include "pose/wild/joint_orders.h"

namespace posegrad::pose::readers {

/// The numbers of a list or array, flat; None is NaN. Throws DataError that names the place.
std::vector<double> numbers_of(const formats::Field& field);

/// A joint of a file of triples: not found when all three are 0 or a coordinate is not a number;
/// COCO's visibility 2 is as sure as 1.
DetectedKeypoint keypoint_of(double x, double y, double confidence);
/// A joint of a file of pairs: not found at (0, 0), else sure.
DetectedKeypoint keypoint_of(double x, double y);

/// x, y, confidence, x, y, ... The caller has checked that the count is a multiple of 3.
std::vector<DetectedKeypoint> keypoints_of_triples(std::span<const double> numbers);

/// Those of the layout. The caller has checked that the order has as many joints as it says.
std::vector<DetectedKeypoint> mapped(const JointMapping& mapping,
                                     std::span<const DetectedKeypoint> keypoints);

/// Mean confidence over all joints, those that were not found counted as 0: the score of a person
/// where the file has none.
double mean_confidence(std::span<const DetectedKeypoint> keypoints);

/// The box itself. Throws DataError at `place` for a negative size.
Box checked(const Box& box, const formats::Field& place);
/// x1, y1, x2, y2 of [x, y, width, height].
Box box_of_corner_and_size(const formats::Field& field);
/// Of [x1, y1, x2, y2], or a list that holds only that.
Box box_of_corners(const formats::Field& field);

/// Two members of a dict as a video's size. Throws DataError unless they are whole numbers from 1
/// to 100000.
VideoSize video_size_of(const formats::Field& dict, std::string_view width,
                        std::string_view height);

}  // namespace posegrad::pose::readers
