#include "pose/detections/records/arrays/keypoint_arrays.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/frame_values.h"
#include "pose/detections/records/arrays/keypoint_axes.h"
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::arrays {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Two tools whose axes their names tell: MHFormer's demo (and those made of it: frames of one
/// person, Human3.6M's joints) and MMAction2's skeletons.
std::string told_axes(const KeypointFields& fields, const NumberBlock& block) {
  const bool has_axes = block.rank() == 4 && (block.dim(3) == 2 || block.dim(3) == 3);
  if (!has_axes || !fields.home) return "";
  const bool is_reconstruction = fields.points.where().ends_with("reconstruction");
  const bool is_action = fields.points.where().ends_with("keypoint") &&
                         fields.home->value().find("keypoint_score") != nullptr;
  return is_reconstruction || is_action ? "PTJD" : "";
}

/// TensorFlow's MoveNet returns (1, 1, 17, 3): y, x, score. Frames of that, stacked, keep the axes.
bool is_movenet(const NumberBlock& block) {
  const std::vector<Index> wanted{1, 1, 17, 3};
  return block.rank() == 5 && std::ranges::equal(std::span(block.shape()).subspan(1), wanted);
}

/// MoveNet MultiPose returns (1, 6, 56): of six people y, x, score of 17 joints, then top, left,
/// bottom, right and a score of the person.
constexpr Index kMultiPeople = 6, kMultiNumbers = 56;
bool is_movenet_multi(const NumberBlock& block) {
  const int axes = block.rank();
  return axes >= 3 && block.dim(axes - 1) == kMultiNumbers && block.dim(axes - 2) == kMultiPeople &&
         block.squeezed().rank() <= 3;
}

/// The letters of points' axes without the numbers of a joint: those of scores beside them.
std::string score_names(std::string names) {
  std::erase(names, 'D');
  std::ranges::replace(names, 'F', 'J');
  return names;
}

/// As (T, P, J, 2 to 5).
struct Points {
  NumberBlock block;
  std::string names;  // the letters of the squeezed axes
};

Points points_of(const KeypointFields& fields, const NumberBlock& block, Index joint_names,
                 Records& records) {
  const auto scores =
      fields.home ? find_named(*fields.home, point_score_names(), is_number_block) : std::nullopt;
  const std::string told = told_axes(fields, block);
  if (!told.empty()) {
    std::string names;
    for (std::size_t axis = 0; axis < told.size(); ++axis)
      if (block.shape()[axis] != 1) names += told[axis];
    return {block.arranged(told, "TPJD"), names};
  }
  const NumberBlock squeezed = block.squeezed();
  AxesHint hint{scores.has_value(), joint_names, 0, false};
  hint.frames = fields.home ? frames_beside(*fields.home) : 0;
  hint.wanted = fields.joints;
  const KeypointAxes axes = keypoint_axes(squeezed, hint, fields.points.where());
  if (!axes.note.empty()) records.notes.push_back(axes.note);
  return {in_order(squeezed, axes), axes.names};
}

/// Scores of joints (T, P, J), when an array beside the points has their axes.
std::optional<NumberBlock> scores_of(const KeypointFields& fields, const Points& points,
                                     Records& records) {
  if (!fields.home) return std::nullopt;
  const auto field = find_named(*fields.home, point_score_names(), is_number_block);
  if (!field) return std::nullopt;
  const auto block = number_block(*field);
  const std::string names = score_names(points.names);
  const NumberBlock& all = points.block;
  if (block) {
    const NumberBlock squeezed = block->squeezed();
    if (squeezed.rank() == static_cast<int>(names.size())) {
      const NumberBlock scores = squeezed.arranged(names, "TPJ");
      if (scores.dim(0) == all.dim(0) && scores.dim(1) == all.dim(1) && scores.dim(2) == all.dim(2))
        return scores;
    }
    if (block->numel() == all.dim(0) * all.dim(1)) return std::nullopt;  // of people
  }
  records.notes.push_back(
      fmt::format("the scores {} do not have the axes of the keypoints and are left out",
                  block ? block->shape_text() : "beside them"));
  return std::nullopt;
}

void add_frames(const Points& points, const std::optional<NumberBlock>& scores, Records& records) {
  const NumberBlock& all = points.block;
  for (Index t = 0; t < all.dim(0); ++t) {
    RawFrame& frame = records.frames.emplace_back();
    frame.where = fmt::format("frame {}", t);
    const NumberBlock people = all.item(t);
    for (Index p = 0; p < all.dim(1); ++p) {
      RawPerson person{raw_points(people.item(p)), kNaN, {}, {}, ""};
      for (Index j = 0; scores && j < all.dim(2); ++j)
        person.points[static_cast<std::size_t>(j)].score = scores->at({t, p, j});
      person.where = all.dim(1) == 1 ? frame.where : fmt::format("{}: person {}", frame.where, p);
      frame.people.push_back(std::move(person));
    }
  }
}

void swap_x_and_y(Records& records) {
  for (RawFrame& frame : records.frames)
    for (RawPerson& person : frame.people)
      for (RawPoint& point : person.points) std::swap(point.x, point.y);
  records.notes.emplace_back("MoveNet's numbers are y, x, score; they are read so");
}

/// Names that are not those of the joints: no axis is as long.
void drop_other_names(const NumberBlock& block, Records& records) {
  if (records.names.empty()) return;
  const auto count = static_cast<Index>(records.names.size());
  const Index last = block.shape().back(), each = last / count;
  constexpr Index kFewest = 5;
  const bool is_axis = std::ranges::find(block.shape(), count) != block.shape().end();
  const bool is_flat = each * count == last && each >= 2 && each <= 4;
  const bool fits = count >= kFewest && (is_axis || is_flat);
  if (fits) return;
  records.notes.push_back(fmt::format(
      "{} names beside the keypoints are not those of their joints (shape {}); left out", count,
      block.shape_text()));
  records.names.clear();
}

void read_movenet_multi(const NumberBlock& block, Records& records) {
  constexpr double kLeastScore = 0.11;  // as the model's own demo has it: there are always six
  constexpr Index kJoints = 17, kBox = 3 * kJoints, kScore = kBox + 4;
  const Index frames = block.numel() / (kMultiPeople * kMultiNumbers);
  const NumberBlock all({frames, kMultiPeople, kMultiNumbers}, block.flat(block.numel()));
  for (Index t = 0; t < frames; ++t) {
    RawFrame& frame = records.frames.emplace_back();
    frame.where = fmt::format("frame {}", t);
    for (Index p = 0; p < kMultiPeople; ++p) {
      const auto number = [&](Index i) { return all.at({t, p, i}); };
      if (!(number(kScore) >= kLeastScore)) continue;
      RawPerson person{{}, number(kScore), {}, {}, fmt::format("{}: person {}", frame.where, p)};
      person.box = {number(kBox + 1), number(kBox), number(kBox + 3), number(kBox + 2)};
      for (Index j = 0; j < kJoints; ++j)
        person.points.push_back({number(3 * j + 1), number(3 * j), number(3 * j + 2)});
      frame.people.push_back(std::move(person));
    }
  }
  records.notes.push_back(fmt::format(
      "MoveNet's numbers are y, x, score; they are read so, and people below {} are left out",
      kLeastScore));
}

void read_block(const KeypointFields& fields, const NumberBlock& block, Records& records) {
  if (block.numel() == 0)
    fields.points.fail("there is no frame; found the shape " + block.shape_text());
  if (is_movenet_multi(block)) return read_movenet_multi(block, records);
  drop_other_names(block, records);
  const Points points = points_of(fields, block, static_cast<Index>(records.names.size()), records);
  const auto scores = scores_of(fields, points, records);
  add_frames(points, scores, records);
  const std::size_t t = points.names.find('T'), p = points.names.find('P');
  const bool are_people_first = t != std::string::npos && p != std::string::npos && p < t;
  if (fields.home && !are_people_first)
    add_beside_people(*fields.home, points.block.dim(0), points.block.dim(1), records);
  if (is_movenet(block)) swap_x_and_y(records);
  leave_out_absent_people(records);
  settle_boxes(records);
  if (!scores && points.block.dim(3) == 3) settle_third_numbers(records, fields.points.where());
  if (fields.points.where().ends_with("reconstruction") && points.block.dim(2) == 17)
    records.usual = {"h36m"};
}

}  // namespace

