#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/detections/read_detections.h"
#include "pose/formats/npy.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/support/temporary_folder.h"

// What files mean, whatever their format: each kind of thing in several formats.

namespace posegrad::pose {
namespace {

using nlohmann::json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr VideoSize kSize{640, 480};

struct Film {
  std::vector<std::vector<DetectedPerson>> frames;  // COCO's joints; score: as the file has it
  Index first = 0;                                  // number of the first frame
  bool has_ids = false;
};

/// Somebody who walks to the right.
Film walk(std::size_t frames = 12) {
  Film film;
  for (std::size_t f = 0; f < frames; ++f)
    film.frames.push_back({test::easy_person(100 + 3.5 * static_cast<double>(f))});
  return film;
}

void for_each_point(Film& film,
                    const std::function<void(std::size_t, std::size_t, DetectedKeypoint&)>& f) {
  for (std::size_t frame = 0; frame < film.frames.size(); ++frame)
    for (DetectedPerson& person : film.frames[frame])
      for (std::size_t joint = 0; joint < 17; ++joint) f(frame, joint, person.keypoints[joint]);
}

json number(double value) { return std::isnan(value) ? json() : json(value); }

json triples_of(const DetectedPerson& person) {
  json list = json::array();
  for (const DetectedKeypoint& k : person.keypoints)
    for (const double value : {k.x, k.y, k.score}) list.push_back(number(value));
  return list;
}

class Files {
 public:
  std::string coco_results(const Film& film) {
    json list = json::array();
    each(film, [&](Index frame, const DetectedPerson& person, Index id) {
      json entry{{"image_id", frame},
                 {"category_id", 1},
                 {"keypoints", triples_of(person)},
                 {"score", 0.9}};
      if (film.has_ids) entry["track_id"] = id;
      list.push_back(entry);
    });
    return write("coco.json", list);
  }
  std::string alphapose(const Film& film) {
    json list = json::array();
    each(film, [&](Index frame, const DetectedPerson& person, Index id) {
      json entry{{"image_id", fmt::format("{}.jpg", frame)},
                 {"category_id", 1},
                 {"keypoints", triples_of(person)},
                 {"score", 2.9}};
      if (film.has_ids) entry["idx"] = id;
      list.push_back(entry);
    });
    return write("alphapose-results.json", list);
  }
  std::string openpose(const Film& film) {
    const std::string path = folder_ / "openpose";
    for (std::size_t f = 0; f < film.frames.size(); ++f) {
      json people = json::array();
      Index id = 0;
      for (const DetectedPerson& person : film.frames[f]) {
        people.push_back(
            {{"person_id", {film.has_ids ? id : -1}}, {"pose_keypoints_2d", triples_of(person)}});
      }
      test::write_text(
          fmt::format("{}/clip_{:012}_keypoints.json", path, film.first + static_cast<Index>(f)),
          json{{"version", 1.3}, {"people", people}}.dump());
    }
    return path;
  }
  std::string mmpose(const Film& film) {
    json list = json::array();
    for (std::size_t f = 0; f < film.frames.size(); ++f) {
      json instances = json::array();
      for (const DetectedPerson& person : film.frames[f]) {
        json points = json::array(), scores = json::array();
        for (const DetectedKeypoint& k : person.keypoints) {
          points.push_back({number(k.x), number(k.y)});
          scores.push_back(number(k.score));
        }
        json instance{{"keypoints", points}, {"keypoint_scores", scores}};
        if (film.has_ids) instance["track_id"] = 0;
        instances.push_back(instance);
      }
      list.push_back({{"frame_id", film.first + static_cast<Index>(f)}, {"instances", instances}});
    }
    return write("mmpose.json", list);
  }
  std::string npy(const Film& film) {
    Tensor all = Tensor::zeros({static_cast<Index>(film.frames.size()), 17, 3});
    float* to = all.data<float>();
    for (const auto& people : film.frames)
      for (const DetectedKeypoint& k : people.at(0).keypoints)
        for (const double value : {k.x, k.y, k.score}) *to++ = static_cast<float>(value);
    const std::string path = folder_ / "keypoints.npy";
    formats::save_npy(path, formats::NdArray::of_tensor(all));
    return path;
  }

