#include "pose/render/draw_scene.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "pose/render/contact_sheet.h"
#include "pose/render/scene_painter.h"
#include "pose/render/video_frames.h"
#include "pose/video/video_info.h"
#include "pose/video/video_writer.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// Paints frames of the scene, with the video behind where there is one.
class Drawing {
 public:
  Drawing(const Scene& scene, const DrawOptions& options, const std::optional<VideoInfo>& video,
          Index panel_pixels)
      : timeline_(scene, options.frames),
        painter_(scene, layout(scene, video, panel_pixels), options.joint_errors) {
    if (!video) return;
    const Rectangle& picture = painter_.layout().input->screen;
    VideoReaderOptions reading{.width = static_cast<Index>(picture.width),
                               .height = static_cast<Index>(picture.height),
                               .skip = options.video_skip};
    // Without those before the motion's first frame, where they need not be decoded.
    const Index first = timeline_.video_frames(0).front();
    reading.seek = seek_before(video->seek_points, video->times, reading.skip + first);
    if (reading.seek) reading.skip += first;
    video_.emplace(options.video, reading, reading.seek ? first : 0);
  }

  /// False when the video has ended.
  bool paint(Index i) {
    std::span<const std::byte> behind;
    if (video_) {
      behind = video_->mean(timeline_.video_frames(i));
      if (behind.empty()) {
        met_end_ = true;
        return false;
      }
    }
    painter_.paint(timeline_[i], behind);
    return true;
  }

  void set_stop(std::function<bool()> stop) {
    if (video_) video_->set_stop(std::move(stop));
  }
  const SceneTimeline& timeline() const { return timeline_; }
  const ScenePainter& painter() const { return painter_; }
  bool met_end() const { return met_end_; }
  /// Of the video, as far as it was needed.
  Index video_frames() const { return video_->read(); }

 private:
  static SceneLayout layout(const Scene& scene, const std::optional<VideoInfo>& video,
                            Index panel_pixels) {
    std::optional<VideoSize> size;
    if (video) size = VideoSize{video->width, video->height};
    return scene_layout(scene, panel_pixels, size);
  }

  SceneTimeline timeline_;
  ScenePainter painter_;
  std::optional<VideoFrames> video_;
  bool met_end_ = false;
};

Index panel_pixels(const DrawOptions& options, double per_inch) {
  if (!(options.size >= 1 && options.size <= 100))
    throw ValueError(
        fmt::format("a panel of {} inches cannot be drawn: expected 1 to 100", options.size));
  return static_cast<Index>(std::lround(options.size * per_inch));
}

void draw_video(Drawing& drawing, const std::string& path, const DrawOptions& options,
                const DrawProgress& progress, DrawReport& report) {
  const SceneTimeline& timeline = drawing.timeline();
  const SceneLayout& layout = drawing.painter().layout();
  VideoWriter writer(path, {.width = layout.width,
                            .height = layout.height,
                            .fps = timeline.fps(),
                            .bitrate = options.bitrate});
  const auto asks_to_stop = [&] {
    report.stopped = progress && !progress(report.drawn, timeline.size());
    return report.stopped;
  };
  writer.set_stop(asks_to_stop);
  drawing.set_stop(asks_to_stop);
  for (Index i = 0; i < timeline.size(); ++i) {
    if (!drawing.paint(i)) {
      report.video_ended = !report.stopped;
      break;
    }
    if (!writer.write(drawing.painter().canvas().pixels())) return;
    ++report.drawn;
    if (asks_to_stop()) return;
  }
  if (report.drawn > 0 && !report.stopped) writer.finish();
}

/// How many frames can be drawn over a video of so many, so that a sheet has no empty place.
Index covered(const SceneTimeline& timeline, Index video_frames) {
  Index size = timeline.size();
  while (size > 1 && timeline.video_frames(size - 1).back() >= video_frames) --size;
  return size;
}

void draw_sheet(Drawing& drawing, const std::string& path, const std::string& title, Index size,
                const DrawOptions& options, const DrawProgress& progress, DrawReport& report) {
  const Index count = std::min(options.sheet, size);
  report.video_ended = size < drawing.timeline().size();
  const SceneLayout& layout = drawing.painter().layout();
  std::optional<ContactSheet> sheet;
  if (count > 1) sheet.emplace(title, count, layout.width, layout.height);
  const auto asks_to_stop = [&] {
    report.stopped = progress && !progress(report.drawn, count);
    return report.stopped;
  };
  drawing.set_stop(asks_to_stop);
  for (Index k = 0; k < count; ++k) {
    if (!drawing.paint(k * size / count)) {
      report.video_ended = !report.stopped;
      break;
    }
    if (sheet) sheet->add(drawing.painter().canvas());
    ++report.drawn;
    if (asks_to_stop()) return;
  }
  if (report.drawn > 0 && !report.stopped)
    formats::write_file(path, sheet ? sheet->png() : drawing.painter().canvas().png());
}

}  // namespace

bool can_draw_scenes() noexcept { return true; }

DrawReport draw_scene(const Scene& scene, const std::string& path, const DrawOptions& options,
                      const DrawProgress& progress) {
  require_drawable_path(path);
  if (options.video_skip < 0 || options.sheet < 1)
    throw ValueError(
        fmt::format("draw_scene: video_skip {}, sheet {}; expected 0 or more, 1 or more",
                    options.video_skip, options.sheet));
  std::optional<VideoInfo> video;
  if (!options.video.empty()) video = probe_video(options.video);

  const bool moving = is_video_path(path);
  // A contact sheet shows its frames smaller.
  const double per_inch = is_gif_path(path) ? 80 : moving || options.sheet == 1 ? 100 : 64;
  Drawing drawing(scene, options, video, panel_pixels(options, per_inch));
  DrawReport report;
  report.motion_frames = std::min(scene.num_frames() - options.frames.first,
                                  options.frames.limit.value_or(scene.num_frames()));
  if (moving)
    draw_video(drawing, path, options, progress, report);
  else
    draw_sheet(drawing, path, scene.title,
               video ? covered(drawing.timeline(), video->frames - options.video_skip)
                     : drawing.timeline().size(),
               options, progress, report);

  // Where a drawing met the end, what was decoded is the truth; else nobody counted.
  if (video)
    report.video_frames = drawing.met_end()
                              ? drawing.video_frames()
                              : std::max(Index{0}, video->frames - options.video_skip);
  if (report.drawn == 0 && !report.stopped)
    throw DataError(
        fmt::format("{}: has {} frames after the first {}; none is left to draw the motion's "
                    "frames {} to {} on",
                    options.video, *report.video_frames, options.video_skip,
                    drawing.timeline().video_frames(0).front(), scene.frame_numbers.back()));
  return report;
}

}  // namespace posegrad::pose
