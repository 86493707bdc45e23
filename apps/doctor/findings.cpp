#include "apps/doctor/findings.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detect/detect_video.h"
#include "pose/export/gltf.h"
#include "pose/library/detector_file.h"
#include "pose/library/model_library.h"
#include "pose/render/drawing_facts.h"
#include "pose/video/child_process.h"
#include "tensor/blas.h"
#include "tensor/device.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::apps {
namespace {

using State = Finding::State;

constexpr double kGiB = 1024.0 * 1024 * 1024;

// What stands behind the first line that begins with `key`, as /proc writes "key : value".
std::string proc_value(const char* file, std::string_view key) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t at = line.find_first_not_of(" \t", line.find(':') + 1);
    return at == std::string::npos ? "" : line.substr(at);
  }
  return "";
}

double memory_in_gib(std::string_view key) {
  const std::string text = proc_value("/proc/meminfo", key);  // "24117248 kB"
  return text.empty() ? 0 : std::strtod(text.c_str(), nullptr) * 1024 / kGiB;
}

std::string vector_units() {
#if defined(__x86_64__) || defined(__i386__)
  if (__builtin_cpu_supports("avx512f")) return "AVX-512";
  if (__builtin_cpu_supports("avx2")) return "AVX2";
  return "no AVX2, so it is slow";
#else
  return "its own vector units";
#endif
}

Finding processor() {
  const std::string name = proc_value("/proc/cpuinfo", "model name");
  return {State::good, "processor",
          fmt::format("{}, {} core{}, {}; {:.0f} GiB of memory, {:.0f} free",
                      name.empty() ? "unnamed" : name, threads(), threads() == 1 ? "" : "s",
                      vector_units(), memory_in_gib("MemTotal"), memory_in_gib("MemAvailable"))};
}

Finding matrix_products() {
  return {State::good, "BLAS",
          fmt::format("{}, kernels for {}, {} thread{}", blas::library(), blas::kernels(),
                      threads(), threads() == 1 ? "" : "s")};
}

Finding graphics() {
  const std::string reason = cuda::unavailable_reason();
  if (!reason.empty()) return {State::good, "GPU", "none, the CPU computes: " + reason};
  const cuda::DeviceInfo info = cuda::device_info();
  return {State::good, "GPU",
          fmt::format("{} ({:.0f} GiB; {})", info.name, static_cast<double>(info.memory) / kGiB,
                      info.versions)};
}

// "5.1.6-0+deb12u1" of "ffmpeg version 5.1.6-0+deb12u1 Copyright ..."; nothing: it does not run.
std::optional<std::string> version_of(const std::string& program) {
  try {
    pose::ChildProcess process({program, "-hide_banner", "-version"},
                               pose::ChildProcess::Pipe::from_its_output);
    process.set_timeout(std::chrono::seconds(20));
    std::string text = process.read_all();
    if (process.finish()) return std::nullopt;
    constexpr std::string_view kBefore = " version ";
    const std::size_t at = text.find(kBefore);
    if (at == std::string::npos) return "of an unknown version";
    text = text.substr(at + kBefore.size());
    return text.substr(0, text.find_first_of(" \n"));
  } catch (const Error&) {
    return std::nullopt;
  }
}

Finding videos() {
  const char* kGet = "apt-get install ffmpeg";
  std::vector<std::string> found;
  for (const char* program : {"ffmpeg", "ffprobe"}) {
    const std::optional<std::string> version = version_of(program);
    if (!version)
      return {State::broken, "video", fmt::format("{} does not run: no videos in or out", program),
              kGet};
    found.push_back(fmt::format("{} {}", program, *version));
  }
  return {State::good, "video", fmt::format("{}", fmt::join(found, ", "))};
}

Finding pictures() {
  const pose::DrawingFacts facts = pose::drawing_facts();
  if (facts.library.empty())
    return {State::lacking, "pictures", "built without Cairo: no .png, .gif, .mp4 (but .html)",
            "apt-get install libcairo2-dev && scripts/build.sh"};
  if (!facts.has_fonts)
    return {State::lacking, "pictures", facts.library + ", but no font: pictures without text",
            "apt-get install fonts-dejavu-core"};
  return {State::good, "pictures", facts.library + ", with fonts"};
}

// What this build opens and writes beyond what it always does.
Finding files() {
  std::vector<std::string> with, without, packages;
  const auto add = [&](bool is_there, const char* what, const char* package) {
    (is_there ? with : without).emplace_back(what);
    if (!is_there) packages.emplace_back(package);
  };
  add(pose::can_write_gltf(), ".glb", "libtinygltf-dev");
  add(POSEGRAD_WITH_HDF5, "HDF5", "libhdf5-dev");
  add(POSEGRAD_WITH_MATIO, "MATLAB", "libmatio-dev");
  add(POSEGRAD_WITH_ARCHIVE, "packed files", "libarchive-dev");
  if (without.empty()) return {State::good, "files", fmt::format("{}", fmt::join(with, ", "))};
  return {State::lacking, "files", fmt::format("built without {}", fmt::join(without, ", ")),
          fmt::format("apt-get install {} && scripts/build.sh", fmt::join(packages, " "))};
}

Finding models() {
  try {
    const pose::ModelFile model = pose::default_model(false);
    Finding found{State::good, "model",
                  fmt::format("{}, the default, in {}", model.name, model.folder)};
    for (const pose::ModelFile& other : pose::list_models())
      if (!other.problem.empty()) {
        found.state = State::lacking;
        found.text += fmt::format("; {}: {}", other.name, other.problem);
      }
    return found;
  } catch (const Error& error) {
    return {State::broken, "model", error.what(),
            "git checkout models, or scripts/default_model.sh"};
  }
}

Finding detector() {
  const char* kGet = "scripts/detector_model.sh --install-npm";
  std::string path;
  try {
    path = pose::find_detector_weights();
  } catch (const Error&) {
    return {State::broken, "detector",
            "no weights of MoveNet: keypoints have to come from elsewhere", kGet};
  }
  try {
    pose::detector_networks(path, pose::DetectorKind::best);
  } catch (const Error& error) {
    return {State::broken, "detector", error.what(), kGet};
  }
  return {State::good, "detector", "MoveNet, " + path};
}

const char* mark_of(State state) {
  return state == State::good ? "ok" : state == State::lacking ? "--" : "MISSING";
}

}  // namespace

std::vector<Finding> look_at_machine() {
  return {processor(), matrix_products(), graphics(), videos(),
          pictures(),  files(),           models(),   detector()};
}

bool is_ready(const std::vector<Finding>& findings) {
  return std::ranges::none_of(findings, [](const Finding& f) { return f.state == State::broken; });
}

std::string doctor_report(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += fmt::format("{:8}{:11}{}{}\n", mark_of(finding.state), finding.what, finding.text,
                        finding.remedy.empty() ? "" : ": " + finding.remedy);
  const auto broken = std::ranges::find(findings, State::broken, &Finding::state);
  if (broken == findings.end()) return text + "ready: posegrad wild clip.mp4 -o clip.html works";
  return text + fmt::format("posegrad wild clip.mp4 would fail; first: {}", broken->remedy);
}

}  // namespace posegrad::apps
