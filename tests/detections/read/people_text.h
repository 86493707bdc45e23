#pragma once
#include <string>
#include <vector>

#include "pose/detections/detections.h"

namespace posegrad::test {

// Persons who are easy to recognise: they stand with the nose at (start + 30, start + 30), a
// centimetre in a pixel, and joint j of the coco layout has the confidence (10 + j) / 100.

pose::DetectedPerson easy_person(double start);

/// "x,y,c,x,y,c,..." in the order of a layout of the registry.
std::string triples(double start, const std::string& layout = "coco");
/// "[x,y],[x,y],..." and "c,c,..."
std::string pairs(double start, const std::string& layout = "coco");
std::string confidences(const std::string& layout = "coco");

/// Checks that a person of the coco layout is the easy one.
void check_person(const pose::DetectedPerson& person, double start, bool has_confidences = true,
                  double tolerance = 0);

/// Number of people in each frame.
std::vector<std::size_t> counts(const pose::Detections& detections);

}  // namespace posegrad::test
