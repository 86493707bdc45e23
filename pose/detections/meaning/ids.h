#pragma once
#include <optional>

#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// Whether the numbers of people tell them apart over the frames.
///
///   evidence                                             decision
///   nobody has one that is 0 or more (-1: of nobody)     there are none
///   some are no whole numbers below 1e15                 unusable
///   all are the same, some frame has several people      unusable: nobody was followed
///   one stands for two people in more than 5 % of the    unusable: people are mixed
///     frames that have several
///   ten detections or more, 90 % of numbers are new      unusable: they count detections
///   else                                                 usable; where one stands for two people
///                                                        in a frame, the surer one has it
struct Ids {
  Index different = 0;
  bool usable = true;
  Decision decision;
};

/// wanted: somebody is going to use them, so that a note is due where they are unusable.
Ids decide_ids(const Records& records, bool wanted);

/// The number of a person, nothing for one that is none.
std::optional<Index> id_of(const RawPerson& person);

}  // namespace posegrad::pose::detections
