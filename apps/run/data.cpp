#include "apps/run/data.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/console/progress.h"
#include "apps/files/named_files.h"
#include "pose/data/pose_files.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// `nothing` and `several` begin the messages: "... 'wanted'; there are: ...", "... begin with
/// 'wanted': ...".
template <class Item>
const Item& find_named(const std::vector<Item>& items, std::string Item::*name,
                       const std::string& wanted, const std::string& nothing,
                       const std::string& several) {
  std::vector<const Item*> matching;
  std::vector<std::string> all;
  for (const Item& item : items) {
    if (item.*name == wanted) return item;
    if ((item.*name).starts_with(wanted)) matching.push_back(&item);
    all.push_back(item.*name);
  }
  if (matching.size() == 1) return *matching.front();
  if (matching.empty())
    throw DataError(fmt::format("{} '{}'; there are: {}", nothing, wanted, fmt::join(all, ", ")));
  std::vector<std::string> names;
  for (const Item* item : matching) names.push_back(item->*name);
  throw DataError(fmt::format("{} begin with '{}': {}; give one of them in full", several, wanted,
                              fmt::join(names, ", ")));
}

std::string no_action_of(const std::string& subject) {
  return fmt::format("--viz-action: subject {} has no action", subject);
}

std::string several_actions_of(const std::string& subject) {
  return fmt::format("--viz-action: several actions of subject {}", subject);
}

/// Progress of reading a large file; copies show the same.
class Reading {
 public:
  explicit Reading(const std::string& path)
      : title_("reading " + std::filesystem::path(path).filename().string()) {}
  void operator()(Index done, Index all) {
    if (!progress_)
      progress_ = std::make_shared<Progress>(progress_on_stderr(), title_, "kB", all / 1000);
    progress_->update(done / 1000);
  }

 private:
  std::string title_;
  std::shared_ptr<Progress> progress_;
};

bool is_custom(const RunOptions& options) { return options.dataset.starts_with("custom"); }

void require_files(const RunOptions& options, const pose::DatasetSources& files) {
  const std::string advice = "give the folder of the data with --data";
  if (!is_custom(options))
    require_file(files.positions_3d, names_between(options.data, "data_3d_", ".npz"), "-d can be",
                 advice);
  const std::string begin = fmt::format("data_2d_{}_", options.dataset);
  require_file(files.keypoints_2d, names_between(options.data, begin, ".npz"), "-k can be", advice);
}

// Before anything takes long, and in the order of the command line's help: who leaves the defaults,
// which are Human3.6M's, to another data set should read of S1.
void check_subjects(const RunOptions& options, const pose::Dataset& dataset) {
  if (options.evaluate.empty())
    for (const std::string& name : options.subjects_train) dataset.subject(name);
  if (!options.render)
    for (const std::string& name : options.subjects_test) dataset.subject(name);
}

}  // namespace

pose::DatasetSources files_of(const RunOptions& options) {
  return {fmt::format("{}/data_3d_{}.npz", options.data, options.dataset),
          fmt::format("{}/data_2d_{}_{}.npz", options.data, options.dataset, options.keypoints)};
}

std::optional<pose::Positions3d> load_positions(const RunOptions& options) {
  const pose::DatasetSources sources = files_of(options);
  require_files(options, sources);
  if (is_custom(options)) return {};
  return pose::read_positions_3d(sources.positions_3d, Reading(sources.positions_3d));
}

void refuse_ambiguous_action(const RunOptions& options, const pose::Positions3d& positions) {
  for (const pose::Subject3d& subject : positions) {
    if (subject.name != options.viz_subject) continue;
    const auto begins = [&](const pose::Recording3d& recording) {
      return recording.action.starts_with(options.viz_action);
    };
    if (std::ranges::count_if(subject.recordings, begins) > 1)
      find_named(subject.recordings, &pose::Recording3d::action, options.viz_action,
                 no_action_of(subject.name), several_actions_of(subject.name));
  }
}

pose::Dataset load_dataset(const RunOptions& options,
                           const std::optional<pose::Positions3d>& positions) {
  const pose::DatasetSources sources = files_of(options);
  const pose::Keypoints2d keypoints =
      pose::read_keypoints_2d(sources.keypoints_2d, Reading(sources.keypoints_2d));
  if (!positions) return pose::make_custom(keypoints, sources);
  pose::Dataset dataset = options.dataset == "h36m"
                              ? pose::make_h36m(*positions, keypoints, sources)
                              : pose::make_humaneva(options.dataset == "humaneva15" ? 15 : 20,
                                                    *positions, keypoints, sources);
  check_subjects(options, dataset);
  return dataset;
}

void require_ground_truth(const RunOptions& options, const std::vector<pose::Sequence>& sequences,
                          const std::string& use) {
  for (const pose::Sequence& s : sequences)
    if (!s.positions.defined())
      throw DataError(fmt::format("subject {}, action '{}' has no 3D poses in {} to {}", s.subject,
                                  s.action, files_of(options).positions_3d, use));
}

const pose::Subject& find_subject(const pose::Dataset& dataset, const std::string& name) {
  return find_named(dataset.subjects, &pose::Subject::name, name,
                    "--viz-subject: there is no subject", "--viz-subject: several subjects");
}

const pose::Recording& find_recording(const pose::Subject& subject, const std::string& action) {
  return find_named(subject.recordings, &pose::Recording::action, action,
                    no_action_of(subject.name), several_actions_of(subject.name));
}

}  // namespace posegrad::apps
