#include "apps/options/drawing.h"

#include <limits>

#include "apps/options/typed.h"

namespace posegrad::apps {

void add_drawing(OptionGroup& group, DrawingOptions& o,
                 std::initializer_list<std::string_view> names) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  OptionGroup all{"Drawing"};
  all.add("--viz-skip", &o.viz_skip, "N", "leave out the first N frames of the video").check =
      in_range(&o.viz_skip, 0, kMost, "0 or more");
  all.add("--viz-limit", &o.viz_limit, "N", "only the first N frames; -1 for all").check =
      [check = in_range(&o.viz_limit, 1, kMost, "-1 (no limit) or at least 1"),
       &limit = o.viz_limit](std::string_view option) {
        if (limit != -1) check(option);
      };
  all.add("--viz-downsample", &o.viz_downsample, "N",
          "average groups of N frames and divide the frame rate by N")
      .check = in_range(&o.viz_downsample, 1, kMost, "at least 1");
  all.add("--viz-bitrate", &o.viz_bitrate, "N", "of the video written, in kbit/s").check =
      in_range(&o.viz_bitrate, 1, kMost, "at least 1");
  for (const std::string_view name : names)
    for (const Option& option : all.options)
      if (option.spellings.front() == name) group.options.push_back(option);
}

pose::DrawOptions draw_options(const DrawingOptions& options) {
  pose::DrawOptions draw;
  draw.frames.downsample = options.viz_downsample;
  draw.bitrate = options.viz_bitrate;
  draw.video_skip = options.viz_skip;
  return draw;
}

}  // namespace posegrad::apps
