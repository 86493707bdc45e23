#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pose/detections/records/json/boxes.h"
#include "pose/detections/records/json/points.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// What a format fixes about its points; the rest is found out over the whole file.
struct PointRules {
  bool flat_triples = false;    // flat lists are x, y, score; else pairs, triples or quadruples
  bool third_is_score = false;  // else it may be a depth
  bool rows_are_yx = false;     // y stands before x
  BoxForm box = BoxForm::open;
};

/// Puts frames and people together, and decides at the end what only all of them together tell:
/// how many numbers a point of a flat list has, whether third numbers are scores or depths, which
/// names and numbers of points there are, what the numbers of boxes are.
class PeopleCollector {
 public:
  PeopleCollector(PointRules rules, std::string source)
      : rules_(rules), source_(std::move(source)) {}

  /// How many points a person has, for flat lists that leave it open.
  void set_points(Index points) { points_ = static_cast<std::size_t>(points); }

  /// Those who are added next are in this frame.
  void begin(RawFrame frame);
  /// Goes back to a frame that was begun before, counted from 0.
  void resume(std::size_t frame) { at_ = frame; }

  /// People in the present frame.
  std::size_t count() const { return frames_[at_].people.size(); }

  /// Adds a person; null, [] and {} are nobody. `scores`: of the points, `box`, where they stand
  /// beside them (null is none). Throws DataError that names the place.
  void add(const formats::Field& points, RawPerson about,
           const std::optional<formats::Field>& scores = {},
           const std::optional<formats::Field>& box = {});

  /// The tracker's number: a number, the first one of (nested) lists, or a name, which gets a
  /// number of its own. Nothing for None and for those below 0, which are nobody's.
  std::optional<double> id_at(const formats::Field& field);

  /// Throws DataError when it stays open how points stand, or people differ in their number.
  Records finish(Records records);

 private:
  /// What is to be done to a person's points at the end.
  struct Pending {
    std::size_t frame = 0, person = 0;
    int width = 2;  // 3, 4: third numbers may be depths; 0: divide `flat`; 2: nothing
    std::vector<double> flat, fourth, scores;
    std::vector<std::size_t> keys;  // names_ or numbers of the points
    bool is_named = false, is_numbered = false;
  };

  RawPerson& person_of(const Pending& pending) {
    return frames_[pending.frame].people[pending.person];
  }
  void use_keys(Pending& pending, const PointList& list, const formats::Field& place);
  void divide_flat();
  void settle_thirds(Records& records);
  void settle_keys(Records& records);
  void settle_boxes();
  void check_counts() const;

  PointRules rules_;
  std::string source_;
  std::vector<RawFrame> frames_;
  std::size_t at_ = 0;
  std::size_t points_ = 0;
  std::vector<Pending> pending_;
  std::vector<std::pair<std::size_t, std::size_t>> open_boxes_;  // frame, person
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> name_places_;
  std::size_t most_keys_ = 0;
  std::unordered_map<std::string, double> named_ids_;
};

}  // namespace posegrad::pose::detections
