#include "pose/wild/readers/people_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::readers {

Detections PeopleReader::finish() {
  detections_.format = format_name(order_);
  detections_.layout = mapping_ ? mapping_->layout : &keypoint_layout("coco");
  frames_.move_into(detections_);
  return std::move(detections_);
}

const JointMapping& PeopleReader::mapping(Index joints, std::span<const JointOrder* const> orders,
                                          const formats::Field& place) {
  if (mapping_) {
    if (joints != joints_)
      place.fail(fmt::format("{} joints; the people before have {}", joints, joints_));
    return *mapping_;
  }
  const auto known =
      std::ranges::find(orders, joints, [](const JointOrder* order) { return order->count; });
  if (known == orders.end()) {
    std::string names;
    for (const JointOrder* order : orders) names += (names.empty() ? "" : ", ") + order->name;
    place.fail(fmt::format("{} joints; known orders of joints are {}", joints, names));
  }
  set_mapping(mapping_of(**known), joints, (*known)->name);
  return *mapping_;
}

void PeopleReader::set_mapping(JointMapping mapping, Index joints, std::string order) {
  mapping_ = std::move(mapping);
  joints_ = joints;
  order_ = std::move(order);
}

}  // namespace posegrad::pose::readers
