#include "pose/detections/records/tables/people_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/detections/records/tables/frame_column.h"

namespace posegrad::pose::detections::tables {
namespace {

using Name = std::string_view;

constexpr std::array<Name, 24> kPeople{
    "trackid",     "track",      "trackname",  "personid",    "person", "personindex",
    "personidx",   "trackingid", "objectid",   "playerid",    "player", "individual",
    "individuals", "instance",   "instanceid", "poseindex",   "poseid", "posenumber",
    "skeletonid",  "bodyid",     "humanid",    "detectionid", "pid",    "id"};
constexpr std::array<Name, 9> kVideos{"video",    "videoname", "videoid",      "videopath", "clip",
                                      "clipname", "sequence",  "sequencename", "sequenceid"};
constexpr std::array<Name, 7> kScores{"personscore",    "instancescore", "bboxscore", "boxscore",
                                      "detectionscore", "detscore",      "trackscore"};
constexpr std::array<std::array<Name, 4>, 6> kCorners{
    {{"bboxx1", "bboxy1", "bboxx2", "bboxy2"},
     {"boxx1", "boxy1", "boxx2", "boxy2"},
     {"xmin", "ymin", "xmax", "ymax"},
     {"bboxxmin", "bboxymin", "bboxxmax", "bboxymax"},
     {"minx", "miny", "maxx", "maxy"},
     {"left", "top", "right", "bottom"}}};
constexpr std::array<std::array<Name, 4>, 5> kSizes{
    {{"bboxx", "bboxy", "bboxw", "bboxh"},
     {"bboxx", "bboxy", "bboxwidth", "bboxheight"},
     {"bboxleft", "bboxtop", "bboxwidth", "bboxheight"},
     {"boxx", "boxy", "boxw", "boxh"},
     {"boxx", "boxy", "boxwidth", "boxheight"}}};

std::optional<std::array<std::size_t, 4>> four_columns(const TableRows& rows,
                                                       const std::array<Name, 4>& names) {
  std::array<std::size_t, 4> columns{};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto column = find_column(rows, std::array{names[i]});
    if (!column) return std::nullopt;
    columns[i] = *column;
  }
  return columns;
}

}  // namespace

PersonColumn::PersonColumn(const TableRows& rows)
    : rows_(rows), column_(find_column(rows, kPeople)) {}

std::optional<double> PersonColumn::id_of(std::size_t row) {
  if (!column_) return std::nullopt;
  const std::string_view cell = rows_.cell(row, *column_);
  if (is_missing_word(cell)) return std::nullopt;
  if (is_numeric(cell)) return rows_.number(row, *column_);
  const auto next = static_cast<double>(names_.size());
  return names_.emplace(cell, next).first->second;
}

VideoColumn::VideoColumn(const TableRows& rows, const Source& source, const SequenceChoice& choice)
    : rows_(rows), column_(find_column(rows, kVideos)) {
  std::vector<std::string> names;
  std::set<std::string, std::less<>> known;
  for (std::size_t row = 0; column_ && row < rows.size(); ++row)
    if (known.emplace(rows.cell(row, *column_)).second)
      names.emplace_back(rows.cell(row, *column_));
  if (names.size() < 2) {
    column_.reset();
    arrays::require_no_choice(source, choice);
    return;
  }
  if (!choice.action.empty() || choice.camera) arrays::require_no_choice(source, choice);
  const std::string place = source.path + ": column '" + rows.names()[*column_] + "'";
  chosen_ = names[arrays::choose_name(names, choice.subject, "video", "--subject", place)];
}

std::optional<std::size_t> person_score_column(const TableRows& rows) {
  return find_column(rows, kScores);
}

BoxColumns::BoxColumns(const TableRows& rows) : rows_(rows) {
  for (const auto& names : kCorners)
    if (!columns_) columns_ = four_columns(rows, names);
  if (columns_) return;
  for (const auto& names : kSizes)
    if (!columns_) columns_ = four_columns(rows, names);
  has_size_ = columns_.has_value();
}

std::optional<std::array<double, 4>> BoxColumns::box_of(std::size_t row) const {
  if (!columns_) return std::nullopt;
  std::array<double, 4> box{};
  for (std::size_t i = 0; i < 4; ++i) box[i] = rows_.number(row, columns_->at(i));
  if (std::ranges::any_of(box, [](double side) { return std::isnan(side); })) return std::nullopt;
  if (has_size_) box = {box[0], box[1], box[0] + box[2], box[1] + box[3]};
  return box;
}

std::optional<VideoSize> size_in_columns(const TableRows& rows) {
  constexpr std::array<std::array<Name, 2>, 5> kNames{{{"imagewidth", "imageheight"},
                                                       {"imgwidth", "imgheight"},
                                                       {"framewidth", "frameheight"},
                                                       {"videowidth", "videoheight"},
                                                       {"width", "height"}}};
  for (const auto& names : kNames) {
    const auto width = find_column(rows, std::array{names[0]});
    const auto height = find_column(rows, std::array{names[1]});
    if (!width || !height || rows.size() == 0) continue;
    const double w = rows.number(0, *width), h = rows.number(0, *height);
    for (std::size_t row = 1; row < rows.size(); ++row)
      if (rows.number(row, *width) != w || rows.number(row, *height) != h) return std::nullopt;
    const auto is_size = [](double side) {
      return side >= 1 && side <= 1e5 && side == std::floor(side);
    };
    if (is_size(w) && is_size(h)) return VideoSize{static_cast<Index>(w), static_cast<Index>(h)};
  }
  return std::nullopt;
}

}  // namespace posegrad::pose::detections::tables
