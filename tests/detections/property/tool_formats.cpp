#include <map>

#include <fmt/format.h>

#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"

namespace posegrad::test::property {
namespace {

constexpr bool kText = true;

std::string openpose_frame(const Told& told, const ToldFrame& frame) {
  return fmt::format(
      R"({{"version":1.3,"people":[{}]}})", people(frame, [&](const ToldPerson& person) {
        return fmt::format(
            R"({{"person_id":[{}],"pose_keypoints_2d":[{}],"face_keypoints_2d":[]}})",
            person.id.value_or(-1), triples(told, person));
      }));
}

std::string openpose_folder(const Told& told, const TemporaryFolder& folder) {
  for (const ToldFrame& frame : listed_frames(told))
    write(folder, fmt::format("kp/clip_{:012}_keypoints.json", frame.number),
          openpose_frame(told, frame));
  return folder / "kp";
}

std::string openpose_list(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.json", "[" + listed(told.frames, [&](const ToldFrame& f) {
                                      return openpose_frame(told, f);
                                    }) + "]");
}

std::string openpose_lines(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "clip.jsonl",
               listed(
                   told.frames, [&](const ToldFrame& f) { return openpose_frame(told, f); }, "\n"));
}

/// comfyui_controlnet_aux: nested lists and the size of the canvas.
std::string comfyui(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return fmt::format(R"({{"people":[{}],"canvas_height":{},"canvas_width":{}}})",
                       people(frame,
                              [&](const ToldPerson& person) {
                                return fmt::format(R"({{"pose_keypoints_2d":[{}]}})",
                                                   rows_of_three(told, person));
                              }),
                       told.size.height, told.size.width);
  };
  return write(folder, "pose.json", "[" + listed(told.frames, frame_text) + "]");
}

std::string alphapose(const Told& told, const TemporaryFolder& folder) {
  return write(
      folder, "alphapose-results.json",
      entries(told, [&](const ToldFrame& frame, const ToldPerson& person) {
        return fmt::format(
            R"({{"image_id":"{}","category_id":1,"keypoints":[{}],"score":{},"box":[{}]{}}})",
            told.picture(frame), triples(told, person), person.score * 3,
            corner_and_size(told, person), id_entry(person, "idx"));
      }));
}

std::string alphapose_open(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "alphapose-results.json",
               "{" + listed(listed_frames(told), [&](const ToldFrame& frame) {
                 return fmt::format(
                     R"("{}":{{"version":"AlphaPose v0.3","bodies":[{}]}})", told.picture(frame),
                     people(frame, [&](const ToldPerson& person) {
                       return fmt::format(R"({{"joints":[{}]}})", triples(told, person));
                     }));
               }) + "}");
}

std::string poseflow(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "alphapose-results-forvis-tracked.json",
               "{" + listed(listed_frames(told), [&](const ToldFrame& frame) {
                 return fmt::format(R"("{}":[{}])", told.picture(frame),
                                    people(frame, [&](const ToldPerson& person) {
                                      return fmt::format(
                                          R"({{"keypoints":[{}],"scores":{},"idx":{}}})",
                                          triples(told, person), person.score * 3,
                                          person.id.value_or(static_cast<Index>(person.who) + 1));
                                    }));
               }) + "}");
}

std::string coco_results(const Told& told, const TemporaryFolder& folder) {
  return write(
      folder, "results.json", entries(told, [&](const ToldFrame& frame, const ToldPerson& person) {
        return fmt::format(
            R"({{"image_id":{},"category_id":1,"keypoints":[{}],"score":{},"bbox":[{}]{}}})",
            frame.number, triples(told, person), person.score, corner_and_size(told, person),
            id_entry(person, "track_id"));
      }));
}

std::string coco_annotations_of(const Told& told, const std::string& category,
                                const TemporaryFolder& folder) {
  const std::string images = listed(listed_frames(told), [&](const ToldFrame& frame) {
    return fmt::format(R"({{"id":{},"file_name":"{}","width":{},"height":{}}})",
                       7000 - frame.number, told.picture(frame), told.size.width, told.size.height);
  });
  Index number = 1;
  const std::string annotations = entries(told, [&](const ToldFrame& frame,
                                                    const ToldPerson& person) {
    return fmt::format(
        R"({{"id":{},"image_id":{},"category_id":1,"keypoints":[{}],"num_keypoints":5,"bbox":[{}],"iscrowd":0{}}})",
        number++, 7000 - frame.number, triples(told, person), corner_and_size(told, person),
        id_entry(person, "track_id"));
  });
  return write(folder, "person_keypoints_default.json",
               fmt::format(R"({{"categories":[{}],"images":[{}],"annotations":{}}})", category,
                           images, annotations));
}
std::string coco_annotations(const Told& told, const TemporaryFolder& folder) {
  return coco_annotations_of(told, R"({"id":1,"name":"person"})", folder);
}
std::string coco_annotations_named(const Told& told, const TemporaryFolder& folder) {
  return coco_annotations_of(
      told,
      fmt::format(R"({{"id":1,"name":"person","keypoints":[{}]}})", listed(told.names, quoted)),
      folder);
}

std::string openpifpaf(const Told& told, const TemporaryFolder& folder) {
  const auto line = [&](const ToldFrame& frame) {
    return fmt::format(R"({{"frame":{},"predictions":[{}]}})", frame.number,
                       people(frame, [&](const ToldPerson& person) {
                         return fmt::format(
                             R"({{"keypoints":[{}],"bbox":[{}],"score":{},"category_id":1{}}})",
                             triples(told, person), corner_and_size(told, person), person.score,
                             id_entry(person, "id_"));
                       }));
  };
  return write(folder, "clip.mp4.openpifpaf.json", listed(listed_frames(told), line, "\n"));
}

