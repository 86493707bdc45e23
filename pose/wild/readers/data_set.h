#pragma once
#include "pose/formats/npz.h"
#include "pose/wild/read_detections.h"

namespace posegrad::pose::readers {

/// Whether an npz has positions_2d: a data set of 2D keypoints.
bool is_data_set(const formats::NpzReader& file);

/// Reads the sequence that the options choose, one person a frame; a frame without any number is
/// one without people. 17 joints are COCO's, unless the options say otherwise: files made in the
/// wild claim other layouts than they have, which a note tells. Throws DataError that lists what
/// there is to choose from.
Detections read_data_set(const formats::NpzReader& file, const DetectionOptions& options);

}  // namespace posegrad::pose::readers
