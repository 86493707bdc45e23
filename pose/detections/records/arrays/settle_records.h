#pragma once
#include <string>

#include "pose/detections/container/document.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::arrays {

/// Boxes that were read as four numbers in the order of a file that does not say whether they are
/// left, top, right, bottom or left, top, width, height: settled by where the points lie; left out,
/// with a note, when neither holds them.
void settle_boxes(Records& records);

/// A joint's third number that was read as its score although the file does not say so: where it is
/// negative it is a depth, left out with a note. Throws DataError when the first two are negative,
/// too: positions in space.
void settle_third_numbers(Records& records, const std::string& source);

/// Throws DataError when many points have a negative coordinate: with a third coordinate these are
/// positions in space (MediaPipe's world landmarks, reconstructions), not in a picture.
void require_positions_in_pictures(const Records& records, const std::string& source);

/// Takes away people without a single point that is a number and not (0, 0): arrays of a fixed
/// number of people fill absent ones with either.
void leave_out_absent_people(Records& records);

/// Adds a folder's file of one picture to the folder's records: what would be frames in a file of
/// its own are the picture's people. Throws DataError for a file that holds a video: its frames
/// have numbers or follow each other closely; and for other names of joints than in the files
/// before, which `is_first` says there are none of.
void add_picture(const Document& document, Records picture, bool is_first, Records& records);

}  // namespace posegrad::pose::detections::arrays
