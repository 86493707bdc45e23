#include "pose/detections/meaning/axes.h"

#include <utility>

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

void swap_axes(Records& records) {
  for_each_person(records, [](RawFrame&, RawPerson& person) {
    for (RawPoint& point : person.points) std::swap(point.x, point.y);
    if (!person.box) return;
    std::swap(person.box->at(0), person.box->at(1));
    std::swap(person.box->at(2), person.box->at(3));
  });
}

void count_from_top(Records& records, const std::optional<VideoSize>& size,
                    const std::string& source) {
  if (!size)
    throw DataError(
        fmt::format("{}: --axes y-up counts from the bottom of pictures whose size is not known; "
                    "give it with --size WIDTHxHEIGHT",
                    source));
  const auto height = static_cast<double>(size->height);
  for_each_person(records, [&](RawFrame&, RawPerson& person) {
    for (RawPoint& point : person.points) point.y = height - point.y;
    if (!person.box) return;
    const double top = height - person.box->at(3);
    person.box->at(3) = height - person.box->at(1);
    person.box->at(1) = top;
  });
}

Decision axes_decision(const std::optional<PointAxes>& told) {
  const char* const results[] = {"x, y from the top", "y, x", "x, y from the bottom"};
  return {"axes", results[static_cast<std::size_t>(told.value_or(PointAxes::xy))],
          told ? "--axes says so" : "as usual", "--axes", ""};
}

}  // namespace posegrad::pose::detections
