#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"

namespace posegrad::test::property {
namespace {

using pose::detections::Units;

constexpr bool kText = true;

/// Nothing for null, as pandas writes it.
std::string cell(const Told& told, const std::string& number) {
  return told.spelling == Spelling::null && number == "null" ? "" : number;
}
std::string cells(const Told& told, const ToldPoint& point, const char* between) {
  return fmt::format("{}{}{}{}{}", cell(told, told.coordinate(point.x)), between,
                     cell(told, told.coordinate(point.y)), between,
                     cell(told, told.score(point.score)));
}

/// The columns of DeepLabCut: all individuals beside each other, absent ones empty.
std::string deeplabcut(const Told& told, const TemporaryFolder& folder) {
  std::string scorer = "scorer", individuals = "individuals", bodyparts = "bodyparts",
              coords = "coords";
  for (std::size_t who = 0; who < told.people; ++who)
    for (const std::string& name : told.names)
      for (const auto* coord : {"x", "y", "likelihood"}) {
        scorer += ",DLC_resnet50";
        individuals += fmt::format(",person{}", who + 1);
        bodyparts += "," + name;
        coords += fmt::format(",{}", coord);
      }
  std::string text = scorer + "\n";
  if (told.people > 1) text += individuals + "\n";
  text += bodyparts + "\n" + coords + "\n";
  for (const ToldFrame& frame : listed_frames(told)) {
    text += fmt::format("{}", frame.number);
    for (std::size_t who = 0; who < told.people; ++who) {
      const auto person = std::ranges::find(frame.people, who, &ToldPerson::who);
      for (std::size_t joint = 0; joint < told.names.size(); ++joint)
        text +=
            "," + (person == frame.people.end() ? ",," : cells(told, person->points[joint], ","));
    }
    text += "\n";
  }
  return write(folder, "clipDLC_resnet50.csv", text);
}

/// A row for each person, columns for each joint; `header` makes the three columns of joint i.
template <class Header>
std::string wide(const Told& told, const char* between, const char* first, const Header& header) {
  std::string text = first;
  const bool has_ids = told.ids != Ids::none;
  if (has_ids) text += std::string(between) + "track_id";
  for (std::size_t joint = 0; joint < told.names.size(); ++joint)
    for (const auto* part : {"x", "y", "score"}) text += between + header(joint, part);
  text += "\n";
  for (const ToldFrame& frame : listed_frames(told)) {
    for (const ToldPerson& person : frame.people) {
      text += fmt::format("{}", frame.number);
      if (has_ids) text += fmt::format("{}{}", between, *person.id);
      for (const ToldPoint& point : person.points) text += between + cells(told, point, between);
      text += "\n";
    }
  }
  return text;
}
std::string wide_named(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.csv",
               wide(told, ",", "frame", [&](std::size_t joint, const char* part) {
                 return fmt::format("{}_{}", told.names[joint], part);
               }));
}
std::string wide_numbered(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.tsv",
               wide(told, "\t", "frame_id", [](std::size_t joint, const char* part) {
                 return fmt::format("kpt_{}_{}", joint, part);
               }));
}
std::string wide_semicolons(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.csv",
               wide(told, ";", "Frame", [](std::size_t joint, const char* part) {
                 return fmt::format("{}{}", part, joint);
               }));
}

/// A row for each joint.
template <class Joint>
std::string long_rows(const Told& told, const std::string& header, const Joint& joint_text) {
  std::string text = header + "\n";
  for (const ToldFrame& frame : listed_frames(told))
    for (const ToldPerson& person : frame.people)
      for (std::size_t joint = 0; joint < person.points.size(); ++joint)
        text += fmt::format("{},{},{},{}\n", frame.number,
                            person.id.value_or(static_cast<Index>(person.who)), joint_text(joint),
                            cells(told, person.points[joint], ","));
  return text;
}
std::string long_named(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.csv",
               long_rows(told, "frame,person_id,joint,x,y,confidence",
                         [&](std::size_t joint) { return told.names[joint]; }));
}
std::string long_numbered(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.csv",
               long_rows(told, "frame_number,track_id,keypoint_id,x,y,score",
                         [](std::size_t joint) { return fmt::format("{}", joint); }));
}
/// MediaPipe's landmarks as scripts dump them: fractions, and a depth.
std::string media_pipe(const Told& told, const TemporaryFolder& folder) {
  std::string text = "frame,landmark_index,x,y,z,visibility\n";
  for (const ToldFrame& frame : listed_frames(told))
    for (const ToldPerson& person : frame.people)
      for (std::size_t joint = 0; joint < person.points.size(); ++joint) {
        const ToldPoint& point = person.points[joint];
        text += fmt::format(
            "{},{},{},{},-0.3,{}\n", frame.number, joint, cell(told, told.coordinate(point.x)),
            cell(told, told.coordinate(point.y)), cell(told, told.score(point.score)));
      }
  return write(folder, "landmarks.csv", text);
}

