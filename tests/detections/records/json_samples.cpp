#include "tests/detections/records/json_samples.h"

#include <fmt/format.h>

#include "tests/detections/records/json_sources.h"

namespace posegrad::test {
namespace {

/// A file of a pattern in which {0} and {1} are what `make` gives for the two persons.
template <class Make>
JsonSample sample(const std::string& tool, const std::string& what, const std::string& pattern,
                  Make make) {
  return {tool, what, json_source(fmt::format(fmt::runtime(pattern), make(100), make(200)))};
}

std::string openpose(double start) {
  return fmt::format(
      R"({{"version":1.3,"people":[{{"person_id":[-1],"pose_keypoints_2d":{},"face_keypoints_2d":[]}}]}})",
      flat_triples(start));
}
std::string comfy(double start) {
  return fmt::format(
      R"({{"people":[{{"pose_keypoints_2d":{},"face_keypoints_2d":null}}],"canvas_width":640,"canvas_height":360}})",
      rows(start));
}
std::string cmu(double start) {
  return fmt::format(R"({{"version":0.1,"bodies":[{{"joints":{}}}]}})", flat_triples(start));
}
std::string alphapose(double start, int frame) {
  return fmt::format(
      R"({{"image_id":"{}.jpg","category_id":1,"keypoints":{},"score":2.5,"box":[1,2,3,4],"idx":[[3.0]]}})",
      frame, flat_triples(start));
}
std::string poseflow(double start) {
  return fmt::format(R"([{{"keypoints":{},"scores":2.5,"idx":3}}])", flat_triples(start));
}
std::string coco(double start, int frame) {
  return fmt::format(R"({{"image_id":{},"category_id":1,"keypoints":{},"score":0.5}})", frame,
                     flat_triples(start));
}
std::string pifpaf(double start) {
  return fmt::format(R"([{{"keypoints":{},"bbox":[1,2,3,4],"score":0.5,"category_id":1}}])",
                     flat_triples(start));
}
std::string mmpose_old(double start) {
  return fmt::format(R"([{{"bbox":[1,2,3,4,0.5],"keypoints":{},"track_id":3,"area":4.0}}])",
                     rows(start));
}
std::string mmpose(double start) {
  return fmt::format(
      R"([{{"keypoints":{},"keypoint_scores":{},"bbox":[[1,2,3,4]],"bbox_score":0.5}}])",
      pair_rows(start), scores());
}
std::string ultralytics(double start) {
  return fmt::format(
      R"([{{"name":"person","class":0,"confidence":0.5,"box":{{"x1":1,"y1":2,"x2":3,"y2":4}},"track_id":3,"keypoints":{}}}])",
      columns(start));
}
std::string tfjs(double start) {
  return fmt::format(R"({{"score":0.5,"keypoints":{},"keypoints3D":[{{"x":1,"y":2,"z":3}}]}})",
                     point_dicts(start));
}
std::string posenet(double start) {
  return fmt::format(
      R"({{"score":0.5,"keypoints":{}}})",
      point_dicts(start, R"({{"score":{c},"part":"{name}","position":{{"x":{x},"y":{y}}}}})"));
}
std::string landmarks(double start) {
  return point_dicts(start, R"({{"x":{x},"y":{y},"z":-0.1,"visibility":{c}}})");
}
std::string named_landmarks(double start) {
  const std::string list =
      point_dicts(start, R"("{name}":{{"x":{x},"y":{y},"z":-0.1,"visibility":{c}}})");
  return "{" + list.substr(1, list.size() - 2) + "}";
}
std::string quads(double start) { return point_dicts(start, "[{x},{y},-0.1,{c}]"); }
std::string vitpose(double start) {
  return fmt::format(R"({{"3":{}}})", point_dicts(start, "[{y},{x},{c}]"));
}
std::string paddlex(double start) {
  return fmt::format(R"({{"coordinate":[1,2,3,4],"det_score":0.5,"keypoints":{},"kpt_score":0.9}})",
                     rows(start));
}

void add_openpose(std::vector<JsonSample>& samples) {
  samples.push_back({"OpenPose", "folder",
                     json_folder({{"a_0.json", openpose(100)}, {"a_1.json", openpose(200)}})});
  samples.push_back(sample("OpenPose", "list", "[{0},{1}]", openpose));
  samples.push_back(sample("OpenPose", "ComfyUI", "[{0},{1}]", comfy));
  samples.push_back(sample("OpenPose", "by picture", R"({{"0.jpg":{0},"1.jpg":{1}}})", openpose));
  samples.push_back(sample("OpenPose", "bodies", R"({{"0.jpg":{0},"1.jpg":{1}}})", cmu));
  samples.push_back({"OpenPose", "lines", json_lines_source({openpose(100), openpose(200)})});
}

void add_entries(std::vector<JsonSample>& samples) {
  samples.push_back({"AlphaPose", "list",
                     json_source(fmt::format("[{},{}]", alphapose(100, 0), alphapose(200, 1)))});
  samples.push_back(sample("PoseFlow", "by picture", R"({{"0.jpg":{0},"1.jpg":{1}}})", poseflow));
  samples.push_back(
      {"COCO results", "list", json_source(fmt::format("[{},{}]", coco(100, 7), coco(200, 8)))});
  samples.push_back(sample(
      "COCO annotations", "file",
      R"({{"images":[{{"id":4,"file_name":"0.jpg","width":640,"height":360}},{{"id":9,"file_name":"1.jpg","width":640,"height":360}}],)"
      R"("annotations":[{{"id":1,"image_id":4,"category_id":1,"keypoints":{0}}},{{"id":2,"image_id":9,"category_id":1,"keypoints":{1}}}],)"
      R"("categories":[{{"id":1,"name":"person"}}]}})",
      [](double start) { return flat_triples(start); }));
  samples.push_back({"OpenPifPaf", "folder",
                     json_folder({{"0.jpg.predictions.json", pifpaf(100)},
                                  {"1.jpg.predictions.json", pifpaf(200)}})});
  samples.push_back(
      {"OpenPifPaf", "lines",
       json_lines_source({fmt::format(R"({{"frame":1,"predictions":{}}})", pifpaf(100)),
                          fmt::format(R"({{"frame":2,"predictions":{}}})", pifpaf(200))})});
}

void add_mmpose(std::vector<JsonSample>& samples) {
  samples.push_back(sample("MMPose", "0.x", "[{0},{1}]", mmpose_old));
  samples.push_back(sample("MMPose", "1.x frames",
                           R"([{{"frame_id":0,"instances":{0}}},{{"frame_id":1,"instances":{1}}}])",
                           mmpose));
  samples.push_back(sample(
      "MMPose", "1.x file",
      R"({{"meta_info":{{}},"instance_info":[{{"frame_id":1,"instances":{0}}},{{"frame_id":2,"instances":{1}}}]}})",
      mmpose));
  samples.push_back(
      {"MMPose", "1.x folder", json_folder({{"0.json", mmpose(100)}, {"1.json", mmpose(200)}})});
  samples.push_back({"MMPose", "Sapiens",
                     json_folder({{"0.json", R"({"instance_info":)" + mmpose(100) + "}"},
                                  {"1.json", R"({"instance_info":)" + mmpose(200) + "}"}})});
}

void add_ultralytics(std::vector<JsonSample>& samples) {
  samples.push_back(sample("Ultralytics JSON", "list", "[{0},{1}]", ultralytics));
  samples.push_back(sample("Ultralytics JSON", "by number", R"({{"0":{0},"1":{1}}})", ultralytics));
  samples.push_back(
      {"Ultralytics JSON", "lines", json_lines_source({ultralytics(100), ultralytics(200)})});
  samples.push_back({"Ultralytics JSON", "folder",
                     json_folder({{"0.json", ultralytics(100)}, {"1.json", ultralytics(200)}})});
  samples.push_back(sample("Ultralytics JSON", "frames",
                           R"({{"width":640,"height":360,"fps":25,"frames":[{0},{1}]}})",
                           ultralytics));
  samples.push_back(
      sample("Ultralytics JSON", "keypoints as they are",
             R"([{{"keypoints":{{"xy":[{0}],"conf":null}}}},{{"keypoints":{{"xy":[{1}]}}}}])",
             [](double start) { return pair_rows(start); }));
}

void add_browser(std::vector<JsonSample>& samples) {
  samples.push_back(sample("TensorFlow.js", "poses", "[[{0}],[{1}]]", tfjs));
  samples.push_back(sample("TensorFlow.js", "frames",
                           R"([{{"time":0,"poses":[{0}]}},{{"time":0.04,"poses":[{1}]}}])", tfjs));
  samples.push_back(sample("TensorFlow.js", "PoseNet", "[[{0}],[{1}]]", posenet));
  samples.push_back(sample("TensorFlow.js", "ml5",
                           R"([[{{"pose":{0},"skeleton":[]}}],[{{"pose":{1},"skeleton":[]}}]])",
                           posenet));
  samples.push_back(sample("MediaPipe", "frames",
                           R"([{{"frame":0,"landmarks":{0}}},{{"frame":1,"landmarks":{1}}}])",
                           landmarks));
  samples.push_back(
      sample("MediaPipe", "bodies",
             R"([{{"timestamp_ms":0,"landmarks":[{0}]}},{{"timestamp_ms":40,"landmarks":[{1}]}}])",
             landmarks));
  samples.push_back(
      sample("MediaPipe", "protobuf",
             R"([{{"poseLandmarks":{{"landmark":{0}}}}},{{"poseLandmarks":{{"landmark":{1}}}}}])",
             landmarks));
  samples.push_back(sample("MediaPipe", "by name", R"([{{"landmarks":{0}}},{{"landmarks":{1}}}])",
                           named_landmarks));
  samples.push_back(sample(
      "MediaPipe", "lists",
      R"({{"fps":25,"frames":[{{"pose_landmarks":{0}}},{{"pose_landmarks":{1}}}]}})", quads));
  samples.push_back(sample("MediaPipe", "Holistic",
                           R"([{{"pose":{0},"left_hand":[]}},{{"pose":{1},"left_hand":[]}}])",
                           quads));
  samples.push_back(sample("MediaPipe", "bare", "[[{0}],[{1}]]", landmarks));
}

void add_others(std::vector<JsonSample>& samples) {
  samples.push_back(
      sample("easy_ViTPose", "file", R"({{"keypoints":[{0},{1}],"skeleton":{{}}}})", vitpose));
  const auto three_rows = [](double start) { return rows(start); };
  samples.push_back(sample("PaddleDetection", "video",
                           "[[1,[[1,2,3,4]],[[{0}],[[0.5]]]],[2,[[1,2,3,4]],[[{1}],[[0.5]]]]]",
                           three_rows));
  samples.push_back(
      sample("PaddleDetection", "pictures",
             R"([["0.jpg",[[1,2,3,4]],[[{0}],[[0.5]]]],["1.jpg",[[1,2,3,4]],[[{1}],[[0.5]]]]])",
             three_rows));
  samples.push_back(sample(
      "PaddleDetection", "results",
      R"([{{"keypoint":[[{0}],[[0.5]]],"bbox":[[1,2,3,4]]}},{{"keypoint":[[{1}],[[0.5]]],"bbox":[[1,2,3,4]]}}])",
      three_rows));
  samples.push_back(
      {"PaddleX", "folder",
       json_folder(
           {{"0.json", R"({"res":{"input_path":"0.jpg","boxes":[)" + paddlex(100) + "]}}"},
            {"1.json", R"({"res":{"input_path":"1.jpg","boxes":[)" + paddlex(200) + "]}}"}})});
  const auto points = [](double start) {
    return point_dicts(start, R"({{"id":[{j}],"x":[{x}],"y":[{y}],"score":[{c}]}})");
  };
  const std::string rect =
      R"("annorect":[{{"x1":[1],"y1":[2],"x2":[3],"y2":[4],"score":[0.5],"track_id":[3],"annopoints":[{{"point":)";
  samples.push_back(sample("PoseTrack17", "file",
                           R"({{"annolist":[{{"image":[{{"name":"0.jpg"}}],)" + rect +
                               R"({0}}}]}}]}},{{"image":[{{"name":"1.jpg"}}],)" + rect +
                               R"({1}}}]}}]}}]}})",
                           points));
}

}  // namespace

std::vector<JsonSample> json_samples() {
  std::vector<JsonSample> samples;
  add_openpose(samples);
  add_entries(samples);
  add_mmpose(samples);
  add_ultralytics(samples);
  add_browser(samples);
  add_others(samples);
  return samples;
}

}  // namespace posegrad::test
