#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "pose/body/body.h"
#include "pose/body/body_markers.h"

namespace posegrad::pose {

/// A point that is fixed to a part of the body.
struct BodyMarker {
  BodyPoint point;
  BodyPart part;
  Vec3 offset = {};  // from where the part begins, in the part's axes at rest
};

struct SizedBody {
  BodyShape shape;
  std::vector<BodyMarker> markers;  // of the points that the joints have
};

/// The size of a person over a clip: lengths are medians over the frames that saw both ends, the
/// same left and right. Feet and hands, which no point shows, are those of a grown-up of this
/// height: ankles 0.045 of it above the soles, feet 0.15 long, hands 0.108 (Drillis, Contini 1966).
/// Throws DataError "USER: ..." where points that make a part lie in one place.
SizedBody body_size(std::span<const BodyFrame> frames, const BodyJoints& joints,
                    std::string_view user);

/// The body, `factor` times as large.
void scale(SizedBody& body, double factor);

}  // namespace posegrad::pose
