#include "pose/detections/records/json/frame_walk.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/records/json/file_walk.h"
#include "pose/detections/records/record_reader.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

bool is_data(const Document& document) {
  return document.content == Content::data || document.content == Content::data_lines;
}

bool has_people(Shape shape) {
  return shape == Shape::person || shape == Shape::people || shape == Shape::frame ||
         shape == Shape::frames;
}

/// Whether all people of a file are in the same frame, as far as they say.
bool is_one_frame(const Value& closed) {
  const Value value = content_of(closed);
  if (!value.is_sequence()) return true;
  std::set<std::string> keys;
  for (const Value& item : value.items()) {
    if (!has_frame_key(item)) return true;
    keys.insert(key_of(frame_info_of_person(Field(item, ""))));
    if (keys.size() > 1) return false;
  }
  return true;
}

/// A list of one frame, as MMPose gives the people of a picture: [[person, person]].
bool is_list_of_one(const Value& closed) {
  const Value value = content_of(closed);
  return value.is_sequence() && value.size() == 1;
}

/// A folder's files by what they hold.
struct Sorted {
  std::vector<const Document*> frames, videos;
  std::size_t with_people = 0;  // of `frames`
  std::vector<std::string> others;
};

Sorted sorted_files(const Source& source, const ShapeFinder& finder) {
  Sorted sorted;
  for (const Document& document : source.documents) {
    const Shape shape = is_data(document) ? finder.shape_of(document.value) : Shape::other;
    const bool is_empty_dict = shape == Shape::empty && document.value.is_dict();
    if (shape == Shape::other ||
        (is_empty_dict && document.value.size() > 0 && !has_frame_key(document.value) &&
         first_of(document.value, {"people", "instances", "poses", "landmarks", "predictions",
                                   "instance_info"}) == nullptr)) {
      sorted.others.push_back(document.name);
    } else if ((shape == Shape::frames && !is_list_of_one(document.value)) ||
               !is_one_frame(document.value)) {
      sorted.videos.push_back(&document);
    } else {
      sorted.frames.push_back(&document);
      sorted.with_people += has_people(shape) ? 1 : 0;
    }
  }
  return sorted;
}

void add_folder(FileWalk& walk, const Source& source, const ShapeFinder& finder) {
  Sorted sorted = sorted_files(source, finder);
  const auto leave_out = [&](const std::vector<const Document*>& documents) {
    for (const Document* document : documents) sorted.others.push_back(document->name);
  };
  if (sorted.videos.size() > 1 && sorted.videos.size() >= sorted.with_people) {
    std::vector<std::string> names;
    for (const Document* document : sorted.videos) names.push_back(document->name);
    throw DataError(fmt::format("{}: {} files hold a video each ({}); name one of them",
                                source.path, names.size(), list_text(names)));
  }
  if (sorted.videos.size() == 1 && sorted.with_people == 0) {
    leave_out(sorted.frames);
    walk.add_file(Field(sorted.videos.front()->value, sorted.videos.front()->path));
  } else if (sorted.frames.size() == 1) {
    leave_out(sorted.videos);
    walk.add_file(Field(sorted.frames.front()->value, sorted.frames.front()->path));
  } else {
    leave_out(sorted.videos);
    for (const Document* document : sorted.frames)
      walk.add_frame(Field(document->value, document->path), {});
    std::set<std::string> keys;
    auto& frames = walk.found().frames;
    for (const FoundFrame& frame : frames)
      if (frame.info.has_key()) keys.insert(key_of(frame.info));
    // The frames' own numbers, else those in the names of their files.
    for (std::size_t i = 0; i < frames.size() && keys.size() != frames.size(); ++i) {
      const auto size = frames[i].info.size;
      frames[i].info = FrameInfo{};
      frames[i].info.name = sorted.frames[i]->name;
      frames[i].info.size = size;
    }
  }
  sorted.others.insert(sorted.others.end(), source.left_out.begin(), source.left_out.end());
  note_left_out(sorted.others, walk.found().notes);
}

/// Forgets a name that all frames have: it is the video's. Throws DataError for frames that have
/// the same number or picture.
void check_distinct(FoundFrames& found) {
  const auto has_first_name = [&](const FoundFrame& frame) {
    return !frame.info.number && frame.info.name == found.frames.front().info.name;
  };
  if (found.frames.size() > 1 && std::ranges::all_of(found.frames, has_first_name))
    for (FoundFrame& frame : found.frames) frame.info.name.clear();
  std::set<std::string> keys;
  for (const FoundFrame& frame : found.frames)
    if ((frame.info.number || !frame.info.name.empty()) && !keys.insert(key_of(frame.info)).second)
      throw DataError(fmt::format("{}: frame {} comes twice", frame.where,
                                  formats::printable(key_of(frame.info))));
}

}  // namespace

bool has_frames(const Source& source, const ShapeFinder& finder) {
  try {
    return std::ranges::any_of(source.documents, [&](const Document& document) {
      return is_data(document) && has_people(finder.shape_of(document.value));
    });
  } catch (const Error&) {
    return false;
  }
}

FoundFrames find_frames(const Source& source, const ShapeFinder& finder,
                        const SequenceChoice& choice, const std::string& format) {
  FileWalk walk(finder, choice, format);
  if (source.is_folder) {
    add_folder(walk, source, finder);
  } else {
    const Document& document = source.documents.front();
    walk.add_file(Field(document.value, document.path));
  }
  FoundFrames found = walk.take();
  check_distinct(found);
  return found;
}

}  // namespace posegrad::pose::detections
