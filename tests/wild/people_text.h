#pragma once
#include <string>
#include <vector>

#include "pose/wild/detections.h"
#include "pose/wild/joint_orders.h"

namespace posegrad::test {

// Persons whose joints are easy to recognise: joint j of the coco layout lies at (start + j, start
// + 2 j) with the confidence (10 + j) / 100; other joints of an order at (9999, 9999).

pose::DetectedPerson easy_person(double start);

/// "x,y,c,x,y,c,..." in an order of joints.
std::string triples(double start, const pose::JointOrder& order = pose::coco_17_order());
/// "[x,y],[x,y],..." and "c,c,..."
std::string pairs(double start, const pose::JointOrder& order = pose::coco_17_order());
std::string confidences(const pose::JointOrder& order = pose::coco_17_order());

/// Checks that a person of the coco layout is the easy one.
void check_person(const pose::DetectedPerson& person, double start, bool has_confidences = true,
                  double tolerance = 0);

/// Number of people in each frame.
std::vector<std::size_t> counts(const pose::Detections& detections);

}  // namespace posegrad::test
