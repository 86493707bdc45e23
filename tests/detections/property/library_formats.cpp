#include <cmath>

#include <fmt/format.h>

#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"

namespace posegrad::test::property {
namespace {

using pose::detections::Units;

constexpr bool kText = true;

std::string ultralytics_frame(const Told& told, const ToldFrame& frame) {
  return "[" +
         people(
             frame,
             [&](const ToldPerson& person) {
               const auto column = [&](double ToldPoint::*number) {
                 return listed(person.points,
                               [&](const ToldPoint& p) { return told.coordinate(p.*number); });
               };
               const auto& box = person.box;
               return fmt::format(
                   R"({{"name":"person","class":0,"confidence":{},"box":{{"x1":{},"y1":{},"x2":{},"y2":{}}},"keypoints":{{"x":[{}],"y":[{}],"visible":[{}]}}{}}})",
                   person.score, told.coordinate(box[0]), told.coordinate(box[1]),
                   told.coordinate(box[2]), told.coordinate(box[3]), column(&ToldPoint::x),
                   column(&ToldPoint::y), scores(told, person), id_entry(person, "track_id"));
             }) +
         "]";
}
std::string ultralytics(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.json", "[" + listed(told.frames, [&](const ToldFrame& f) {
                                      return ultralytics_frame(told, f);
                                    }) + "]");
}
std::string ultralytics_lines(const Told& told, const TemporaryFolder& folder) {
  return write(
      folder, "clip.jsonl",
      listed(
          told.frames, [&](const ToldFrame& f) { return ultralytics_frame(told, f); }, "\n"));
}
std::string ultralytics_dict(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.json", "{" + listed(listed_frames(told), [&](const ToldFrame& f) {
                                      return fmt::format("\"frame_{}\":{}", f.number,
                                                         ultralytics_frame(told, f));
                                    }) + "}");
}
std::string ultralytics_dump(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return fmt::format(
        R"({{"keypoints":{{"xy":[{}],"conf":[{}]}}}})",
        people(frame, [&](const ToldPerson& p) { return "[" + rows_of_two(told, p) + "]"; }),
        people(frame, [&](const ToldPerson& p) { return "[" + scores(told, p) + "]"; }));
  };
  return write(folder, "clip.json", "[" + listed(told.frames, frame_text) + "]");
}

/// [{x, y, score, name}, ...] in the order of the layout.
template <class Point>
std::string point_dicts(const Told& told, const ToldPerson& person, const Point& text) {
  std::vector<std::string> points;
  for (std::size_t i = 0; i < person.points.size(); ++i)
    points.push_back(text(person.points[i], told.names[i]));
  return listed(points, [](const std::string& point) { return point; });
}

std::string tfjs(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return "[" +
           people(frame,
                  [&](const ToldPerson& person) {
                    return fmt::format(
                        R"({{"score":{},"keypoints":[{}]{}}})", person.score,
                        point_dicts(told, person,
                                    [&](const ToldPoint& p, const std::string& name) {
                                      return fmt::format(
                                          R"({{"y":{},"x":{},"score":{},"name":"{}"}})",
                                          told.coordinate(p.y), told.coordinate(p.x),
                                          told.score(p.score), name);
                                    }),
                        id_entry(person, "id"));
                  }) +
           "]";
  };
  return write(folder, "movenet.json", "[" + listed(told.frames, frame_text) + "]");
}
std::string posenet(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return fmt::format(
        R"({{"frame":{},"poses":[{}]}})", frame.number,
        people(frame, [&](const ToldPerson& person) {
          return fmt::format(
              R"({{"score":{},"keypoints":[{}]}})", person.score,
              point_dicts(told, person, [&](const ToldPoint& p, const std::string& name) {
                return fmt::format(R"({{"score":{},"part":"{}","position":{{"x":{},"y":{}}}}})",
                                   told.score(p.score), name, told.coordinate(p.x),
                                   told.coordinate(p.y));
              }));
        }));
  };
  return write(folder, "posenet.json", "[" + listed(listed_frames(told), frame_text) + "]");
}

