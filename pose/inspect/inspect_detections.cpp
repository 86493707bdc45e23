#include <utility>

#include "pose/detections/container/open_source.h"
#include "pose/detections/layouts/plausibility.h"
#include "pose/detections/meaning/meaning.h"
#include "pose/detections/records/record_reader.h"
#include "pose/inspect/detection_facts.h"
#include "pose/inspect/inspectors.h"
#include "pose/inspect/layout_facts.h"
#include "pose/video/video_info.h"

namespace posegrad::pose::inspection {
namespace {

using detections::Records;

/// The source's own text and values are gone when it returns.
Records read(const std::string& path, const ReadOptions& options, Report& report) {
  const detections::Source source = detections::open_source(path);
  Section& file = report.section("content");
  file.add("container", container_of(source));
  const detections::RecordReader& reader = detections::reader_for(source);
  file.add("tool", reader.name());
  return records_of(reader, source, options);
}

std::optional<VideoInfo> video_of(const InspectOptions& options) {
  if (options.video.empty()) return {};
  return probe_video(options.video);
}

/// In the order of the table, whatever is known first.
void make_sections(Report& report) {
  for (const char* name : {"content", "layout", "frames", "people", "ids", "scores", "units",
                           "picture", "points", "size", "motion", "decisions"})
    report.section(name);
}

}  // namespace

void inspect_detections(const std::string& path, const InspectOptions& options, Report& report) {
  make_sections(report);
  const std::optional<VideoInfo> video = video_of(options);
  ReadOptions reading = options.reading;
  if (video)
    reading.video =
        VideoFacts{{video->width, video->height}, video->frames, video->fps, video->rotation};

  Records records = read(path, reading, report);
  add_raw_facts(records, report);
  detections::CleanRecords cleaned = detections::clean(std::move(records), reading, path);
  add_fits(cleaned.records, path, report);
  const detections::Recognised recognised =
      detections::recognise_layout(cleaned.records, path, reading.layout);
  add_layout_facts(cleaned.records, recognised, reading, report);

  const KeypointLayout own = own_layout(recognised.layout, cleaned.records.names);
  const PictureSource said = picture_source(cleaned, reading);
  Detections made =
      detections::to_detections(std::move(cleaned), recognised, own_map(own), reading, path);
  if (reading.fps)
    made.fps = reading.fps;
  else if (!made.fps && video && video->fps > 0)
    made.fps = video->fps;
  if (!made.size && video) made.size = VideoSize{video->width, video->height};
  const PeopleNumbers people = measure_people(made);
  const MotionNumbers motion = measure_motion(made);
  add_people_facts(made, people, report);
  add_picture_facts(made, said, video, report);
  add_point_facts(made, recognised.layout, people, report);
  add_motion_facts(made, motion, report);
  add_decisions(made, report);
  add_odd(made, recognised.layout, people, motion, video, report);
  if (!options.picture.empty()) draw_frame(made, recognised.layout, options, report);
}

}  // namespace posegrad::pose::inspection
