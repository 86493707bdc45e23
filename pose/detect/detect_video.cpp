#include "pose/detect/detect_video.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"
#include "pose/video/video_reader.h"
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

Detections detect_video(const std::string& path, const VideoInfo& info,
                        const DetectorNetworks& networks, const DetectFrames& frames,
                        const DetectProgress& progress) {
  const VideoSize size{info.width, info.height};
  Detections detections;
  detections.source = path;
  detections.format = "MoveNet";
  detections.layout = &keypoint_layout("coco");
  detections.first_frame = frames.first;
  detections.size = size;
  if (info.fps > 0) detections.fps = info.fps;

  const Index known = std::max<Index>(0, info.frames - frames.first),
              wanted = frames.count < 0 ? known : std::min(known, frames.count);
  VideoReader reader(path, {.width = size.width, .height = size.height, .skip = frames.first});
  const Tensor picture = Tensor::empty({size.height, size.width, 4}, DType::u8);
  const std::span pixels(picture.bytes(), picture.nbytes());
  Detector detector(networks, size);
  for (Index done = 0; (frames.count < 0 || done < frames.count) && reader.next(pixels); ++done) {
    DetectedFrame& frame = detections.frames.emplace_back();
    if (done % frames.every == 0) frame.people = detector(picture);
    if (!progress(done + 1, std::max(wanted, done + 1))) break;
  }
  const bool anybody = std::ranges::any_of(
      detections.frames, [](const DetectedFrame& frame) { return !frame.people.empty(); });
  if (!anybody)
    throw DataError(
        fmt::format("{}: nobody is seen in its {} frames", path, detections.frames.size()));
  return detections;
}

}  // namespace posegrad::pose