std::string landmarks(const Told& told, const ToldPerson& person) {
  return point_dicts(told, person, [&](const ToldPoint& p, const std::string&) {
    return fmt::format(R"({{"x":{},"y":{},"z":-0.1,"visibility":{}}})", told.coordinate(p.x),
                       told.coordinate(p.y), told.score(p.score));
  });
}
std::string media_pipe(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return fmt::format(
        R"({{"frame":{},"landmarks":{}}})", frame.number,
        frame.people.empty() ? "null" : "[" + landmarks(told, frame.people.front()) + "]");
  };
  return write(folder, "landmarks.json", "[" + listed(listed_frames(told), frame_text) + "]");
}
std::string media_pipe_people(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return fmt::format(
        R"({{"frame":{},"pose_landmarks":[{}]}})", frame.number,
        people(frame, [&](const ToldPerson& p) { return "[" + landmarks(told, p) + "]"; }));
  };
  return write(folder, "landmarks.json", "[" + listed(listed_frames(told), frame_text) + "]");
}

/// y stands before x, and the ids are keys.
std::string vitpose_of(const Told& told, const std::string& skeleton,
                       const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return "{" +
           people(frame,
                  [&](const ToldPerson& person) {
                    return fmt::format(
                        R"("{}":[{}])", person.id.value_or(static_cast<Index>(person.who)),
                        listed(person.points, [&](const ToldPoint& p) {
                          return fmt::format("[{},{},{}]", told.coordinate(p.y),
                                             told.coordinate(p.x), told.score(p.score));
                        }));
                  }) +
           "}";
  };
  return write(folder, "vitpose.json",
               fmt::format(R"({{"keypoints":[{}]{}}})", listed(told.frames, frame_text), skeleton));
}
std::string vitpose_named(const Told& told, const TemporaryFolder& folder) {
  std::size_t id = 0;
  const std::string names = listed(
      told.names, [&](const std::string& name) { return fmt::format(R"("{}":"{}")", id++, name); });
  return vitpose_of(told, fmt::format(R"(,"skeleton":{{{}}})", names), folder);
}
std::string vitpose(const Told& told, const TemporaryFolder& folder) {
  return vitpose_of(told, "", folder);
}

std::string paddle(const Told& told, const TemporaryFolder& folder) {
  const auto row = [&](const ToldFrame& frame) {
    return fmt::format(
        "[{},[{}],[[{}],[{}]]]", frame.number,
        people(frame, [&](const ToldPerson& p) { return "[" + corners(told, p) + "]"; }),
        people(frame, [&](const ToldPerson& p) { return "[" + rows_of_three(told, p) + "]"; }),
        people(frame, [&](const ToldPerson& p) { return fmt::format("[{}]", p.score); }));
  };
  return write(folder, "det_keypoint_unite_video_results.json",
               "[" + listed(listed_frames(told), row) + "]");
}
std::string paddlex(const Told& told, const TemporaryFolder& folder) {
  for (const ToldFrame& frame : listed_frames(told))
    write(folder, fmt::format("out/clip_{}_res.json", frame.number),
          fmt::format(
              R"({{"input_path":"pictures/{}","boxes":[{}]}})", told.picture(frame),
              people(frame, [&](const ToldPerson& person) {
                return fmt::format(
                    R"({{"coordinate":[{}],"det_score":{},"keypoints":[{}],"kpt_score":0.8}})",
                    corners(told, person), person.score, rows_of_three(told, person));
              })));
  return folder / "out";
}

std::string posetrack17(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return fmt::format(
        R"({{"image":[{{"name":"images/val/{}"}}],"annorect":[{}]}})", told.picture(frame),
        people(frame, [&](const ToldPerson& person) {
          std::size_t id = 0;
          std::vector<std::string> points;
          for (const ToldPoint& p : person.points)
            points.push_back(fmt::format(R"({{"id":[{}],"x":[{}],"y":[{}],"score":[{}]}})", id++,
                                         told.coordinate(p.x), told.coordinate(p.y),
                                         told.score(p.score)));
          return fmt::format(
              R"({{"x1":[{}],"y1":[{}],"x2":[{}],"y2":[{}],"score":[{}],"track_id":[{}],"annopoints":[{{"point":[{}]}}]}})",
              told.coordinate(person.box[0]), told.coordinate(person.box[1]),
              told.coordinate(person.box[2]), told.coordinate(person.box[3]), person.score,
              person.id.value_or(static_cast<Index>(person.who)),
              listed(points, [](const std::string& point) { return point; }));
        }));
  };
  return write(folder, "posetrack.json",
               R"({"annolist":[)" + listed(listed_frames(told), frame_text) + "]}");
}

std::string jta(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "seq_0.json",
               entries(told, [&](const ToldFrame& frame, const ToldPerson& person) {
                 int joint = 0;
                 return listed(person.points, [&](const ToldPoint& p) {
                   return fmt::format("[{},{},{},{},{},1.5,2.5,9.5,0,0]", frame.number,
                                      person.id.value_or(static_cast<Index>(person.who)), joint++,
                                      told.coordinate(p.x), told.coordinate(p.y));
                 });
               }));
}

