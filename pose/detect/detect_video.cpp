#include "pose/detect/detect_video.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "pose/video/frames_ahead.h"
#include "tensor/error.h"

namespace posegrad::pose {

DetectorNetworks detector_networks(const std::string& weights, DetectorKind kind) {
  DetectorNetworks networks;
  if (kind != DetectorKind::multi)
    networks.one.emplace(
        read_movenet(weights, kind == DetectorKind::lightning ? "lightning" : "thunder"));
  if (kind == DetectorKind::multi || kind == DetectorKind::best)
    networks.several.emplace(read_movenet(weights, "multipose"));
  return networks;
}

Detections detect_video(const std::string& path, const VideoInfo& info, const LoadNetworks& load,
                        const DetectFrames& frames, const DetectProgress& progress) {
  const bool whole = frames.start == 0 && frames.end == DetectFrames::kToTheEnd;
  const VideoPart range =
      whole ? VideoPart{0, info.frames} : frames_between(info, frames.start, frames.end, path);
  const auto [width, height] = square_pixels(info);
  Detections detections;
  detections.source = path;
  detections.format = "MoveNet";
  detections.layout = &keypoint_layout("coco");
  detections.first_frame = range.first;
  detections.size = VideoSize{width, height};
  if (info.fps > 0) detections.fps = info.fps;

  FramesAhead pictures(path, {.width = width,
                              .height = height,
                              .skip = range.first,
                              .count = whole ? 0 : range.count,
                              .every = frames.every,
                              .seek = seek_before(info.seek_points, info.times, range.first),
                              .colours = info.colours,
                              .up_to_damage = true});
  const DetectorNetworks networks = load();
  Detector detector(networks, *detections.size);
  bool stopped = false;
  const auto next = [&] {
    return pictures.next([&] {
      const Index done = std::ssize(detections.frames);
      return stopped = !progress(done, std::max(range.count, done));
    });
  };
  for (Tensor picture = next(); !stopped && picture.defined(); picture = next()) {
    const Index done = std::ssize(detections.frames);
    detections.frames.push_back({detector(picture)});
    stopped = !progress(done + 1, std::max(range.count, done + 1));
    const Index between = std::min(frames.every - 1, range.count - done - 1);
    detections.frames.resize(detections.frames.size() +
                             static_cast<std::size_t>(std::max<Index>(between, 0)));
  }
  if (!pictures.note().empty()) detections.notes.push_back(pictures.note());
  const bool anybody = std::ranges::any_of(
      detections.frames, [](const DetectedFrame& frame) { return !frame.people.empty(); });
  if (!anybody && !stopped)
    throw DataError(
        fmt::format("{}: nobody is seen in its {} frames", path, detections.frames.size()));
  return detections;
}

}  // namespace posegrad::pose
