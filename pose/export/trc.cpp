#include "pose/export/trc.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "pose/body/body.h"
#include "pose/export/opensim_axes.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// Of h36m_17, humaneva_15, humaneva_20 and COCO. H36M's "foot" is where the ankle is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 42> kMarkerNames{{
    {"hip", "CHip"},
    {"pelvis", "CHip"},
    {"torso distal", "CHip"},
    {"right hip", "RHip"},
    {"right knee", "RKnee"},
    {"right foot", "RAnkle"},
    {"right ankle", "RAnkle"},
    {"left hip", "LHip"},
    {"left knee", "LKnee"},
    {"left foot", "LAnkle"},
    {"left ankle", "LAnkle"},
    {"spine", "Spine"},
    {"thorax", "Neck"},
    {"torso proximal", "Neck"},
    {"neck", "Neck"},
    {"nose", "Nose"},
    {"head", "Head"},
    {"head top", "Head"},
    {"head distal", "Head"},
    {"head proximal", "HeadBase"},
    {"left shoulder", "LShoulder"},
    {"left elbow", "LElbow"},
    {"left wrist", "LWrist"},
    {"right shoulder", "RShoulder"},
    {"right elbow", "RElbow"},
    {"right wrist", "RWrist"},
    {"left upper arm", "LShoulder"},
    {"right upper arm", "RShoulder"},
    {"left lower arm", "LForearm"},
    {"right lower arm", "RForearm"},
    {"left upper leg", "LHip"},
    {"right upper leg", "RHip"},
    {"left lower leg", "LShank"},
    {"right lower leg", "RShank"},
    {"left eye", "LEye"},
    {"right eye", "REye"},
    {"left ear", "LEar"},
    {"right ear", "REar"},
    {"left toe base", "LBigToe"},
    {"right toe base", "RBigToe"},
    {"left heel", "LHeel"},
    {"right heel", "RHeel"},
}};

std::string marker_of(const std::string& joint) {
  const auto* known = std::ranges::find(kMarkerNames, std::string_view(joint),
                                        &std::pair<std::string_view, std::string_view>::first);
  if (known != kMarkerNames.end()) return std::string(known->second);
  std::string name = joint;
  for (char& c : name)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') c = '_';
  return name.empty() ? "marker" : name;
}

void check_markers(const MarkerMotion& motion, const std::string& path) {
  if (motion.names.empty()) throw ValueError(path + ": there is no marker to write");
  if (!(motion.fps > 0) || !std::isfinite(motion.fps))
    throw ValueError(
        fmt::format("{}: the markers move at {} frames per second; expected a positive number",
                    path, motion.fps));
  const Tensor& positions = motion.positions;
  const auto markers = static_cast<Index>(motion.names.size());
  if (!positions.defined() || positions.rank() != 3 || positions.dim(1) != markers ||
      positions.dim(2) != 3)
    throw ShapeError(fmt::format("{}: the markers have shape {}; expected (T, {}, 3)", path,
                                 positions.shape().to_string(), markers));
}

/// A file's name as one cell of the header.
std::string trc_header_name(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  std::ranges::replace_if(
      name, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, '_');
  return name;
}

void append_trc_header(fmt::memory_buffer& out, const MarkerMotion& motion,
                       const std::string& path) {
  const std::vector<std::string> names = marker_names(motion.names);
  const Index frames = motion.positions.dim(0);
  const auto add = std::back_inserter(out);
  fmt::format_to(add, "PathFileType\t4\t(X/Y/Z)\t{}\n", trc_header_name(path));
  fmt::format_to(add, "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\t");
  fmt::format_to(add, "OrigDataStartFrame\tOrigNumFrames\n");
  fmt::format_to(add, "{0}\t{0}\t{1}\t{2}\tmm\t{0}\t1\t{1}\n", motion.fps, frames, names.size());
  fmt::format_to(add, "Frame#\tTime");
  for (const std::string& name : names) fmt::format_to(add, "\t{}\t\t", name);
  fmt::format_to(add, "\t\n\t");
  for (std::size_t i = 1; i <= names.size(); ++i) fmt::format_to(add, "\tX{0}\tY{0}\tZ{0}", i);
  fmt::format_to(add, "\t\n\n");
}

void append_marker(fmt::memory_buffer& out, Vec3 position) {
  if (!std::isfinite(position.x) || !std::isfinite(position.y) || !std::isfinite(position.z)) {
    out.append(std::string_view("\t\t\t"));
    return;
  }
  const auto millimetres = [](double metres) {
    const double rounded = std::round(metres * 1e6) / 1e3;
    return rounded == 0 ? 0.0 : rounded;  // no -0.000
  };
  fmt::format_to(std::back_inserter(out), "\t{:.3f}\t{:.3f}\t{:.3f}", millimetres(position.x),
                 millimetres(position.y), millimetres(position.z));
}

}  // namespace

std::vector<std::string> marker_names(const std::vector<std::string>& joints) {
  const bool is_h36m = std::ranges::find(joints, "thorax") != joints.end();
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const std::string& joint : joints) {
    const std::string name = is_h36m && joint == "neck" ? "Nose" : marker_of(joint);
    std::string distinct = name;
    for (std::size_t n = 2; !taken.insert(distinct).second; ++n)
      distinct = fmt::format("{}_{}", name, n);
    names.push_back(std::move(distinct));
  }
  return names;
}

std::string trc(const MarkerMotion& motion, const std::string& path) {
  check_markers(motion, path);
  fmt::memory_buffer out;
  append_trc_header(out, motion, path);
  const float* number = motion.positions.cpu_view<float>().data();
  for (Index t = 0; t < motion.positions.dim(0); ++t) {
    fmt::format_to(std::back_inserter(out), "{}\t{:.6f}", t + 1,
                   static_cast<double>(t) / motion.fps);
    for (std::size_t j = 0; j < motion.names.size(); ++j, number += 3) {
      const Vec3 given{number[0], number[1], number[2]};
      const bool is_world = motion.axes == MarkerAxes::world;
      append_marker(out, opensim_of(is_world ? stage_of(given) : given));
    }
    // OpenSim counts a last empty cell only where a tab ends it; pandas wants as many everywhere.
    out.append(std::string_view("\t\n"));
  }
  return fmt::to_string(out);
}

void write_trc(const MarkerMotion& motion, const std::string& path) {
  formats::write_file(path, trc(motion, path));
}

}  // namespace posegrad::pose
