#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pose/detections/records/json/values.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// How the points of one person stand in JSON.
enum class PointForm {
  none,
  flat,          // [x, y, c, x, y, c, ...]
  rows,          // [[x, y], ...], [[x, y, c], ...], ...; null is a point not found
  dicts,         // [{x, y, score, name}, ...], [{position: {x, y}, part, score}, ...]
  columns,       // {x: [...], y: [...], visible: [...]}
  named,         // {nose: [x, y, c], "left eye": {x, y, score}, ...}, {"0": [x, y], ...}
  named_columns  // {nose_x, nose_y, nose_score, ...}, {x0, y0, c0, ...}
};

/// How sure it must be that a value is a person's points: `by_itself`, as many as only a body has;
/// `by_key`, when it stands where points do, one is enough.
enum class Evidence { by_itself, by_key };

/// By structure alone, from the first few items; texts that hold JSON are opened.
PointForm point_form(const formats::Value& value, Evidence evidence = Evidence::by_itself);

/// Points as they stand in a file. Third numbers are in RawPoint::score, whatever they mean.
struct PointList {
  int width = 0;           // numbers of a point: 2, 3 or 4; 0: `flat` is to be divided
  bool is_scored = false;  // third numbers are known to be scores
  std::vector<RawPoint> points;
  std::vector<double> fourth;  // of each point where the width is 4
  std::vector<double> flat;
  // Of each point; both empty: they stand in order.
  std::vector<std::string> names;
  std::vector<std::size_t> numbers;
};

/// Reads any of the forms. Throws DataError that names the place: none of them, points of different
/// widths, columns of different lengths, something that is no number, a name that comes twice.
PointList read_points(const formats::Field& field);

/// The numbers of a list. Throws DataError that names the place of an item that is none.
std::vector<double> numbers_at(const formats::Field& list);

/// Whether a value is a list of so many numbers (texts that are numbers and nulls count).
bool is_row(const formats::Value& value, std::size_t fewest, std::size_t most);

/// How many numbers each point of flat lists has: 2 (x, y), 3 (x, y, score or depth) or 4 (x, y,
/// depth, score). Where several divide the lists, a column of small numbers beside large ones is
/// one of scores; else the one that gives a number of joints that some layout has. `joints`: their
/// number where the file says it elsewhere, or --layout. Throws DataError "SOURCE: ..." when it
/// stays open.
int flat_width(std::span<const std::vector<double>* const> lists, std::optional<std::size_t> joints,
               const std::string& source);

/// Whether a value is a dict with the coordinates of one point: {x, y}, {X, Y},
/// {position: {x, y}}, {point: [x, y]}.
bool is_point_dict(const formats::Value& value);

/// Whether a dict has points under so many of its keys, whatever else it has.
bool has_named_points(const formats::Value& dict, std::size_t fewest);
/// Whether it has coordinates under so many pairs of keys ("nose_x", "nose_y"; "x0", "y0").
bool has_named_columns(const formats::Value& dict, std::size_t fewest);

/// A list of point dicts, by their names or numbers when every one has another, else in order.
PointList read_point_dicts(const formats::Field& list);
PointList read_named_points(const formats::Field& dict);
PointList read_named_columns(const formats::Field& dict);

}  // namespace posegrad::pose::detections
