#include "pose/detect/coco_file.h"

#include <boost/test/unit_test.hpp>

#include "pose/detections/read_detections.h"
#include "tests/support/temporary_folder.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

Detections two_people() {
  Detections detections;
  detections.first_frame = 3;
  detections.frames.resize(4);
  for (const std::size_t frame : {0U, 2U, 3U})
    for (const double shift : {0.0, 300.0}) {
      DetectedPerson person;
      for (int j = 0; j < 17; ++j) {
        const double score = 0.5 + 0.02 * j;
        person.keypoints.push_back(
            {100.125 + 7 * j + shift, 50 + 11.5 * j + static_cast<double>(frame), score, score});
      }
      person.score = 0.66;
      person.box = Box{100, 50, 220, 240};
      detections.frames[frame].people.push_back(person);
    }
  return detections;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(coco_file)

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_as_it_was) {
  const TemporaryFolder folder;
  const std::string path = folder / "k.json";
  const Detections written = two_people();
  write_coco_results(path, written, "a \"name\"");
  ReadOptions options;
  options.size = VideoSize{640, 480};
  options.first_frame = 0;
  const Detections read = read_detections(path, options);
  const Index ahead = written.first_frame - read.first_frame;
  BOOST_REQUIRE(read.frames.size() == written.frames.size() + static_cast<std::size_t>(ahead));
  for (std::size_t f = 0; f < written.frames.size(); ++f) {
    const auto& before = written.frames[f].people;
    const auto& after = read.frames[f + static_cast<std::size_t>(ahead)].people;
    BOOST_REQUIRE(after.size() == before.size());
    for (std::size_t p = 0; p < before.size(); ++p)
      for (std::size_t j = 0; j < 17; ++j) {
        BOOST_TEST(after[p].keypoints[j].x == before[p].keypoints[j].x,
                   boost::test_tools::tolerance(1e-5));
        BOOST_TEST(after[p].keypoints[j].y == before[p].keypoints[j].y,
                   boost::test_tools::tolerance(1e-5));
        BOOST_TEST(after[p].keypoints[j].score == before[p].keypoints[j].score,
                   boost::test_tools::tolerance(1e-4));
      }
  }
}

BOOST_AUTO_TEST_CASE(kept_keypoints_are_known_by_what_made_them) {
  const TemporaryFolder folder;
  const std::string path = folder / "k.json";
  BOOST_TEST(!is_made_by(path, "best of clip.mp4"));
  write_coco_results(path, two_people(), "best of clip.mp4");
  BOOST_TEST(is_made_by(path, "best of clip.mp4"));
  BOOST_TEST(!is_made_by(path, "best of clip.mp"));
  BOOST_TEST(!is_made_by(path, "thunder of clip.mp4"));
  BOOST_TEST(is_kept(path));
  write_coco_results(path, two_people());
  BOOST_TEST(!is_kept(path));
}

BOOST_AUTO_TEST_SUITE_END()
