#pragma once
#include <string>
#include <vector>

#include "pose/detections/records/record_reader.h"

namespace posegrad::test {

/// Two frames of a tool's format: a person whose points are the easy ones at 100, then one at 200.
struct JsonSample {
  std::string tool;  // as its reader is called
  std::string what;
  pose::detections::Source source;
};

/// Every form of every tool.
std::vector<JsonSample> json_samples();

}  // namespace posegrad::test
