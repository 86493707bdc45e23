#include "pose/body/body_size.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using enum BodyPoint;

// Parts of a body's height.
constexpr double kAnkle = 0.045, kBallBeforeAnkle = 0.075, kBallHeight = 0.01, kToes = 0.035,
                 kHand = 0.108;
constexpr double kShortest = 0.01;  // m: less is no part of a body

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

class Lengths {
 public:
  Lengths(std::span<const BodyFrame> frames, std::string_view user)
      : frames_(frames), user_(user) {}

  double between(BodyPoint a, BodyPoint b) const {
    std::vector<double> lengths;
    for (const BodyFrame& frame : frames_)
      if (frame.saw(a) && frame.saw(b)) lengths.push_back(length(frame[a] - frame[b]));
    return checked(median(std::move(lengths)));
  }
  double of_sides(BodyPoint left_a, BodyPoint left_b, BodyPoint right_a, BodyPoint right_b) const {
    return 0.5 * (between(left_a, left_b) + between(right_a, right_b));
  }
  /// How far the middle of l and r lies above `base` along the line to `top`.
  double rise(BodyPoint l, BodyPoint r, BodyPoint base, BodyPoint top) const {
    std::vector<double> rises;
    for (const BodyFrame& frame : frames_) {
      const Vec3 up = frame[top] - frame[base];
      if (length(up) > 0) rises.push_back(dot(0.5 * (frame[l] + frame[r]) - frame[base], unit(up)));
    }
    return median(std::move(rises));
  }

 private:
  double checked(double value) const {
    if (!(value >= kShortest && value < 1e6))
      throw DataError(fmt::format("{}: found a part of the body of {} m, expected {} or more",
                                  user_, value, kShortest));
    return value;
  }

  std::span<const BodyFrame> frames_;
  std::string_view user_;
};

std::size_t at(BodyPart part) { return index_of(part); }

void set_head(SizedBody& body, const Lengths& lengths, bool has_face) {
  const double top = lengths.between(thorax, head);
  BodyShape& shape = body.shape;
  double face_up = 0.55 * top, face_forward = 0;
  if (has_face) {
    const double a = lengths.between(thorax, face), c = lengths.between(face, head);
    face_up = std::clamp((a * a + top * top - c * c) / (2 * top), 0.1 * top, 0.9 * top);
    face_forward = std::sqrt(std::max(0.0, a * a - face_up * face_up));
  }
  const double neck = 0.5 * face_up;
  shape.offsets[at(BodyPart::head)] = {0, neck, 0};
  shape.tips[at(BodyPart::head)] = {0, top - neck, 0};
  if (has_face) body.markers.push_back({face, BodyPart::head, {0, face_up - neck, face_forward}});
  body.markers.push_back({head, BodyPart::head, shape.tips[at(BodyPart::head)]});
}

void set_trunk(SizedBody& body, const Lengths& lengths, bool has_spine) {
  BodyShape& shape = body.shape;
  const double lower =
      has_spine ? lengths.between(pelvis, spine) : 0.45 * lengths.between(pelvis, thorax);
  const double upper =
      has_spine ? lengths.between(spine, thorax) : 0.55 * lengths.between(pelvis, thorax);
  shape.offsets[at(BodyPart::spine)] = {0, lower, 0};
  shape.offsets[at(BodyPart::chest)] = {0, upper, 0};
  const double hips = 0.5 * lengths.between(left_hip, right_hip);
  const double hip_rise = lengths.rise(left_hip, right_hip, pelvis, has_spine ? spine : thorax);
  shape.offsets[at(BodyPart::left_thigh)] = {hips, hip_rise, 0};
  shape.offsets[at(BodyPart::right_thigh)] = {-hips, hip_rise, 0};
  const double shoulders = lengths.of_sides(thorax, left_shoulder, thorax, right_shoulder);
  const double rise = std::clamp(lengths.rise(left_shoulder, right_shoulder, thorax, head),
                                 -0.7 * shoulders, 0.7 * shoulders);
  const double side = std::sqrt(shoulders * shoulders - rise * rise);
  shape.offsets[at(BodyPart::left_upper_arm)] = {side, rise, 0};
  shape.offsets[at(BodyPart::right_upper_arm)] = {-side, rise, 0};
  body.markers.push_back({pelvis, BodyPart::hips});
  if (has_spine) body.markers.push_back({spine, BodyPart::spine});
  body.markers.push_back({thorax, BodyPart::chest});
}

