#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/inspect/inspect.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

/// A fact of a report. Throws Error when it is not there.
const pose::inspection::Fact& fact(const pose::inspection::Report& report,
                                   const std::string& section, const std::string& name);
/// Its value as JSON's compact text.
std::string value(const pose::inspection::Report& report, const std::string& section,
                  const std::string& name);
bool has_fact(const pose::inspection::Report& report, const std::string& section,
              const std::string& name);

/// How many lines of what is odd hold the text.
std::size_t odd_with(const pose::inspection::Report& report, const std::string& text);

/// Checks that JSON is valid and that JSON and table hold the same: every fact is a row, every
/// whole number and text of JSON stands in the table.
void check_same_content(const pose::inspection::Report& report);

/// COCO results of one person a frame for as many frames as there are texts of keypoints; "" for a
/// frame without anybody.
std::string coco_results(const std::vector<std::string>& keypoints);
/// The easy person of people_text.h, the nose at (start + 30, start + 30), moved by `step` pixels a
/// frame.
std::string walking_results(Index frames, double step = 2);

/// Files in a folder of their own.
class InspectedFiles {
 public:
  std::string path(const std::string& name) const { return folder_ / name; }
  /// Writes the file, inspects it and checks that table and JSON agree.
  pose::inspection::Report inspect(const std::string& name, const std::string& text,
                                   const pose::InspectOptions& options = {}) const;
  /// Of a file that is there.
  pose::inspection::Report inspect(const std::string& name,
                                   const pose::InspectOptions& options = {}) const;

 private:
  TemporaryFolder folder_;
};

}  // namespace posegrad::test