void read_keypoint_fields(const KeypointFields& fields, Records& records) {
  if (!fields.note.empty()) records.notes.push_back(fields.note);
  if (fields.home) add_beside_file(*fields.home, records);
  if (!fields.others.empty())
    fields.home->fail(
        fmt::format("several arrays can be the keypoints: {}, {}; wanted is one named 'keypoints'",
                    fields.points.where().substr(fields.home->where().size() + 2),
                    formats::printable(fmt::format("{}", fmt::join(fields.others, ", ")))));
  const auto block = fields.is_by_frame ? std::nullopt : number_block(fields.points);
  const bool is_by_frame = fields.is_by_frame || (!block && is_frames(fields.points.value()));
  if (block) {
    read_block(fields, *block, records);
  } else if (!is_by_frame) {
    fields.points.fail("numbers of joints are wanted; found lists of different lengths");
  } else {
    BesideFrames beside;
    if (fields.home) {
      beside.scores = find_named(*fields.home, point_score_names());
      beside.boxes = find_named(*fields.home, box_names());
      beside.ids = find_named(*fields.home, id_names());
    }
    read_frame_values(fields.points, beside, records);
  }
  if (fields.home) add_beside_frames(*fields.home, records);
}

}  // namespace posegrad::pose::detections::arrays
