#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/npz.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/inspect/reports.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using inspection::Report;

namespace {

const InspectOptions kSized{.reading = {.size = VideoSize{1000, 1000}, .fps = 25}};

std::string openpose(const std::vector<double>& starts, const std::string& layout = "body_25") {
  std::string people;
  for (const double start : starts)
    people += fmt::format(R"({}{{"person_id":[-1],"pose_keypoints_2d":[{}]}})",
                          people.empty() ? "" : ",", triples(start, layout));
  return fmt::format(R"({{"version":1.3,"people":[{}]}})", people);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(inspect_detections, InspectedFiles)

BOOST_AUTO_TEST_CASE(all_that_is_known_of_sound_detections) {
  const Report report = inspect("a.json", walking_results(30), kSized);
  BOOST_TEST(report.kind == "detections");
  BOOST_TEST(report.refused == "");
  BOOST_TEST(value(report, "content", "container") == R"("JSON")");
  BOOST_TEST(value(report, "content", "format") == R"("COCO results")");
  BOOST_TEST(value(report, "layout", "points") == "17");
  BOOST_TEST(value(report, "layout", "order") == R"("COCO-17")");
  BOOST_TEST(value(report, "layout", "option") == R"("--layout coco")");
  BOOST_TEST(value(report, "layout", "decided by") == R"("number of the points and how they lie")");
  BOOST_TEST(value(report, "layout", "missing for a coco model") == "[]");
  BOOST_TEST(fact(report, "layout", "fits").value[0]["layout"] == "coco");
  BOOST_TEST(fact(report, "layout", "fits").value[1]["layout"] == "posetrack_18");
  BOOST_TEST(value(report, "frames", "listed") == "30");
  BOOST_TEST(value(report, "frames", "first") == "0");
  BOOST_TEST(value(report, "frames", "last") == "29");
  BOOST_TEST(value(report, "frames", "gaps") == "[]");
  BOOST_TEST(value(report, "people", "detections") == "30");
  BOOST_TEST(value(report, "people", "in a frame") == R"({"least":1.0,"median":1.0,"most":1.0})");
  BOOST_TEST(value(report, "ids", "tell people apart") == "false");
  BOOST_TEST(fact(report, "scores", "quantiles").value["0"] == 0.1);
  BOOST_TEST(fact(report, "scores", "quantiles").value["100"] == 0.26);
  BOOST_TEST(value(report, "scores", "share of zero") == "0.0");
  BOOST_TEST(value(report, "picture", "size") == R"({"width":1000,"height":1000})");
  BOOST_TEST(value(report, "picture", "said by") == R"("--size")");
  BOOST_TEST(value(report, "points", "missing") == "0.0");
  BOOST_TEST(fact(report, "size", "of people").value["median"] == 156);
  BOOST_TEST(value(report, "motion", "jumps at") == "[]");
  BOOST_TEST(fact(report, "decisions", "units").value["option"] == "--units");
}

BOOST_AUTO_TEST_CASE(gaps_lost_joints_and_jumps_are_found_and_said) {
  std::vector<std::string> keypoints;
  for (int t = 0; t < 30; ++t) {
    std::string person = triples(t < 20 ? 100 + t : 500 + t);
    if (t < 10)
      person.replace(person.rfind(',', person.rfind(',', person.rfind(',') - 1) - 1),
                     std::string::npos, ",0,0,0");
    keypoints.push_back(t >= 12 && t < 15 ? "" : person);
  }
  const Report report = inspect("a.json", coco_results(keypoints), kSized);
  BOOST_TEST(value(report, "frames", "without anybody") == "3");
  BOOST_TEST(value(report, "frames", "gaps") == R"([{"first":12,"frames":3}])");
  BOOST_TEST(value(report, "motion", "jumps at") == "[20]");
  BOOST_TEST(fact(report, "points", "missing by joint").text == "right ankle 37 %");
  BOOST_TEST(fact(report, "points", "missing by joint").value[16]["missing"] == 10. / 27);
  BOOST_TEST(odd_with(report, "nobody in 3 of 30 frames, 3 in a row from frame 12") == 1U);
  BOOST_TEST(odd_with(report, "not found in more than 15 % of the people: right ankle") == 1U);
  BOOST_TEST(odd_with(report, "in a single frame 1 time, at 20") == 1U);
}

BOOST_AUTO_TEST_CASE(what_wild_needs_and_nobody_says) {
  const Report report = inspect("a.json", walking_results(30));
  BOOST_TEST(value(report, "picture", "size") == "null");
  BOOST_TEST(odd_with(report, "--size WIDTHxHEIGHT or --video CLIP") == 1U);
  BOOST_TEST(odd_with(report, "frame rate") == 1U);
  const Report sized = inspect("a.json", kSized);
  BOOST_TEST(odd_with(sized, "--size") == 0U);
  BOOST_TEST(odd_with(sized, "frame rate") == 0U);
}

BOOST_AUTO_TEST_CASE(a_folder_of_people_in_an_order_of_their_own) {
  for (int t = 0; t < 8; ++t)
    write_text(path(fmt::format("op/f_{:03}_keypoints.json", t)),
               openpose({100 + 2. * t, 400 + 2. * t}, "body_25b"));
  const Report report = inspect("op", kSized);
  BOOST_TEST(value(report, "content", "container") == R"("folder of 8 files")");
  BOOST_TEST(value(report, "layout", "order") == R"("BODY_25B")");
  BOOST_TEST(fact(report, "layout", "fits").value[0]["layout"] == "body_25b");
  BOOST_TEST(fact(report, "people", "in a frame").value["median"] == 2);
  BOOST_TEST(odd_with(report, "in the order of BODY_25B") == 1U);
  // All points are looked at, not only those that a model of COCO's joints gets.
  BOOST_TEST(fact(report, "points", "missing by joint").value.size() == 25U);
}

BOOST_AUTO_TEST_CASE(what_a_coco_model_lacks) {
  std::vector<std::string> people(10, triples(100, "h36m"));
  const Report report =
      inspect("a.json", coco_results(people), {.reading = {.layout = "h36m", .fps = 25}});
  BOOST_TEST(value(report, "layout", "decided by") == R"("--layout h36m")");
  BOOST_TEST(fact(report, "layout", "missing for a coco model").value[1] == "left eye");
  BOOST_TEST(odd_with(report, "for a model of COCO's joints") == 1U);
  BOOST_TEST(value(report, "motion", "repeated frames") == "9");
  BOOST_TEST(odd_with(report, "9 frames repeat the numbers of the frame before") == 1U);
}

BOOST_AUTO_TEST_CASE(a_refusal_comes_with_what_was_known) {
  std::vector<std::string> fractions;
  for (int t = 0; t < 10; ++t) {
    std::string person;
    for (int j = 0; j < 17; ++j)
      person += fmt::format("{}0.{},0.{},1", j > 0 ? "," : "", 10 + j, 20 + t);
    fractions.push_back(person);
  }
  const Report report = inspect("a.json", coco_results(fractions));
  BOOST_TEST(report.refused.find("--size") != std::string::npos, report.refused);
  BOOST_TEST(value(report, "content", "format") == R"("COCO results")");
  BOOST_TEST(value(report, "layout", "points") == "17");
  BOOST_TEST(value(report, "frames", "listed") == "10");
  BOOST_TEST(fact(report, "units", "x in the file").value["most"] == 0.26);
  BOOST_TEST(!has_fact(report, "layout", "order"));
  BOOST_TEST(!has_fact(report, "motion", "jumps at"));
}

BOOST_AUTO_TEST_CASE(files_that_are_no_detections_are_refused_by_name) {
  const std::vector<std::pair<std::string, std::string>> refused{
      {"{\"a\": 1}", "no known output of a 2D detector"},
      {"[]", "there is no frame"},
      {"", "empty"},
      {"{\"a\": ", "a.json"},
      {"\x89PNG\r\n\x1A\n....", "a PNG picture"},
      {"[{\"image_id\":0,\"category_id\":1,\"score\":1,\"keypoints\":[0,0,0,0,0,0]}]", "nobody"}};
  for (const auto& [text, part] : refused) {
    const Report report = inspect("a.json", text);
    BOOST_TEST(report.refused.find(part) != std::string::npos, report.refused);
    BOOST_TEST(report.kind == "detections");
  }
  BOOST_TEST(value(inspect("a.json", "{\"a\": 1}"), "content", "container") == R"("JSON")");
}

BOOST_AUTO_TEST_CASE(scores_that_are_none_and_points_that_are_nan) {
  std::vector<formats::Value> unused;
  std::vector<double> numbers;
  for (int t = 0; t < 12; ++t)
    for (const DetectedKeypoint& keypoint : easy_person(100 + t).keypoints) {
      const bool is_lost = numbers.size() % 34 == 0;
      numbers.push_back(is_lost ? NAN : keypoint.x);
      numbers.push_back(keypoint.y);
    }
  Tensor points = Tensor::zeros({12, 17, 2}, DType::f64);
  std::ranges::copy(numbers, points.cpu_span<double>().begin());
  formats::save_npz(path("a.npz"), {{"keypoints", formats::NdArray::of_tensor(points)}});
  const Report report = inspect("a.npz", kSized);
  BOOST_TEST(report.refused == "");
  BOOST_TEST(value(report, "scores", "quantiles") == "null");
  BOOST_TEST(fact(report, "points", "missing by joint").value[0]["missing"] == 1);
  BOOST_TEST(odd_with(report, "never found: nose") == 1U);
}

BOOST_AUTO_TEST_CASE(numbers_that_do_not_tell_people_apart) {
  std::string text;
  for (int t = 0; t < 12; ++t)
    for (const double start : {100., 500.})
      text += fmt::format(
          R"({}{{"image_id":"{}.jpg","category_id":1,"keypoints":[{}],"score":{},"idx":0}})",
          text.empty() ? "[" : ",", t, triples(start + t), t % 2 == (start > 200) ? 2 : 1);
  const Report report = inspect("a.json", text + "]", kSized);
  BOOST_TEST(value(report, "ids", "different") == "1");
  BOOST_TEST(value(report, "ids", "tell people apart") == "false");
  BOOST_TEST(odd_with(report, "do not tell them apart: everybody has the number 0") == 1U);
  BOOST_TEST(odd_with(report, "other people? wild --person 1 follows one") == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_is_an_error) {
  BOOST_CHECK_THROW(inspect("absent.json"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()
