#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "pose/detections/records/json/arrange.h"
#include "pose/detections/records/json/entries.h"
#include "pose/detections/records/json/tools.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// What ids of images and categories are looked up by: a number, or a text.
std::string id_text(const Value& value) {
  if (const auto number = number_in(value); number && !std::isnan(*number))
    return fmt::format("{}", *number);
  return value.is_text() ? value.as_text() : "";
}

/// The picture's name before Roboflow's export: "clip_0001_jpg.rf.<hash>.jpg" -> "clip_0001_jpg",
/// since a hash has digits of its own.
std::string picture_name(const Field& image) {
  if (const auto extra = image.find("extra"); extra && extra->value().is_dict())
    if (const auto name = extra->find("name"); name && name->value().is_text())
      return name->as_text();
  const auto field = image.find("file_name");
  if (!field || !field->value().is_text()) return "";
  std::string name = field->as_text();
  if (const std::size_t hash = name.find(".rf."); hash != std::string::npos) name.resize(hash);
  return name;
}

/// Images, annotations, categories (https://cocodataset.org/#format-data), as CVAT 2, COCO
/// Annotator 0.11, Label Studio, Roboflow, PoseTrack18, CrowdPose and Halpe write them: keypoints
/// [x, y, v, ...] with v 0, 1 or 2, names of the points in categories, sizes and names of pictures
/// in images.
class CocoAnnotationsReader final : public RecordReader {
 public:
  std::string name() const override { return "COCO annotations"; }
  std::string written_by() const override {
    return "CVAT 2, COCO Annotator 0.11, Label Studio, Roboflow, PoseTrack18, CrowdPose, Halpe";
  }
  std::string files() const override { return "JSON"; }
  std::vector<std::string> layouts() const override {
    return {"coco",      "crowdpose",      "posetrack_18", "halpe_26",
            "halpe_136", "coco_wholebody", "aic",          "mpii"};
  }
  bool takes(const Source& source) const override;
  Records read(const Source& source, const SequenceChoice& choice) const override;
};

class Reading {
 public:
  Reading(const Field& file, const SequenceChoice& choice, Records& records)
      : file_(file), choice_(choice), records_(records), people_(rules(), file.where()) {}

  Records read() {
    read_images();
    choose_category();
    read_annotations();
    return people_.finish(std::move(records_));
  }

 private:
  static PointRules rules() {
    return {.flat_triples = true, .third_is_score = true, .box = BoxForm::corner_and_size};
  }
  void read_images();
  std::set<std::string> videos_chosen(const std::vector<Field>& images) const;
  void choose_category();
  void read_annotations();
  void add_person(const Field& annotation, std::size_t frame);

  const Field& file_;
  const SequenceChoice& choice_;
  Records& records_;
  PeopleCollector people_;
  std::unordered_map<std::string, std::size_t> places_;  // of an image's id in the frames
  std::set<std::string> left_out_;                       // images of other videos
  std::optional<std::string> category_;                  // the only one that is read
};

std::string video_of(const Field& image) {
  const auto video = first_of(image, {"video_id", "vid_id"});
  return video ? id_text(video->value()) : "";
}

std::set<std::string> Reading::videos_chosen(const std::vector<Field>& images) const {
  std::vector<std::string> videos;
  for (const Field& image : images)
    if (const std::string video = video_of(image); std::ranges::find(videos, video) == videos.end())
      videos.push_back(video);
  if (videos.size() < 2) {
    refuse_choice(choice_, file_.where(), "COCO annotations");
    return {videos.begin(), videos.end()};
  }
  return {chosen_name(videos, choice_.subject, "--subject", file_.where() + ": videos")};
}

void Reading::read_images() {
  const std::vector<Field> images = file_.at("images").items();
  const std::set<std::string> videos = videos_chosen(images);
  std::vector<FrameInfo> infos;
  std::vector<RawFrame> frames;
  std::set<std::string> names;
  for (const Field& image : images) {
    const std::string id = id_text(image.at("id").value());
    if (!videos.contains(video_of(image))) {
      left_out_.insert(id);
      continue;
    }
    if (!places_.emplace(id, frames.size()).second)
      image.at("id").fail("another image has this id");
    FrameInfo info;
    info.name = picture_name(image);
    names.insert(info.name);
    const auto width = image.find("width"), height = image.find("height");
    if (width && height) info.size = size_of(*width, *height);
    infos.push_back(info);
    frames.emplace_back();
    frames.back().where = image.where();
  }
  // Images without names of their own are told by their ids.
  if (names.size() != infos.size() || names.contains("")) {
    for (const auto& [id, place] : places_) {
      infos[place].name.clear();
      infos[place].number = number_in(Value(id));
    }
  }
  records_.keys = settle_frame_keys(infos, frames, records_.notes);
  for (RawFrame& frame : frames) people_.begin(std::move(frame));
}

