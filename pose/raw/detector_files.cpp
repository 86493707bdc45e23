#include "pose/raw/detector_files.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/formats/npz.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

using formats::Field;
using formats::NdArray;

/// What Detectron found of the class "person", which is its second, in a frame.
Field person_class(const Field& field, Index frame) {
  const NdArray& array = field.as_array();
  const std::string where = fmt::format("{}: frame {}", field.where(), frame);
  const auto i = static_cast<std::size_t>(frame);
  if (array.rank() == 2) return {array.objects().at(2 * i + 1), where};
  return Field(array.objects().at(i), where)[1];
}

Index frames_of(const Field& field) {
  const NdArray& array = field.as_array();
  const bool fits = array.type() == formats::ArrayType::object &&
                    (array.rank() == 1 || (array.rank() == 2 && array.dim(1) == 2));
  if (!fits || array.dim(0) == 0)
    field.fail("objects of shape (frames, 2) are wanted; found " + array.to_string());
  return array.dim(0);
}

/// Boxes as numbers (people, 5), or empty.
NdArray boxes_of(const Field& field) {
  if (field.value().is_array()) return field.as_array();
  if (field.size() != 0) field.fail("an array (people, 5) of numbers is wanted; found a list");
  return {};
}

/// The person of the best score, of boxes (people, 5). One that is NaN is never the best.
Index best_box(const NdArray& boxes, const Field& place) {
  Index best = -1;
  double best_score = 0;
  for (Index person = 0; person < boxes.dim(0); ++person) {
    const double score = boxes.number(5 * person + 4);
    if (std::isnan(score) || (best >= 0 && !(score > best_score))) continue;
    best = person;
    best_score = score;
  }
  if (best < 0) place.fail("the score of every box is NaN");
  return best;
}

/// The person of the best box, of a list of arrays or one array; rows x, y of the pixels.
void take_person(const Field& people, Index person, Index joints, float* into) {
  NdArray rows;
  if (people.value().is_array()) {
    const NdArray& all = people.as_array();
    if (all.rank() != 3 || all.dim(0) <= person)
      people.fail(
          fmt::format("{}; there are boxes of {} people or more", all.to_string(), person + 1));
    rows = people.as_array().item_of_first_axis(person);
  } else {
    rows = people[static_cast<std::size_t>(person)].as_array();
  }
  if (!rows.is_number() || rows.rank() != 2 || rows.dim(0) < 2 || rows.dim(1) != joints)
    people.fail(fmt::format("an array (2 or more, {}) of numbers is wanted for a person; found {}",
                            joints, rows.to_string()));
  const Index first = rows.dim(0) >= 6 ? 4 : 0;  // soft-argmax where the detector gives it
  for (Index joint = 0; joint < joints; ++joint)
    for (Index axis = 0; axis < 2; ++axis)
      into[2 * joint + axis] = static_cast<float>(rows.number((first + axis) * joints + joint));
}

Tensor from_detectron(const formats::NpzReader& npz, Index joints) {
  const Field boxes = npz.field("boxes"), keypoints = npz.field("keypoints");
  const Index frames = frames_of(boxes), per_frame = 2 * joints;
  if (frames_of(keypoints) != frames)
    keypoints.fail(fmt::format("{} frames; boxes has {}", frames_of(keypoints), frames));
  Tensor result = Tensor::empty({frames, joints, 2});
  for (Index frame = 0; frame < frames; ++frame) {
    float* into = result.data<float>() + frame * per_frame;
    const Field place = person_class(boxes, frame);
    const NdArray found = boxes_of(place);
    if (found.numel() == 0) {
      if (frame == 0) place.fail("nobody was found in the first frame");
      std::copy_n(into - per_frame, per_frame, into);
      continue;
    }
    if (!found.is_number() || found.rank() != 2 || found.dim(1) != 5)
      place.fail("an array (people, 5) of numbers is wanted; found " + found.to_string());
    take_person(person_class(keypoints, frame), best_box(found, place), joints, into);
  }
  require_finite(result, npz.path(), "keypoint");
  return result;
}

const KeypointLayout& layout_in(const std::string& name) {
  for (const std::string_view layout : {"mpii", "coco", "h36m", "humaneva15", "humaneva20"})
    if (name.find(layout) != std::string::npos) return keypoint_layout(layout);
  throw ValueError(
      fmt::format("'{}' names no layout of joints; a name with mpii, coco, h36m, humaneva15 or "
                  "humaneva20 is wanted, such as detectron_pt_coco",
                  name));
}

}  // namespace

void require_finite(const Tensor& points, const std::string& name, std::string_view point) {
  const auto numbers = points.cpu_view<float>();
  const auto bad = std::ranges::find_if(numbers, [](float x) { return !std::isfinite(x); });
  if (bad == numbers.end()) return;
  const Index flat = bad - numbers.begin(), axes = points.dim(2), per_frame = points.dim(1) * axes;
  throw DataError(fmt::format("{}: frame {}, {} {}: the number {} is not finite", name,
                              flat / per_frame, point, flat % per_frame / axes, *bad));
}

Tensor pixels_of(const Field& field, Index joints) {
  const NdArray& array = field.as_array();
  if (!array.is_number() || array.rank() != 3 || array.dim(1) != joints || array.dim(2) < 2 ||
      array.dim(0) == 0)
    field.fail(fmt::format("an array (frames, {}, 2 or 3) of numbers is wanted; found {}", joints,
                           array.to_string()));
  const Index step = array.dim(2);
  Tensor keypoints = Tensor::empty({array.dim(0), joints, 2});
  for (Index i = 0; i < array.dim(0) * joints; ++i)
    for (Index axis = 0; axis < 2; ++axis)
      keypoints.data<float>()[2 * i + axis] = static_cast<float>(array.number(i * step + axis));
  require_finite(keypoints, field.where(), "keypoint");
  return keypoints;
}

DetectorSet::DetectorSet(const std::string& name)
    : is_detectron(name.starts_with("detectron")), layout(layout_in(name)) {
  if (name.starts_with("sh_"))
    throw ValueError(
        fmt::format("'{}' is of Stacked Hourglass, which -pt/--pretrained and -ft/--fine-tuned "
                    "read",
                    name));
  if (!is_detectron && !name.starts_with("cpn"))
    throw ValueError(fmt::format(
        "'{}' says no detector; a name that begins with detectron or cpn is wanted", name));
}

Tensor DetectorSet::read(const formats::Blob& bytes, const std::string& name) const {
  const formats::NpzReader npz(formats::ZipReader(bytes, name));
  return is_detectron ? from_detectron(npz, layout.num_joints())
                      : pixels_of(npz.field("keypoints"), layout.num_joints());
}

}  // namespace posegrad::pose::raw
