#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tests/detections/property/story.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test::property {

/// A tool's format, and the tests' own writer of it.
struct Format {
  std::string name;
  std::string reader;  // that is to read it, by its name()
  Abilities abilities;
  /// Writes into an empty folder and returns the path to read.
  std::function<std::string(const Told&, const TemporaryFolder&)> write;
  bool is_text = false;  // one file of text, which may be compressed or in another encoding
};

std::vector<Format> tool_formats();     // JSON of OpenPose, AlphaPose, COCO, MMPose
std::vector<Format> library_formats();  // JSON of Ultralytics, TensorFlow.js, MediaPipe and others
std::vector<Format> generic_formats();  // JSON of nobody in particular
std::vector<Format> array_formats();
std::vector<Format> object_formats();  // npz and pickles of nested objects
std::vector<Format> table_formats();
std::vector<Format> line_formats();  // texts of numbers
std::vector<Format> hdf5_formats();  // none without libhdf5

/// All of them.
const std::vector<Format>& all_formats();

}  // namespace posegrad::test::property
