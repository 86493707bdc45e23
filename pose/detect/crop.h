#pragma once
#include <optional>
#include <span>

#include "pose/detections/detections.h"
#include "tensor/kernels/crop_and_resize.h"

namespace posegrad::pose {

// Where in a picture the network looks: a square in pixels, which may reach beyond the picture.
// Source: how MoveNet's authors describe following one person in a video.

/// The square around the whole picture.
Box whole_picture(VideoSize size);

/// The square in which the person will be in the next frame, from the keypoints (COCO's, pixels) of
/// this one: around the box of those that were seen, with room for movement (and for legs, where
/// none was seen). May reach beyond the picture. Nothing unless a shoulder and a hip were seen, nor
/// for a square of less than 8 pixels or twice the picture's longer side.
std::optional<Box> crop_around(std::span<const DetectedKeypoint> keypoints, VideoSize size);

/// The part of the picture as crop_and_resize() wants it.
kernels::PixelBox pixel_box(const Box& crop, VideoSize size);

/// From shares of the crop to pixels of the picture.
void leave_crop(const Box& crop, std::span<DetectedKeypoint> keypoints);
Box leave_crop(const Box& crop, const Box& box);

/// Overlapping squares that cover a picture, each of `share` of its shorter side.
std::vector<Box> tiles(VideoSize size, double share);

}  // namespace posegrad::pose
