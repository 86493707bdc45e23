#include "pose/detections/records/json/people_json_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/records/json/arrange.h"
#include "pose/detections/records/sequence_choice.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

}  // namespace

std::optional<VideoSize> common_size(const std::vector<RawFrame>& frames) {
  std::optional<VideoSize> size;
  for (const RawFrame& frame : frames) {
    if (!frame.size) continue;
    if (size && (size->width != frame.size->width || size->height != frame.size->height))
      return std::nullopt;
    size = frame.size;
  }
  return size;
}

void PeopleJsonReader::describe(const FoundFrames&, Records&) const {}
void PeopleJsonReader::settle(Records&) const {}

bool PeopleJsonReader::takes(const Source& source) const {
  return has_frames(source, ShapeFinder(*this));
}

Records PeopleJsonReader::read(const Source& source, const SequenceChoice& choice) const {
  const ShapeFinder finder(*this);
  FoundFrames found = find_frames(source, finder, choice, name());
  if (!found.is_choice_used) refuse_choice(choice, source.path, name());
  Records records;
  records.format = name();
  records.usual = layouts();
  records.notes = std::move(found.notes);
  for (const Field& dict : found.around) {
    const VideoInfo info = video_info(dict);
    if (info.size) records.size = info.size;
    if (info.fps) records.fps = info.fps;
  }
  if (found.entries_without > 0)
    records.notes.push_back(fmt::format("{} {} without keypoints left out", found.entries_without,
                                        found.entries_without == 1 ? "entry" : "entries"));
  std::vector<FrameInfo> infos;
  std::vector<RawFrame> frames(found.frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    infos.push_back(found.frames[i].info);
    frames[i].where = found.frames[i].where;
  }
  records.keys = settle_frame_keys(infos, frames, records.notes);
  PeopleCollector people(rules(), source.path);
  people.set_points(choice.points);
  bool is_by_key = false;
  std::vector<std::size_t> places;  // of a lone frame's people in their list
  for (std::size_t i = 0; i < frames.size(); ++i) {
    people.begin(std::move(frames[i]));
    for (const FoundPerson& person : found.frames[i].people) {
      RawPerson about{{}, kNaN, {}, {}, person.field.where()};
      if (!person.key.empty()) about.id = people.id_at(Field(person.key, person.field.where()));
      is_by_key = is_by_key || !person.key.empty();
      read_person(person.field, std::move(about), people);
      if (frames.size() == 1) places.resize(people.count(), person.place);
    }
    found.frames[i].people.clear();
  }
  describe(found, records);
  records = people.finish(std::move(records));
  check_names(records);
  if (frames.size() == 1) spread_over_frames(records, places, found.frames.front().places);
  if (is_by_key) swap_people_and_frames(records);
  if (!records.size) records.size = common_size(records.frames);
  records.units = plausible_units(units(), records);
  settle(records);
  return records;
}

void read_about(const Field& person, std::initializer_list<std::string_view> score,
                RawPerson& about, PeopleCollector& people) {
  if (const auto field = first_of(person, score); field && !field->value().is_dict()) {
    const Field open = opened(*field);
    const Value& value = open.value();
    // Some tools wrap one number into a list.
    if (!value.is_sequence())
      about.score = number_at(open);
    else if (value.size() == 1)
      about.score = number_at(open[0]);
  }
  if (const auto id = first_of(person, {"track_id", "trackId", "tracking_id", "tracker_id",
                                        "person_id", "personId", "idx", "pid"}))
    if (const auto number = people.id_at(*id)) about.id = number;
}

}  // namespace posegrad::pose::detections