 private:
  /// ids are 0 for everybody.
  static void each(const Film& film,
                   const std::function<void(Index, const DetectedPerson&, Index)>& f) {
    for (std::size_t frame = 0; frame < film.frames.size(); ++frame)
      for (const DetectedPerson& person : film.frames[frame])
        f(film.first + static_cast<Index>(frame), person, 0);
  }
  std::string write(const std::string& name, const json& content) {
    test::write_text(folder_ / name, content.dump());
    return folder_ / name;
  }
  test::TemporaryFolder folder_;
};

using Writer = std::string (Files::*)(const Film&);
struct Format {
  const char* name;
  Writer write;
};
constexpr std::array<Format, 5> kFormats{{{"COCO results", &Files::coco_results},
                                          {"AlphaPose", &Files::alphapose},
                                          {"OpenPose", &Files::openpose},
                                          {"MMPose", &Files::mmpose},
                                          {"npy", &Files::npy}}};
/// Those that number their frames and may have several people.
constexpr std::span<const Format> kNumbered = std::span(kFormats).first(4);

Detections read(const Format& format, const Film& film, ReadOptions options = {}) {
  if (!options.size) options.size = kSize;
  Files files;
  return read_detections((files.*format.write)(film), options);
}

void check_same(const Detections& found, const Film& wanted) {
  BOOST_TEST(found.first_frame == 0);
  BOOST_TEST_REQUIRE(found.frames.size() == wanted.frames.size());
  for (std::size_t f = 0; f < wanted.frames.size(); ++f) {
    BOOST_TEST_REQUIRE(found.frames[f].people.size() == wanted.frames[f].size());
    for (std::size_t p = 0; p < wanted.frames[f].size(); ++p)
      for (std::size_t j = 0; j < 17; ++j) {
        const DetectedKeypoint &a = found.frames[f].people[p].keypoints[j],
                               &b = wanted.frames[f][p].keypoints[j];
        BOOST_TEST_REQUIRE(std::isnan(a.x) == std::isnan(b.x), "frame " << f << ", joint " << j);
        if (std::isnan(b.x)) continue;
        BOOST_TEST(std::abs(a.x - b.x) < 1e-3);
        BOOST_TEST(std::abs(a.y - b.y) < 1e-3);
        BOOST_TEST(std::abs(a.confidence - b.confidence) < 1e-5);
      }
  }
}

bool has_note(const Detections& found, const std::string& part) {
  return std::ranges::any_of(
      found.notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE(kinds)

BOOST_AUTO_TEST_CASE(not_found_has_many_spellings) {
  const std::array<DetectedKeypoint, 6> spellings{{{0, 0, 0, 0},
                                                   {0, 0, 0, 0.07},
                                                   {-1, -1, 0, 0},
                                                   {-1, -1, 0, -1},
                                                   {kNaN, kNaN, 0, kNaN},
                                                   {77, 88, 0, 0}}};
  for (const Format& format : kFormats)
    for (const DetectedKeypoint& spelling : spellings)
      BOOST_TEST_CONTEXT(format.name << ": " << spelling.x << ", " << spelling.score) {
        Film film = walk(), wanted = walk();
        for (std::size_t f = 0; f < 12; f += 3)
          for (const std::size_t joint : {9U, 1U}) {
            film.frames[f][0].keypoints[joint] = spelling;
            wanted.frames[f][0].keypoints[joint] = {kNaN, kNaN, 0};
          }
        check_same(read(format, film), wanted);
      }
}

BOOST_AUTO_TEST_CASE(absent_people_are_left_out) {
  for (const Format& format : kNumbered)
    for (const double spelling : {0.0, -1.0, kNaN})
      BOOST_TEST_CONTEXT(format.name << ": " << spelling) {
        Film film = walk();
        DetectedPerson absent = test::easy_person(0);
        for (DetectedKeypoint& k : absent.keypoints) k = {spelling, spelling, 0, 0};
        for (auto& people : film.frames) people.push_back(absent);
        check_same(read(format, film), walk());
      }
}

BOOST_AUTO_TEST_CASE(fractions_become_pixels) {
  for (const Format& format : kFormats) BOOST_TEST_CONTEXT(format.name) {
      Film film = walk();
      for_each_point(film, [](std::size_t, std::size_t, DetectedKeypoint& k) {
        k.x /= 640;
        k.y /= 480;
      });
      const Detections found = read(format, film);
      check_same(found, walk());
      BOOST_TEST(has_note(found, "fractions"));
      ReadOptions pixels;
      pixels.units = detections::Units::pixels;
      BOOST_TEST(read(format, film, pixels).frames[0].people[0].keypoints[0].x < 1);
    }
}

BOOST_AUTO_TEST_CASE(scores_of_every_scale_say_the_same) {
  for (const Format& format : kFormats) BOOST_TEST_CONTEXT(format.name) {
      Film percent = walk(), logits = walk();
      for_each_point(percent,
                     [](std::size_t, std::size_t, DetectedKeypoint& k) { k.score *= 100; });
      percent.frames[0][0].keypoints[16].score = 100;
      Film wanted = walk();
      wanted.frames[0][0].keypoints[16].confidence = 1;
      check_same(read(format, percent), wanted);
      // The third number of an array that says nothing about it may be a depth.
      if (format.write == &Files::npy) continue;
      for_each_point(logits, [](std::size_t, std::size_t, DetectedKeypoint& k) {
        k.score = std::log(k.confidence / (1 - k.confidence));
      });
      logits.frames[0][0].keypoints[16].score = 30;
      check_same(read(format, logits), wanted);
      BOOST_TEST(has_note(read(format, logits), "logits"));
    }
}

BOOST_AUTO_TEST_CASE(frames_counted_from_1_lie_on_the_videos_first) {
  for (const Format& format : kNumbered) BOOST_TEST_CONTEXT(format.name) {
      Film film = walk();
      check_same(read(format, film), walk());
      film.first = 1;
      const Detections found = read(format, film);
      check_same(found, walk());
      BOOST_TEST(has_note(found, "counted from 1"));
      ReadOptions options;
      options.first_frame = 0;
      BOOST_TEST(read(format, film, options).first_frame == 1);
      film.first = 1000;
      options.first_frame = 1000;
      check_same(read(format, film, options), walk());
    }
}

BOOST_AUTO_TEST_CASE(ids_that_are_all_0_are_none) {
  for (const Format& format : kNumbered) BOOST_TEST_CONTEXT(format.name) {
      Film film = walk();
      for (auto& people : film.frames) people.push_back(test::easy_person(300));
      film.has_ids = true;
      ReadOptions options;
      options.detector_tracks = true;
      const Detections found = read(format, film, options);
      BOOST_TEST(!found.report.ids_usable);
      BOOST_TEST(!found.frames[0].people[0].track.has_value());
      BOOST_TEST(has_note(found, "everybody has the number 0"));
    }
}

BOOST_AUTO_TEST_CASE(a_picture_that_was_turned) {
  for (const Format& format : kFormats) BOOST_TEST_CONTEXT(format.name) {
      // The shown picture of 480 x 640, a quarter clockwise.
      Film film = walk();
      for_each_point(film, [](std::size_t, std::size_t, DetectedKeypoint& k) {
        k = {640 - k.y, k.x, k.confidence, k.score};
      });
      ReadOptions options;
      options.size = VideoSize{480, 640};
      options.turned = 90;
      check_same(read(format, film, options), walk());
      options.size.reset();
      options.turned.reset();
      options.video = VideoFacts{{480, 640}, 12, 25, 270};
      Files files;
      const Detections found = read_detections((files.*format.write)(film), options);
      check_same(found, walk());
      BOOST_TEST(has_note(found, "(--turned)"));
    }
}

BOOST_AUTO_TEST_CASE(options_that_mean_nothing_for_the_file_are_refused) {
  for (const Format& format : kFormats) BOOST_TEST_CONTEXT(format.name) {
      ReadOptions options;
      options.subject = "S1";
      BOOST_CHECK_THROW(read(format, walk(), options), DataError);
      options = {};
      options.camera = 0;
      BOOST_CHECK_THROW(read(format, walk(), options), DataError);
      Film same = walk();
      for_each_point(same, [](std::size_t, std::size_t, DetectedKeypoint& k) { k.score = 1; });
      options = {};
      options.layout = "body_25";
      BOOST_CHECK_THROW(read(format, same, options), DataError);
    }
  ReadOptions first;
  first.first_frame = 1;
  BOOST_CHECK_THROW(read(kFormats[4], walk(), first), DataError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
