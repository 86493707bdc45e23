#include "pose/data/dataset.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/subset.h"
#include "tensor/error.h"

namespace posegrad::pose {

const Recording& Subject::recording(const std::string& action) const {
  const auto found = std::ranges::find(recordings, action, &Recording::action);
  if (found != recordings.end()) return *found;
  std::vector<std::string> names;
  for (const Recording& r : recordings) names.push_back(r.action);
  throw DataError(fmt::format("subject {} has no action '{}'; there are: {}", name, action,
                              fmt::join(names, ", ")));
}

const Subject& Dataset::subject(const std::string& wanted) const {
  const auto found = std::ranges::find(subjects, wanted, &Subject::name);
  if (found != subjects.end()) return *found;
  std::vector<std::string> names, meant;
  for (const Subject& s : subjects) {
    names.push_back(s.name);
    if (s.name.ends_with("/" + wanted)) meant.push_back(s.name);
  }
  if (!meant.empty())
    throw DataError(
        fmt::format("the data set {} has no subject {}: there is {}; give the name with its prefix",
                    name, wanted, fmt::join(meant, ", ")));
  throw DataError(fmt::format("the data set {} has no subject {}; there are: {}", name, wanted,
                              fmt::join(names, ", ")));
}

namespace {

const Sequence& any_sequence(const Dataset& dataset) {
  for (const Subject& subject : dataset.subjects)
    for (const Recording& recording : subject.recordings)
      if (!recording.views.empty()) return recording.views.front();
  throw DataError(fmt::format("the data set {} holds no sequence", dataset.name));
}

Tensor rows_of(const Tensor& tensor, Index start, Index stop, Index step) {
  if (!tensor.defined() || (start == 0 && stop == tensor.dim(0) && step == 1)) return tensor;
  const Index count = stop > start ? (stop - start + step - 1) / step : 0;
  const Index row = tensor.dim(0) == 0 ? 0 : tensor.numel() / tensor.dim(0);
  Tensor out = Tensor::empty(tensor.shape().with(0, count), tensor.dtype());
  const auto from = tensor.cpu_view<float>();
  for (Index i = 0; i < count; ++i)
    std::copy_n(from.begin() + (start + i * step) * row, row,
                out.cpu_span<float>().begin() + i * row);
  return out;
}

Sequence cut(Sequence sequence, Index start, Index stop, Index step) {
  sequence.keypoints = rows_of(sequence.keypoints, start, stop, step);
  sequence.positions = rows_of(sequence.positions, start, stop, step);
  return sequence;
}

// Each name once, in order of first appearance.
std::vector<std::string> action_names(const Dataset& dataset,
                                      const std::vector<std::string>& subjects) {
  std::vector<std::string> names;
  for (const std::string& name : subjects)
    for (const Recording& recording : dataset.subject(name).recordings)
      if (std::ranges::find(names, recording.action) == names.end())
        names.push_back(recording.action);
  return names;
}

}  // namespace

Index Dataset::keypoint_joints() const { return any_sequence(*this).keypoints.dim(1); }
Index Dataset::keypoint_features() const { return any_sequence(*this).keypoints.dim(2); }

bool action_matches(const std::string& action, const std::vector<std::string>& prefixes) {
  return prefixes.empty() ||
         std::ranges::any_of(prefixes, [&](const std::string& p) { return action.starts_with(p); });
}

Sequence downsampled(const Sequence& sequence, Index n) {
  return cut(sequence, 0, sequence.frames(), n);
}

std::vector<Sequence> select(const Dataset& dataset, const Selection& selection) {
  std::vector<Sequence> chosen;
  bool matched = false;
  for (const std::string& name : selection.subjects) {
    for (const Recording& recording : dataset.subject(name).recordings) {
      if (!action_matches(recording.action, selection.action_prefixes)) continue;
      matched = true;
      for (const Sequence& view : recording.views) {
        const FrameRange range =
            subset_frames(view.frames(), selection.subset, selection.downsample);
        Sequence part = cut(view, range.start, range.stop, range.step);
        if (part.frames() > 0) chosen.push_back(std::move(part));
      }
    }
  }
  const std::string who = fmt::format("the subject{} {}", selection.subjects.size() == 1 ? "" : "s",
                                      fmt::join(selection.subjects, ", "));
  if (!matched)
    throw DataError(fmt::format("no action of {} begins with {}; there are: {}", who,
                                fmt::join(selection.action_prefixes, " or "),
                                fmt::join(action_names(dataset, selection.subjects), ", ")));
  if (chosen.empty())
    throw DataError(selection.subset < 1
                        ? fmt::format("no frame is left of {} with --subset {} and --downsample {}",
                                      who, selection.subset, selection.downsample)
                        : fmt::format("{}: the sequences chosen have no frame", who));
  return chosen;
}

}  // namespace posegrad::pose