std::string mmpose_instances(const Told& told, const ToldFrame& frame) {
  return people(frame, [&](const ToldPerson& person) {
    return fmt::format(
        R"({{"keypoints":[{}],"keypoint_scores":[{}],"bbox":[[{}]],"bbox_score":{}{}}})",
        rows_of_two(told, person), scores(told, person), corners(told, person), person.score,
        id_entry(person, "track_id"));
  });
}
std::string mmpose_frames(const Told& told) {
  return listed(listed_frames(told), [&](const ToldFrame& frame) {
    return fmt::format(R"({{"frame_id":{},"instances":[{}]}})", frame.number,
                       mmpose_instances(told, frame));
  });
}
std::string mmpose(const Told& told, const TemporaryFolder& folder) {
  return write(folder, "results_clip.json",
               fmt::format(R"({{"meta_info":{{}},"instance_info":[{}]}})", mmpose_frames(told)));
}
std::string mmpose_named(const Told& told, const TemporaryFolder& folder) {
  std::size_t id = 0;
  const std::string names = listed(
      told.names, [&](const std::string& name) { return fmt::format(R"("{}":"{}")", id++, name); });
  return write(folder, "results_clip.json",
               fmt::format(R"({{"meta_info":{{"dataset_name":"mine","keypoint_id2name":{{{}}}}},)"
                           R"("instance_info":[{}]}})",
                           names, mmpose_frames(told)));
}
/// MMPose's own names of the data sets.
std::string mmpose_data_set(const Told& told, const TemporaryFolder& folder) {
  const std::map<std::string, const char*> names{{"coco", "coco"},
                                                 {"coco_wholebody", "coco_wholebody"},
                                                 {"mpii", "mpii"},
                                                 {"h36m", "h36m"},
                                                 {"crowdpose", "crowdpose"},
                                                 {"aic", "aic"},
                                                 {"posetrack_18", "posetrack18"},
                                                 {"halpe_136", "halpe"},
                                                 {"halpe_26", "halpe26"}};
  return write(folder, "results_clip.json",
               fmt::format(R"({{"meta_info":{{"dataset_name":"{}"}},"instance_info":[{}]}})",
                           names.at(told.layout->name), mmpose_frames(told)));
}
/// MMPoseInferencer's list of frames in order, and Sapiens' files of one picture each.
std::string mmpose_pictures(const Told& told, const TemporaryFolder& folder) {
  for (const ToldFrame& frame : listed_frames(told))
    write(folder, fmt::format("out/{:05}.json", frame.number),
          fmt::format(R"({{"instance_info":[{}]}})", mmpose_instances(told, frame)));
  return folder / "out";
}
std::string mmpose_0(const Told& told, const TemporaryFolder& folder) {
  const auto frame_text = [&](const ToldFrame& frame) {
    return "[" +
           people(frame,
                  [&](const ToldPerson& person) {
                    return fmt::format(R"({{"bbox":[{},{}],"keypoints":[{}]{}}})",
                                       corners(told, person), person.score,
                                       rows_of_three(told, person), id_entry(person, "track_id"));
                  }) +
           "]";
  };
  return write(folder, "pose_results.json", "[" + listed(told.frames, frame_text) + "]");
}

}  // namespace

std::vector<Format> tool_formats() {
  using enum Numbering;
  const Abilities in_order{.has_ids = true, .can_null = true};
  const Abilities numbered{.numbering = open, .has_ids = true, .can_null = true};
  const auto with = [](Abilities abilities, auto change) {
    change(abilities);
    return abilities;
  };
  const Abilities in_order_anonymous = with(in_order, [](Abilities& a) { a.has_ids = false; });
  const Abilities numbered_anonymous = with(numbered, [](Abilities& a) { a.has_ids = false; });
  const Abilities annotations = with(numbered, [](Abilities& a) {
    a.scores = Scores::marks;
    a.states_size = true;
  });
  const auto named = [&](Abilities a) { return with(a, [](Abilities& b) { b.has_names = true; }); };
  return {
      {"OpenPose folder", "OpenPose", numbered, openpose_folder},
      {"OpenPose list", "OpenPose", in_order, openpose_list, kText},
      {"OpenPose lines", "OpenPose", in_order, openpose_lines, kText},
      {"ComfyUI", "OpenPose", with(in_order_anonymous, [](Abilities& a) { a.states_size = true; }),
       comfyui, kText},
      {"AlphaPose", "AlphaPose", numbered, alphapose, kText},
      {"AlphaPose open", "OpenPose", numbered_anonymous, alphapose_open, kText},
      {"PoseFlow", "PoseFlow", numbered, poseflow, kText},
      {"COCO results", "COCO results", numbered, coco_results, kText},
      {"COCO annotations", "COCO annotations", annotations, coco_annotations, kText},
      {"COCO annotations named", "COCO annotations", named(annotations), coco_annotations_named,
       kText},
      {"OpenPifPaf", "OpenPifPaf", numbered, openpifpaf, kText},
      {"MMPose 1", "MMPose", numbered, mmpose, kText},
      {"MMPose 1 named", "MMPose", named(numbered), mmpose_named, kText},
      {"MMPose 1 data set", "MMPose",
       with(numbered,
            [](Abilities& a) {
              a.states_layout = true;
              a.layouts = {"coco", "coco_wholebody", "mpii",      "h36m",    "crowdpose",
                           "aic",  "posetrack_18",   "halpe_136", "halpe_26"};
            }),
       mmpose_data_set, kText},
      {"MMPose 1 pictures", "MMPose", numbered, mmpose_pictures},
      {"MMPose 0", "MMPose", in_order, mmpose_0, kText},
  };
}

}  // namespace posegrad::test::property
