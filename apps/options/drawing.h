#pragma once
#include <initializer_list>
#include <string_view>

#include "apps/options/table.h"
#include "pose/render/draw_scene.h"

namespace posegrad::apps {

/// Which frames of a motion are drawn and how, in the reference's words. Names as on the command
/// line.
struct DrawingOptions {
  Index viz_skip = 0;    // frames of the video
  Index viz_limit = -1;  // -1: all frames
  Index viz_downsample = 1;
  Index viz_bitrate = 3000;  // kbit/s
};

/// Adds those of the options that `names` lists ("--viz-skip"), in that order: help texts differ in
/// it.
void add_drawing(OptionGroup& group, DrawingOptions& options,
                 std::initializer_list<std::string_view> names);

/// The same for the drawing itself, but for viz_limit, by which the motion is cut before.
pose::DrawOptions draw_options(const DrawingOptions& options);

}  // namespace posegrad::apps