void set_limbs(SizedBody& body, const Lengths& lengths) {
  BodyShape& shape = body.shape;
  const double upper = lengths.of_sides(left_shoulder, left_elbow, right_shoulder, right_elbow);
  const double fore = lengths.of_sides(left_elbow, left_wrist, right_elbow, right_wrist);
  const double thigh = lengths.of_sides(left_hip, left_knee, right_hip, right_knee);
  const double shank = lengths.of_sides(left_knee, left_ankle, right_knee, right_ankle);
  shape.offsets[at(BodyPart::left_forearm)] = {upper, 0, 0};
  shape.offsets[at(BodyPart::right_forearm)] = {-upper, 0, 0};
  shape.offsets[at(BodyPart::left_hand)] = {fore, 0, 0};
  shape.offsets[at(BodyPart::right_hand)] = {-fore, 0, 0};
  for (const BodyPart part : {BodyPart::left_shank, BodyPart::right_shank})
    shape.offsets[at(part)] = {0, -thigh, 0};
  for (const BodyPart part : {BodyPart::left_foot, BodyPart::right_foot})
    shape.offsets[at(part)] = {0, -shank, 0};
  using Fixed = std::pair<BodyPoint, BodyPart>;
  for (const auto& [point, part] : {Fixed{left_shoulder, BodyPart::left_upper_arm},
                                    {left_elbow, BodyPart::left_forearm},
                                    {left_wrist, BodyPart::left_hand},
                                    {right_shoulder, BodyPart::right_upper_arm},
                                    {right_elbow, BodyPart::right_forearm},
                                    {right_wrist, BodyPart::right_hand},
                                    {left_hip, BodyPart::left_thigh},
                                    {left_knee, BodyPart::left_shank},
                                    {left_ankle, BodyPart::left_foot},
                                    {right_hip, BodyPart::right_thigh},
                                    {right_knee, BodyPart::right_shank},
                                    {right_ankle, BodyPart::right_foot}})
    body.markers.push_back({point, part});
}

void set_feet_and_hands(BodyShape& shape) {
  const auto y = [&](BodyPart part) { return shape.offsets[at(part)].y; };
  const double legs = -(y(BodyPart::left_thigh) + y(BodyPart::left_shank) + y(BodyPart::left_foot));
  const double above = y(BodyPart::spine) + y(BodyPart::chest) + y(BodyPart::head) +
                       shape.tips[at(BodyPart::head)].y;
  const double height = (legs + above) / (1 - kAnkle);
  shape.height = height;
  shape.hip_height = legs + kAnkle * height;
  for (const auto& [part, side] :
       {std::pair{BodyPart::left_hand, 1.0}, {BodyPart::right_hand, -1.0}})
    shape.tips[at(part)] = {side * kHand * height, 0, 0};
  for (const BodyPart part : {BodyPart::left_toes, BodyPart::right_toes}) {
    shape.offsets[at(part)] = {0, -(kAnkle - kBallHeight) * height, kBallBeforeAnkle * height};
    shape.tips[at(part)] = {0, -kBallHeight * height, kToes * height};
  }
}

}  // namespace

SizedBody body_size(std::span<const BodyFrame> frames, const BodyJoints& joints,
                    std::string_view user) {
  const Lengths lengths(frames, user);
  SizedBody body;
  set_trunk(body, lengths, joints[index_of(spine)].has_value());
  set_head(body, lengths, joints[index_of(face)].has_value());
  set_limbs(body, lengths);
  set_feet_and_hands(body.shape);
  return body;
}

void scale(SizedBody& body, double factor) {
  for (Vec3& offset : body.shape.offsets) offset = factor * offset;
  for (Vec3& tip : body.shape.tips) tip = factor * tip;
  body.shape.height *= factor;
  body.shape.hip_height *= factor;
  for (BodyMarker& marker : body.markers) marker.offset = factor * marker.offset;
}

}  // namespace posegrad::pose
