#include "tests/support/tiny_dataset.h"

#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <sstream>

#include "pose/data/pose_files.h"
#include "pose/data/synth/synth.h"
#include "tests/support/build.h"

namespace posegrad::test {
namespace {

const pose::SynthSet& tiny_set() {
  static const pose::SynthSet set = pose::synthesize({.frames_per_take = 40,
                                                      .takes = 2,
                                                      .subjects = {"S1", "S5", "S9"},
                                                      .actions = {"Walking", "Waving"}});
  return set;
}

std::vector<std::string> command_words(const std::string& arguments) {
  std::istringstream stream(
      "run -k tiny -str S1,S5 -ste S9 -arc 3,3 -ch 8 -b 32 -e 4 --threads 1 " + arguments);
  std::vector<std::string> words;
  for (std::string word; stream >> std::quoted(word, '\'');) words.push_back(word);
  return words;
}

template <class List>
auto& find_named(List& list, const std::string& name) {
  return *std::ranges::find(list, name, [](const auto& item) { return item.name; });
}

template <class List>
auto& find_action(List& list, const std::string& action) {
  return *std::ranges::find(list, action, [](const auto& item) { return item.action; });
}

}  // namespace

TinyDataset::TinyDataset() : positions(tiny_set().positions), keypoints(tiny_set().detected) {
  for (pose::Subject3d& subject : positions)
    for (pose::Recording3d& recording : subject.recordings)
      recording.poses = recording.poses.clone();
  for (pose::Subject2d& subject : keypoints.subjects)
    for (pose::Recording2d& recording : subject.recordings)
      for (Tensor& camera : recording.cameras) camera = camera.clone();
}

pose::Keypoints2d TinyDataset::coco() { return tiny_set().coco; }

Tensor& TinyDataset::poses(const std::string& subject, const std::string& action) {
  return find_action(find_named(positions, subject).recordings, action).poses;
}

pose::Recording2d& TinyDataset::recording_2d(const std::string& subject,
                                             const std::string& action) {
  return find_action(find_named(keypoints.subjects, subject).recordings, action);
}

void TinyDataset::erase_3d(const std::string& subject) {
  std::erase_if(positions, [&](const auto& each) { return each.name == subject; });
}

void TinyDataset::erase_2d(const std::string& subject) {
  std::erase_if(keypoints.subjects, [&](const auto& each) { return each.name == subject; });
}

TinyRun::TinyRun(const TinyDataset& dataset) {
  std::filesystem::create_directories(path("data"));
  pose::write_positions_3d(path("data/data_3d_h36m.npz"), dataset.positions);
  pose::write_keypoints_2d(path("data/data_2d_h36m_tiny.npz"), dataset.keypoints);
}

ProgramResult TinyRun::operator()(const std::string& arguments, ProgramOptions options) const {
  return posegrad(command_words(arguments), std::move(options));
}

ProgramResult TinyRun::posegrad(const std::vector<std::string>& arguments,
                                ProgramOptions options) const {
  options.working_directory = folder_.path();
  return run_posegrad(arguments, options);
}

std::string TinyRun::shell_line(const std::string& arguments) const {
  std::string line = "cd '" + folder_.path() + "' && exec '" + program_path() + "'";
  for (const std::string& word : command_words(arguments)) line += " '" + word + "'";
  return line;
}

bool TinyRun::has(const std::string& name) const { return std::filesystem::exists(path(name)); }

std::vector<std::string> TinyRun::names(const std::string& folder) const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path(folder)))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> TinyRun::checkpoints() const {
  std::vector<std::string> names = this->names("checkpoint");
  std::erase(names, "history.csv");
  return names;
}

}  // namespace posegrad::test
