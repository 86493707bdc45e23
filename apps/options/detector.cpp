#include "apps/options/detector.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "apps/options/typed.h"
#include "apps/usage_error.h"

namespace posegrad::apps {

OptionGroup detector_group(DetectorOptions& o) {
  using pose::DetectorKind;
  OptionGroup group{"How people are found in a video"};
  group.add("--detector",
            one_of(&o.kind, {{"best", DetectorKind::best},
                             {"thunder", DetectorKind::thunder},
                             {"lightning", DetectorKind::lightning},
                             {"multi", DetectorKind::multi}}),
            "best|thunder|lightning|multi",
            "best: everybody is found by MoveNet MultiPose and followed by Thunder; thunder, "
            "lightning: one person, followed by that network; multi: by MultiPose alone");
  group.add("--detector-weights", &o.weights, "FILE", "MoveNet's weights, by posegrad convert")
      .default_text = "where scripts/detector_model.sh puts them";
  group.add("--start", &o.start, "S", "begin S seconds after the video's beginning");
  group.add("--end", &o.end, "S", "end S seconds after the video's beginning").default_text =
      "the video's end";
  group
      .add("--every", &o.every, "N",
           "look at every N-th frame alone; people are led through the others")
      .check = in_range(&o.every, 1, std::numeric_limits<Index>::max(), "at least 1");
  return group;
}

void check_detector(const DetectorOptions& o) {
  if (!(o.start >= 0) || !std::isfinite(o.start))
    throw UsageError(fmt::format("--start: found {}, expected seconds from 0", o.start));
  if (o.end != 0 && (!(o.end > o.start) || !std::isfinite(o.end)))
    throw UsageError(
        fmt::format("--end: found {}, expected more than --start, which is {}", o.end, o.start));
}

}  // namespace posegrad::apps
