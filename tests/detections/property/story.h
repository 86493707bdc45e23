#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pose/data/synth/random.h"
#include "pose/detections/layouts/layout.h"
#include "pose/detections/records/records.h"

namespace posegrad::test::property {

/// How files write a point that was not found.
enum class Spelling { zeros, minus_ones, null, nan, score_zero };
enum class Ids { none, given, all_zero };
/// How a format counts frames: not at all; from 0 or 1, which is not said; from one of them.
enum class Numbering { positions, open, from_zero, from_one };
enum class Scores { never, always, marks };  // marks: COCO's 2 for what is visible

/// What a format can say.
struct Abilities {
  Numbering numbering = Numbering::positions;
  Scores scores = Scores::always;
  bool has_names = false;  // of its points
  bool states_layout = false;
  bool has_people = true;  // several in a frame
  bool has_ids = false;
  bool can_repeat_ids = true;  // false: they are keys
  bool states_size = false;
  bool can_null = false;                                             // a null, which is not NaN
  pose::detections::Units units = pose::detections::Units::unknown;  // unknown: either
  std::vector<std::string> layouts = {};                             // empty: any
  std::optional<pose::VideoSize> size = {};                          // of every picture
};

/// Joints of a person as they are, pixels.
struct TruePoint {
  double x, y, score;
  bool is_found;
};
struct TruePerson {
  std::size_t who;
  std::vector<TruePoint> points;  // in the order of the layout
};

/// The same as a file has it. Not found: as the spelling says, NaN for null and NaN.
struct ToldPoint {
  double x, y, score;
};
struct ToldPerson {
  std::size_t who;
  std::vector<ToldPoint> points;
  std::optional<Index> id;
  double score;
  std::array<double, 4> box;  // left, top, right, bottom
};
struct ToldFrame {
  Index number;                    // as the file counts
  bool is_listed;                  // else the file leaves it out, where its frames are numbered
  std::vector<ToldPerson> people;  // in the order of the file
};

/// What is written.
struct Told {
  const pose::detections::Layout* layout = nullptr;
  std::vector<std::string> names;  // of the points, in some tool's spelling
  pose::VideoSize size;
  std::size_t people = 1;  // most in a frame
  pose::detections::Units units = pose::detections::Units::pixels;
  Spelling spelling = Spelling::zeros;
  Ids ids = Ids::none;
  Index base = 0;
  int digits = 2, score_digits = 3;
  int pictures = 0;  // how pictures are named
  std::vector<ToldFrame> frames;

  std::string coordinate(double number) const;
  std::string score(double number) const;
  std::string picture(const ToldFrame& frame) const;
};

/// People who move in a video, and what a file says of them; all of it from a seed.
class Story {
 public:
  Story(std::uint64_t seed, const pose::detections::Layout& layout, const Abilities& abilities);

  const Told& told() const { return told_; }
  /// Of each frame of the video, those of whom something was found.
  const std::vector<std::vector<TruePerson>>& truth() const { return truth_; }
  const Abilities& abilities() const { return abilities_; }
  /// Half a unit of the last digit, pixels, with what single precision takes.
  double tolerance_x() const;
  double tolerance_y() const;
  double score_tolerance() const;
  /// Whether somebody is in the video's first frame: some formats list people, not frames.
  bool begins_at_first() const { return !truth_.front().empty(); }

 private:
  void choose(const Abilities& abilities);
  void place_people();
  TruePerson person_at(std::size_t who, std::size_t frame);
  ToldPerson told_person(const TruePerson& person);
  ToldPoint told_point(const TruePoint& point);
  double rounded(double number, int digits) const;

  pose::synth::Random random_;
  Abilities abilities_;
  Told told_;
  std::vector<std::vector<TruePerson>> truth_;
  struct Actor {
    std::size_t motion;
    double scale, x, y;  // pixel = scale * seen + (x, y)
  };
  std::vector<Actor> actors_;
  double missing_ = 0, gaps_ = 0;
};

}  // namespace posegrad::test::property
