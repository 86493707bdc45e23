#pragma once
#include <string>
#include <utility>
#include <vector>

#include "pose/detections/records/readers.h"

namespace posegrad::test {

// Invented people: joint j of person p in frame t lies at (moving_x, moving_y) with the score
// moving_score; neighbours among frames, joints and people are apart as in a video of people.
double moving_x(Index t, Index p, Index j);
double moving_y(Index t, Index p, Index j);
double moving_score(Index j);

/// How many there are, and in what they are written: x and y are multiplied by `scale`.
struct Movement {
  Index frames = 6, people = 1, joints = 17;
  double scale = 1;
};

/// An array of them with these axes (T, P, J, D), `numbers` of a joint: x, y; x, y, score; x, y,
/// depth, score.
pose::formats::Value moving(const Movement& movement, const std::string& axes, Index numbers);
/// Their scores.
pose::formats::Value moving_scores(const Movement& movement, const std::string& axes);
/// Numbers as an array of doubles.
pose::formats::Value doubles(std::vector<Index> shape, const std::vector<double>& numbers);
pose::formats::Value objects(std::vector<pose::formats::Value> items);
pose::formats::Value texts(const std::vector<std::string>& items);
pose::formats::Value dict(std::vector<std::pair<std::string, pose::formats::Value>> entries);

/// Names of COCO's 17.
const std::vector<std::string>& coco_names();

// Sources of one document, called "file".
pose::detections::Source value_source(pose::formats::Value value,
                                      pose::detections::Content content);
pose::detections::Source npz_source(
    std::vector<std::pair<std::string, pose::formats::Value>> arrays);
/// Cells between commas, lines between "\n"; no quotes: `|` stands for a comma in a cell.
pose::detections::Source table_source(const std::string& text);
pose::detections::Source text_source(const std::string& text);
/// A folder called "folder" of such documents by their names.
pose::detections::Source folder_source(
    std::vector<std::pair<std::string, pose::detections::Source>> files);

/// By the first reader that takes it. Throws LogicError when none does.
pose::detections::Records read_records(const pose::detections::Source& source,
                                       const pose::detections::SequenceChoice& choice = {});
/// The reader's name; "" when none takes it.
std::string reader_of(const pose::detections::Source& source);

/// Checks frames, people, coordinates and, if so, scores.
void check_moving(const pose::detections::Records& records, const Movement& movement,
                  bool has_scores, double tolerance = 1e-9);
/// Checks that reading throws DataError with exactly this message.
void check_refused(const pose::detections::Source& source, const std::string& message,
                   const pose::detections::SequenceChoice& choice = {});

}  // namespace posegrad::test