/// Numbers only, a row for each frame, as np.savetxt writes an array (T, J * 3) of one person.
std::string bare_rows(const Told& told, const TemporaryFolder& folder) {
  std::string text;
  for (const ToldFrame& frame : told.frames) {
    std::vector<ToldPoint> nobody(told.names.size(), {0, 0, 0});
    const std::vector<ToldPoint>& points =
        frame.people.empty() ? nobody : frame.people.front().points;
    text += listed(points, [&](const ToldPoint& point) {
      const auto number = [](const std::string& cell) { return cell == "NaN" ? "nan" : cell; };
      return fmt::format("{},{},{}", number(told.coordinate(point.x)),
                         number(told.coordinate(point.y)), number(told.score(point.score)));
    });
    text += "\n";
  }
  return write(folder, "keypoints.csv", text);
}

/// A list in a cell.
std::string cell_lists(const Told& told, const TemporaryFolder& folder) {
  std::string text = "frame,track_id,confidence,keypoints\n";
  for (const ToldFrame& frame : listed_frames(told))
    for (const ToldPerson& person : frame.people)
      text += fmt::format("{},{},{},\"[{}]\"\n", frame.number,
                          person.id.value_or(static_cast<Index>(person.who)), person.score,
                          rows_of_three(told, person));
  return write(folder, "clip.csv", text);
}
/// Results.to_df() of every frame, with its number.
std::string ultralytics_frames(const Told& told, const TemporaryFolder& folder) {
  std::string text = "frame,name,class,confidence,box,keypoints,track_id\n";
  for (const ToldFrame& frame : listed_frames(told)) {
    for (const ToldPerson& person : frame.people) {
      const auto column = [&](double ToldPoint::*number) {
        return listed(
            person.points,
            [&](const ToldPoint& p) {
              const double value = p.*number;
              return std::isnan(value) ? "nan" : told.coordinate(value);
            },
            ", ");
      };
      const std::string visible = listed(
          person.points,
          [&](const ToldPoint& p) { return std::isnan(p.score) ? "nan" : told.score(p.score); },
          ", ");
      text += fmt::format(
          "{},person,0,{},\"{{'x1': {}, 'y1': {}, 'x2': {}, 'y2': {}}}\","
          "\"{{'x': [{}], 'y': [{}], 'visible': [{}]}}\",{}\n",
          frame.number, person.score, told.coordinate(person.box[0]),
          told.coordinate(person.box[1]), told.coordinate(person.box[2]),
          told.coordinate(person.box[3]), column(&ToldPoint::x), column(&ToldPoint::y), visible,
          person.id.value_or(static_cast<Index>(person.who)));
    }
  }
  return write(folder, "results.csv", text);
}

}  // namespace

std::vector<Format> table_formats() {
  const Abilities many{.numbering = Numbering::open, .has_ids = true, .can_null = true};
  Abilities named = many, anonymous = many;
  named.has_names = true;
  anonymous.has_ids = false;
  Abilities named_anonymous = named;
  named_anonymous.has_ids = false;
  return {{"DeepLabCut CSV",
           "DeepLabCut CSV",
           {.numbering = Numbering::from_zero,
            .has_names = true,
            .can_null = true,
            .units = Units::pixels},
           deeplabcut,
           kText},
          {"wide named", "table with columns for each joint", named, wide_named, kText},
          {"wide numbered", "table with columns for each joint", many, wide_numbered, kText},
          {"wide semicolons", "table with columns for each joint", many, wide_semicolons, kText},
          {"long named", "table with a row for each joint", named_anonymous, long_named, kText},
          {"long numbered", "table with a row for each joint", anonymous, long_numbered, kText},
          {"MediaPipe CSV",
           "table with a row for each joint",
           {.numbering = Numbering::open,
            .has_people = false,
            .can_null = true,
            .units = Units::fractions,
            .layouts = {"mediapipe"}},
           media_pipe,
           kText},
          {"rows of numbers", "rows of numbers", {.has_people = false}, bare_rows, kText},
          {"lists in cells", "Ultralytics tables, and others with lists in cells", many, cell_lists,
           kText},
          {"Ultralytics CSV", "Ultralytics tables, and others with lists in cells", many,
           ultralytics_frames, kText}};
}

}  // namespace posegrad::test::property
