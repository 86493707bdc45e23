#pragma once
#include <string>
#include <utility>
#include <vector>

#include "pose/detections/records/record_reader.h"

namespace posegrad::test {

// Sources as they come out of files of JSON, without files.

/// A file "some.json".
pose::detections::Source json_source(const std::string& text);
/// A file "some.jsonl" with a piece of JSON in each line.
pose::detections::Source json_lines_source(const std::vector<std::string>& lines);
/// A folder "some" of files by name, in this order.
pose::detections::Source json_folder(const std::vector<std::pair<std::string, std::string>>& files);

/// Read by the reader that is found for it.
pose::detections::Records read_records(const pose::detections::Source& source,
                                       const pose::detections::SequenceChoice& choice = {});
pose::detections::Records read_records(const std::string& text);

/// Checks that reading fails with exactly this message.
void check_refused(const pose::detections::Source& source, const std::string& message,
                   const pose::detections::SequenceChoice& choice = {});
void check_refused(const std::string& text, const std::string& message);

// Persons whose points are easy to recognise: point j lies at (start + j, start + 2 j) with the
// score (10 + j) / 100.

std::string flat_triples(double start, int points = 17);
std::string flat_pairs(double start, int points = 17);
std::string rows(double start, int points = 17);       // "[[x,y,c],...]"
std::string pair_rows(double start, int points = 17);  // "[[x,y],...]"
std::string scores(int points = 17);                   // "[c,...]"
std::string columns(double start, int points = 17);    // {x, y, visible}
/// [{x, y, score, name}, ...], of COCO's 17; another list for another pattern of fmt with x, y, c,
/// name.
std::string point_dicts(double start, const std::string& pattern = "");

void check_points(const pose::detections::RawPerson& person, double start, int points = 17,
                  bool has_scores = true);

/// Number of people in each frame.
std::vector<std::size_t> counts(const pose::detections::Records& records);
/// Numbers of the frames; -1 where there is none.
std::vector<double> numbers(const pose::detections::Records& records);

extern const std::vector<std::string> kCocoNames;

}  // namespace posegrad::test
