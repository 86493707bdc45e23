#pragma once
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// Whether people who are listed one after the other are one person from frame to frame: of 8 or
/// more most stand where the one before stood (mean distance of joints below a fifth of the body's
/// size), of 3 to 7 all.
bool is_one_person_over_time(const std::vector<RawPerson>& people);

/// Gives each person a frame of its own when those of the only frame are one person over time; a
/// note tells. `places`: of each person in the list of `count` that the file has.
void spread_over_frames(Records& records, const std::vector<std::size_t>& places,
                        std::size_t count);

/// Swaps persons and frames of a dict by person and frame ("frames" that are each one person over
/// time, the ids of which are frame numbers); a note tells.
void swap_people_and_frames(Records& records);

/// Throws DataError naming the first person with another number of points than there are names.
void check_names(const Records& records);

/// The units that a format has, unless the coordinates contradict them: then unknown.
Units plausible_units(Units stated, const Records& records);

}  // namespace posegrad::pose::detections
