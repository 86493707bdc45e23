#pragma once
#include <vector>

#include "pose/formats/ndarray.h"
#include "pose/formats/pickle_value.h"
#include "tests/detections/property/story.h"

namespace posegrad::test::property {

enum class Precision { single_precision, double_precision };

pose::formats::NdArray array_of(std::vector<Index> shape, const std::vector<double>& numbers,
                                Precision precision = Precision::double_precision);

/// x, y (, score) of a person's points, one after the other.
std::vector<double> numbers_of(const ToldPerson& person, bool has_scores);

/// Rows of every frame for all who are in the video, slot by slot: those who are not there are
/// marked as all that is not found. (frames, people, joints, 2 or 3)
std::vector<double> numbers_of(const Told& told, bool has_scores);
/// Their scores, (frames, people, joints).
std::vector<double> scores_of(const Told& told);

}  // namespace posegrad::test::property
