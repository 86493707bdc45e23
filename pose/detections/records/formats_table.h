#pragma once
#include <string>

namespace posegrad::pose::detections {

/// A table of all formats for the docs: what it is called, files, tools with the versions whose
/// form was checked, usual layouts.
std::string formats_markdown();

}  // namespace posegrad::pose::detections