std::string labelme_shapes(const Told& told, const ToldPerson& person) {
  std::vector<std::string> shapes;
  for (std::size_t j = 0; j < person.points.size(); ++j) {
    const ToldPoint& p = person.points[j];
    if (std::isnan(p.x)) continue;  // nobody draws what cannot be seen
    shapes.push_back(fmt::format(
        R"({{"label":"{}","points":[[{},{}]],"group_id":{},"shape_type":"point","flags":{{}}}})",
        told.names[j], told.coordinate(p.x), told.coordinate(p.y),
        person.id.value_or(static_cast<Index>(person.who))));
  }
  return listed(shapes, [](const std::string& text) { return text; });
}

std::string labelme(const Told& told, const TemporaryFolder& folder) {
  for (const ToldFrame& frame : listed_frames(told)) {
    std::vector<std::string> shapes;
    for (const ToldPerson& person : frame.people) {
      std::string text = labelme_shapes(told, person);
      if (!text.empty()) shapes.push_back(std::move(text));
    }
    write(
        folder, fmt::format("annotated/{:06}.json", frame.number),
        fmt::format(
            R"({{"version":"5.4.1","shapes":[{}],"imagePath":"{}","imageData":null,"imageHeight":{},"imageWidth":{}}})",
            listed(shapes, [](const std::string& text) { return text; }), told.picture(frame),
            told.size.height, told.size.width));
  }
  return folder / "annotated";
}

}  // namespace

std::vector<Format> library_formats() {
  using enum Numbering;
  const Abilities in_order{.has_ids = true, .can_null = true};
  const Abilities numbered{.numbering = open, .has_ids = true, .can_null = true};
  const auto with = [](Abilities abilities, auto change) {
    change(abilities);
    return abilities;
  };
  const Abilities keyed = with(in_order, [](Abilities& a) { a.can_repeat_ids = false; });
  const Abilities in_order_anonymous = with(in_order, [](Abilities& a) { a.has_ids = false; });
  const Abilities numbered_anonymous = with(numbered, [](Abilities& a) { a.has_ids = false; });
  const auto named = [&](Abilities a) { return with(a, [](Abilities& b) { b.has_names = true; }); };
  const Abilities landmarks{
      .numbering = open, .can_null = true, .units = Units::fractions, .layouts = {"mediapipe"}};
  return {
      {"Ultralytics", "Ultralytics JSON", in_order, ultralytics, kText},
      {"Ultralytics lines", "Ultralytics JSON", in_order, ultralytics_lines, kText},
      {"Ultralytics dict", "Ultralytics JSON", numbered, ultralytics_dict, kText},
      {"Ultralytics dump", "Ultralytics JSON", in_order_anonymous, ultralytics_dump, kText},
      {"MoveNet", "TensorFlow.js", named(in_order), tfjs, kText},
      {"PoseNet", "TensorFlow.js", named(numbered_anonymous), posenet, kText},
      {"MediaPipe", "MediaPipe", with(landmarks, [](Abilities& a) { a.has_people = false; }),
       media_pipe, kText},
      {"MediaPipe people", "MediaPipe", landmarks, media_pipe_people, kText},
      {"easy_ViTPose", "easy_ViTPose", keyed, vitpose, kText},
      {"easy_ViTPose named", "easy_ViTPose", named(keyed), vitpose_named, kText},
      {"PaddleDetection", "PaddleDetection",
       with(numbered_anonymous, [](Abilities& a) { a.numbering = from_one; }), paddle, kText},
      {"PaddleX", "PaddleX", numbered_anonymous, paddlex},
      {"PoseTrack17", "PoseTrack17",
       with(numbered, [](Abilities& a) { a.layouts = {"posetrack_17"}; }), posetrack17, kText},
      {"JTA",
       "JTA",
       {.numbering = from_one,
        .scores = Scores::never,
        .has_ids = true,
        .can_repeat_ids = false,
        .states_size = true,
        .can_null = true,
        .units = Units::pixels,
        .layouts = {"jta"},
        .size = pose::VideoSize{1920, 1080}},
       jta,
       kText},
      {"labelme",
       "labelme",
       {.numbering = open,
        .scores = Scores::never,
        .has_names = true,
        .has_ids = true,
        .can_repeat_ids = false,
        .states_size = true,
        .units = Units::pixels},
       labelme},
  };
}

}  // namespace posegrad::test::property