/// Names of the points differ between categories: that with the most annotations is read.
void Reading::choose_category() {
  const auto categories = file_.find("categories");
  if (!categories || !categories->value().is_sequence()) return;
  std::map<std::string, std::vector<std::string>> names;
  for (const Field& category : categories->items()) {
    const auto keypoints = category.find("keypoints"), id = category.find("id");
    if (!id || !keypoints || !keypoints->value().is_sequence() || keypoints->size() == 0) continue;
    for (const Field& name : keypoints->items())
      names[id_text(id->value())].push_back(name.value().is_text() ? name.as_text()
                                                                   : description(name.value()));
  }
  if (names.empty()) return;
  std::map<std::string, std::size_t> counts;
  for (const Field& annotation : file_.at("annotations").items())
    if (const auto id = annotation.find("category_id"); id && annotation.find("keypoints"))
      ++counts[id_text(id->value())];
  const auto count_of = [&](const auto& entry) { return counts[entry.first]; };
  const auto chosen = std::ranges::max_element(names, {}, count_of);
  records_.names = chosen->second;
  const bool is_one =
      std::ranges::all_of(names, [&](const auto& entry) { return entry.second == chosen->second; });
  if (!is_one) category_ = chosen->first;
}

void Reading::read_annotations() {
  std::size_t without = 0, other_category = 0;
  for (const Field& annotation : file_.at("annotations").items()) {
    const Field image = annotation.at("image_id");
    const std::string id = id_text(image.value());
    if (left_out_.contains(id)) continue;
    const auto frame = places_.find(id);
    if (frame == places_.end())
      image.fail(fmt::format("there is no image with the id {}", formats::printable(id)));
    const auto keypoints = annotation.find("keypoints");
    const bool has_points = keypoints && !is_nothing(keypoints->value());
    const auto category = annotation.find("category_id");
    const bool is_other = category_ && category && id_text(category->value()) != *category_;
    if (!has_points)
      ++without;
    else if (is_other)
      ++other_category;
    else
      add_person(annotation, frame->second);
  }
  const auto note = [&](std::size_t count, const char* what) {
    if (count > 0)
      records_.notes.push_back(
          fmt::format("{} annotation{} {} left out", count, count == 1 ? "" : "s", what));
  };
  note(without, "without keypoints");
  note(other_category, "of other categories than the most usual one");
}

void Reading::add_person(const Field& annotation, std::size_t frame) {
  RawPerson about{{}, kNaN, {}, {}, annotation.where()};
  read_about(annotation, {"score"}, about, people_);
  const auto attributes = annotation.find("attributes");
  if (!about.id && attributes && attributes->value().is_dict())
    if (const auto id = first_of(*attributes, {"track_id", "id"})) about.id = people_.id_at(*id);
  if (const auto id = annotation.find("instance_id"); id && !about.id)
    about.id = people_.id_at(*id);
  people_.resume(frame);
  people_.add(annotation.at("keypoints"), std::move(about), {}, annotation.find("bbox"));
}

const Document* document_in(const Source& source) {
  const Document* found = nullptr;
  for (const Document& document : source.documents) {
    if (!is_coco_annotations(document.value)) continue;
    if (found != nullptr) return nullptr;
    found = &document;
  }
  return found;
}

bool CocoAnnotationsReader::takes(const Source& source) const {
  return std::ranges::any_of(source.documents, [](const Document& document) {
    return is_coco_annotations(document.value);
  });
}

Records CocoAnnotationsReader::read(const Source& source, const SequenceChoice& choice) const {
  const Document* document = document_in(source);
  if (document == nullptr)
    throw DataError(fmt::format(
        "{}: several files hold annotations of a video each; name one of them", source.path));
  Records records;
  records.format = name();
  records.usual = layouts();
  const Field file(document->value, document->path);
  records = Reading(file, choice, records).read();
  records.units = plausible_units(Units::pixels, records);
  check_names(records);
  return records;
}

}  // namespace

bool is_coco_annotations(const Value& value) {
  const Value* images = first_of(value, {"images"});
  const Value* annotations = first_of(value, {"annotations"});
  const auto is_list_of = [](const Value* list, std::string_view key) {
    return list != nullptr && list->is_sequence() && list->size() > 0 &&
           first_of(list->items().front(), {key}) != nullptr;
  };
  if (!is_list_of(images, "id") || !is_list_of(annotations, "image_id")) return false;
  return std::ranges::any_of(annotations->items(), [](const Value& annotation) {
    return first_of(annotation, {"keypoints"}) != nullptr;
  });
}

std::unique_ptr<RecordReader> coco_annotations_reader() {
  return std::make_unique<CocoAnnotationsReader>();
}

}  // namespace posegrad::pose::detections
