#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/json_sources.h"

namespace posegrad::pose::detections {
namespace {

using test::check_refused;
using test::counts;
using test::json_source;
using test::read_records;
using Counts = std::vector<std::size_t>;

std::string image(int id, const std::string& more) {
  return fmt::format(R"({{"id":{},{}}})", id, more);
}
std::string annotation(int image, const std::string& more) {
  return fmt::format(R"({{"id":1,"image_id":{},"category_id":1,{}}})", image, more);
}
std::string file(const std::string& images, const std::string& annotations,
                 const std::string& categories = R"({"id":1,"name":"person"})") {
  return fmt::format(R"({{"images":[{}],"annotations":[{}],"categories":[{}]}})", images,
                     annotations, categories);
}

const std::string kTwoPoints = R"("keypoints":[1,2,2,3,4,0])";

BOOST_AUTO_TEST_SUITE(json_coco_annotations)

BOOST_AUTO_TEST_CASE(images_are_frames_and_categories_name_the_points) {
  const Records records = read_records(
      file(image(7, R"("file_name":"b/f_0.png","width":64,"height":36)") + "," +
               image(3, R"("file_name":"b/f_1.png","width":64,"height":36)"),
           annotation(3, kTwoPoints + R"(,"bbox":[1,2,3,4],"attributes":{"track_id":5})"),
           R"({"id":1,"name":"person","keypoints":["nose","neck"]})"));
  BOOST_TEST(records.format == "COCO annotations");
  BOOST_TEST((counts(records) == Counts{0, 1}));
  BOOST_CHECK(records.keys == FrameKeys::names);
  BOOST_TEST(records.frames[1].name == "b/f_1.png");
  BOOST_TEST(records.frames[0].size->width == 64);
  BOOST_TEST((records.names == std::vector<std::string>{"nose", "neck"}));
  const RawPerson& person = records.frames[1].people[0];
  BOOST_TEST(person.points[0].score == 2);  // a flag, as the file has it
  BOOST_TEST(person.points[1].y == 4);
  BOOST_TEST((person.id == 5.0));
  BOOST_TEST((*person.box == std::array<double, 4>{1, 2, 4, 6}));
  BOOST_TEST(person.where == "some.json: annotations: [0]");
}

BOOST_AUTO_TEST_CASE(names_without_a_use_give_way_to_ids) {
  for (const std::string more : {R"("file_name":"same.jpg")", R"("width":0,"height":0)"}) {
    const Records records =
        read_records(file(image(8, more) + "," + image(9, more), annotation(9, kTwoPoints)));
    BOOST_CHECK(records.keys == FrameKeys::numbers);
    BOOST_TEST((test::numbers(records) == std::vector<double>{8, 9}));
    BOOST_TEST(!records.frames[0].size.has_value());
  }
}

BOOST_AUTO_TEST_CASE(roboflow_adds_a_hash_to_names) {
  const Records records = read_records(
      file(image(1, R"("file_name":"clip_0002_jpg.rf.0123456789abcdef0123456789abcdef.jpg")") +
               "," + image(2, R"("file_name":"x.rf.1.jpg","extra":{"name":"clip_0003.jpg"})"),
           annotation(1, kTwoPoints)));
  BOOST_TEST(records.frames[0].name == "clip_0002_jpg");
  BOOST_TEST(records.frames[1].name == "clip_0003.jpg");
}

BOOST_AUTO_TEST_CASE(annotations_without_points_and_of_other_things_are_counted) {
  const Records records = read_records(
      file(image(1, R"("file_name":"1.jpg")"),
           annotation(1, kTwoPoints) + "," + annotation(1, R"("bbox":[1,2,3,4])") + "," +
               annotation(1, R"("keypoints":[])") + "," + annotation(1, kTwoPoints) +
               R"(,{"id":4,"image_id":1,"category_id":2,"keypoints":[1,2,2]})",
           R"({"id":1,"keypoints":["nose","neck"]},{"id":2,"keypoints":["tail"]})"));
  BOOST_TEST((counts(records) == Counts{2}));
  BOOST_TEST(records.notes[0] == "2 annotations without keypoints left out");
  BOOST_TEST(records.notes[1] ==
             "1 annotation of other categories than the most usual one left out");
  BOOST_TEST((records.names == std::vector<std::string>{"nose", "neck"}));
}

BOOST_AUTO_TEST_CASE(several_videos_want_a_choice) {
  const std::string text = file(image(1, R"("file_name":"a/1.jpg","vid_id":"running")") + "," +
                                    image(2, R"("file_name":"b/1.jpg","vid_id":"jumping")"),
                                annotation(1, kTwoPoints) + "," + annotation(2, kTwoPoints) + "," +
                                    annotation(2, kTwoPoints));
  check_refused(text, "some.json: videos: 2 sequences (running, jumping); name one with --subject");
  SequenceChoice choice;
  choice.subject = "jump";
  const Records records = read_records(json_source(text), choice);
  BOOST_TEST((counts(records) == Counts{2}));
  BOOST_TEST(records.frames[0].name == "b/1.jpg");
  check_refused(json_source(file(image(1, R"("file_name":"1.jpg")"), annotation(1, kTwoPoints))),
                "some.json: --subject chooses one of several sequences; COCO annotations holds one "
                "only",
                choice);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_place) {
  const std::string one = image(1, R"("file_name":"1.jpg")");
  check_refused(file(one, annotation(5, kTwoPoints)),
                "some.json: annotations: [0]: image_id: there is no image with the id 5");
  check_refused(file(one + "," + one, annotation(1, kTwoPoints)),
                "some.json: images: [1]: id: another image has this id");
  check_refused(file(one, annotation(1, R"("keypoints":[1,2,2,4])")),
                "some.json: annotations: [0]: 4 numbers; x, y and score of each point are wanted");
  check_refused(file(one, annotation(1, kTwoPoints), R"({"id":1,"keypoints":["nose"]})"),
                "some.json: annotations: [0]: 2 points; the file names 1");
  check_refused(test::json_folder({{"a.json", file(one, annotation(1, kTwoPoints))},
                                   {"b.json", file(one, annotation(1, kTwoPoints))}}),
                "some: several files hold annotations of a video each; name one of them");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
