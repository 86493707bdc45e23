#include <filesystem>

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/text_codec.h"
#include "pose/inspect/detection_facts.h"
#include "pose/inspect/layout_facts.h"
#include "pose/render/draw_keypoints.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

/// Index into the frames.
Index chosen_frame(const Detections& detections, const std::optional<Index>& wanted) {
  const auto count = static_cast<Index>(detections.frames.size());
  if (wanted) {
    if (*wanted < detections.first_frame || *wanted >= detections.first_frame + count)
      throw DataError(fmt::format("{}: --frame {}: its frames are {} to {}", detections.source,
                                  *wanted, detections.first_frame,
                                  detections.first_frame + count - 1));
    return *wanted - detections.first_frame;
  }
  std::vector<Index> with_people;
  for (Index i = 0; i < count; ++i)
    if (!detections.frames[static_cast<std::size_t>(i)].people.empty()) with_people.push_back(i);
  return with_people.empty() ? 0 : with_people[with_people.size() / 2];
}

}  // namespace

void draw_frame(const Detections& detections, const detections::Layout& layout,
                const InspectOptions& options, Report& report) {
  const Index index = chosen_frame(detections, options.frame);
  const DetectedFrame& frame = detections.frames[static_cast<std::size_t>(index)];
  const Index number = detections.first_frame + index;
  const auto people = static_cast<Index>(frame.people.size());
  KeypointPicture picture{*detections.layout, {}, {}};
  for (Index joint = 0; joint < detections.layout->num_joints(); ++joint)
    picture.has_label.push_back(is_named(layout, joint));
  for (const DetectedPerson& person : frame.people) {
    std::vector<Point>& points = picture.people.emplace_back();
    for (const DetectedKeypoint& keypoint : person.keypoints)
      points.push_back({keypoint.x, keypoint.y});
  }
  picture.size = detections.size;
  picture.video = options.video;
  picture.video_frame = number;
  picture.title = fmt::format(
      "{} · frame {} · {} · {}",
      formats::printable(std::filesystem::path(detections.source).filename().string()), number,
      people == 0 ? "nobody" : detections::counted(people, "person", "people"), layout.title);
  formats::write_file(options.picture, draw_keypoints(picture));
  Section& drawn = report.section("drawn");
  drawn.add("picture", options.picture);
  drawn.add("frame", number);
  drawn.add("people", people);
}

}  // namespace posegrad::pose::inspection
