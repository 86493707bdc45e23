#pragma once
#include <string>
#include <string_view>

#include "pose/model/checkpoint/convert.h"
#include "pose/wild/pretrained.h"

namespace posegrad::pose {

inline constexpr std::string_view kOnnxEnding = ".onnx";

/// Writes a checkpoint's models as one ONNX file (onnx_graph), its doc strings and metadata saying
/// what goes in and comes out: docs/onnx.md lists them. The same input gives the same bytes. Throws
/// as load_pretrained; IoError.
WeightsFile convert_to_onnx(const std::string& input, const std::string& output,
                            const PretrainedOptions& options);

}  // namespace posegrad::pose
