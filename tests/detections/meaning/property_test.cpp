#include <algorithm>
#include <cmath>
#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "tests/detections/meaning/made_records.h"

namespace posegrad::test {
namespace {

using pose::DetectedPerson;
using pose::Detections;
using pose::ReadOptions;
using pose::VideoSize;
using pose::detections::FrameKeys;

/// People who move at random in a picture, and how a file tells of them. All of it from the seed.
class Story {
 public:
  explicit Story(std::uint32_t seed) : random_(seed) {
    size_ = {integer(200, 1920), integer(200, 1080)};
    const auto frames = static_cast<std::size_t>(integer(8, 40));
    const auto people = static_cast<std::size_t>(integer(1, 4));
    truth_.resize(frames);
    for (std::size_t p = 0; p < people; ++p) add_person(p);
  }

  /// The file: the same joints in another order of people, in other units, numbers, marks.
  Records told() {
    is_fraction_ = coin();
    const int missing = static_cast<int>(integer(0, 3)), scores = static_cast<int>(integer(0, 3));
    Records records;
    records.format = "made";
    for (std::size_t f = 0; f < truth_.size(); ++f) {
      // The first and the last frame stay, or else other numbers would be right as well.
      const bool may_go = f > 0 && f + 1 < truth_.size();
      if (may_go && integer(0, 9) == 0) continue;
      kept_.push_back(f);
      std::vector<RawPerson> people = truth_[f];
      std::ranges::shuffle(people, random_);
      for (RawPerson& person : people)
        for (RawPoint& point : person.points) spell(point, missing, scores);
      records.frames.push_back(frame_of(people, f));
    }
    add_keys(records);
    records.size = size_;
    return records;
  }

  void check(const Detections& found) const {
    BOOST_TEST(found.first_frame == 0);
    BOOST_TEST_REQUIRE(found.frames.size() == truth_.size());
    for (std::size_t f = 0; f < truth_.size(); ++f) {
      const bool is_kept = std::ranges::binary_search(kept_, f);
      BOOST_TEST_REQUIRE(found.frames[f].people.size() == (is_kept ? truth_[f].size() : 0));
      for (const DetectedPerson& person : found.frames[f].people) check_person(person, f);
    }
  }

 private:
  Index integer(Index least, Index most) {
    return std::uniform_int_distribution<Index>(least, most)(random_);
  }
  double real(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
  }
  bool coin() { return integer(0, 1) == 1; }

  void add_person(std::size_t number) {
    const auto w = static_cast<double>(size_.width), h = static_cast<double>(size_.height);
    double x = real(0.3 * w, 0.7 * w), y = real(0.3 * h, 0.7 * h);
    const double height = real(0.2, 0.5) * std::min(w, h);
    for (std::vector<RawPerson>& frame : truth_) {
      RawPerson person = standing(x += real(-2, 2), y += real(-2, 2), height);
      person.id = static_cast<double>(number);
      for (RawPoint& point : person.points) {
        point.x += real(-1, 1);
        point.y += real(-1, 1);
        point.score = real(0.05, 1);
        if (integer(0, 9) == 0) point = {kNaN, kNaN, 0};
      }
      frame.push_back(std::move(person));
    }
  }

  /// The truth's point as a file may write it.
  void spell(RawPoint& point, int missing, int scores) const {
    const bool is_lost = std::isnan(point.x);
    if (is_lost) {
      const RawPoint spellings[] = {
          {0, 0, 0}, {-1, -1, 0}, {kNaN, kNaN, kNaN}, {0.3 * 640, 0.3 * 480, 0}};
      point = spellings[missing];
      // Without scores their 0 says nothing.
      if (scores == 3 && missing == 3) point = {0, 0, 0};
    }
    const bool is_place = !is_lost || missing == 3;
    if (is_fraction_ && is_place) {
      point.x /= static_cast<double>(size_.width);
      point.y /= static_cast<double>(size_.height);
    }
    if (scores == 1) point.score *= 100;
    if (scores == 2) point.score = point.score > 0 ? 1 : 0;
    if (scores == 3) point.score = kNaN;
  }

  void add_keys(Records& records) {
    const int kind = static_cast<int>(integer(0, 4));
    const Index first = coin() ? 1 : 0;
    if (kind == 0 && kept_.size() == truth_.size()) return;  // positions
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const auto number = static_cast<Index>(kept_[i]) + first;
      RawFrame& frame = records.frames[i];
      if (kind <= 1) frame.number = static_cast<double>(number);
      if (kind == 2) frame.name = fmt::format("clip_{:012}_keypoints.json", number);
      if (kind == 3) frame.name = fmt::format("pictures/{}_1080p.jpg", number);
      if (kind == 4) frame.number = std::round(static_cast<double>(kept_[i]) * 1000 / 30);
    }
    records.keys = kind <= 1   ? FrameKeys::numbers
                   : kind <= 3 ? FrameKeys::names
                               : FrameKeys::milliseconds;
    if (kind == 4) records.fps = 30;
    if (coin()) std::ranges::shuffle(records.frames, random_);
  }

  /// By the id, which does not change.
  void check_person(const DetectedPerson& person, std::size_t frame) const {
    BOOST_TEST_REQUIRE(person.track.has_value());
    const RawPerson& wanted = truth_[frame].at(static_cast<std::size_t>(*person.track));
    for (std::size_t j = 0; j < wanted.points.size(); ++j) {
      const RawPoint& point = wanted.points[j];
      const pose::DetectedKeypoint& keypoint = person.keypoints[j];
      BOOST_TEST_REQUIRE(std::isnan(keypoint.x) == std::isnan(point.x));
      if (std::isnan(point.x)) continue;
      BOOST_TEST(std::abs(keypoint.x - point.x) < 1e-9);
      BOOST_TEST(std::abs(keypoint.y - point.y) < 1e-9);
      BOOST_TEST(keypoint.confidence > 0);
      BOOST_TEST(keypoint.confidence <= 1);
    }
  }

  std::mt19937 random_;
  VideoSize size_;
  std::vector<std::vector<RawPerson>> truth_;  // [frame][person], pixels; NaN: not found
  std::vector<std::size_t> kept_;              // frames that the file has
  bool is_fraction_ = false;
};

BOOST_AUTO_TEST_SUITE(property)

BOOST_AUTO_TEST_CASE(whatever_the_spelling_the_joints_are_the_same) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Story story(seed);
      const Records records = story.told();
      story.check(read(records));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
