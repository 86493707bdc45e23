#include "apps/plot/read_run.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/run/epoch_figures.h"
#include "pose/formats/blob.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/tensorboard.h"
#include "pose/formats/tfrecord.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using pose::EpochFigure;
using pose::History;

constexpr const char* kHistory = "history.csv";
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kMostEpochs = 1'000'000'000;

bool is_events(const fs::path& path) {
  return path.filename().string().starts_with(pose::formats::kTensorboardPrefix);
}

/// Goes on behind the epoch before: what was there of it and later ones is what a run was resumed
/// from before.
void set(History& history, Index epoch, const std::vector<EpochFigure>& figures) {
  history.keep_until(epoch - 1);
  history.set(epoch, figures);
}

EpochFigure figure_of(const EpochFigureNames& names, double value) {
  return {std::string(names.figure), std::string(names.unit), value};
}

/// The epoch that a line of a log is about; nothing for a line about something else.
std::optional<Index> epoch_of(const json& line) {
  const auto event = line.find("event"), epoch = line.find("epoch");
  if (event == line.end() || *event != "epoch" || epoch == line.end()) return std::nullopt;
  if (!epoch->is_number_integer() || *epoch < 1 || *epoch > kMostEpochs) return std::nullopt;
  return epoch->get<Index>();
}

void add_line(History& history, const json& line) {
  const std::optional<Index> epoch = epoch_of(line);
  if (!epoch) return;
  std::vector<EpochFigure> figures;
  for (const EpochFigureNames& names : epoch_figure_names()) {
    const auto number = line.find(names.log_key);
    if (number == line.end()) continue;
    const double value = number->is_number() ? number->get<double>() : kNaN;  // JSON has no NaN
    figures.push_back(figure_of(names, value / names.in_log));
  }
  set(history, *epoch, figures);
}

History history_of_log(std::string_view text, const std::string& path) {
  History history;
  bool any_event = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object()) continue;  // cut by a kill or a full disk
    any_event = any_event || object.contains("event");
    add_line(history, object);
  }
  if (!any_event) throw DataError(fmt::format("{}: no line of it is one that --log writes", path));
  return history;
}

void add_events(History& history, const std::string& path) {
  for (const pose::formats::TensorboardEvent& event :
       pose::formats::read_tensorboard(path).events) {
    if (event.step < 1 || event.step > kMostEpochs) continue;
    if (event.starts) history.keep_until(event.step - 1);
    std::vector<EpochFigure> figures;
    for (const EpochFigureNames& names : epoch_figure_names())
      for (const pose::formats::TensorboardScalar& scalar : event.scalars)
        if (scalar.tag == names.tag) figures.push_back(figure_of(names, scalar.value));
    if (!figures.empty()) set(history, event.step, figures);
  }
}

History history_of_folder(const std::string& path) {
  if (fs::exists(fs::path(path) / kHistory))
    return pose::read_history((fs::path(path) / kHistory).string());
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path))
    if (is_events(entry.path())) files.push_back(entry.path().string());
  if (files.empty())
    throw DataError(
        fmt::format("{}: a folder with neither {} nor files for TensorBoard", path, kHistory));
  std::ranges::sort(files);
  History history;
  for (const std::string& file : files)
    if (fs::file_size(file) > 0) add_events(history, file);  // empty: of a run in its first epoch
  return history;
}

History history_of_file(const std::string& path) {
  const pose::formats::Blob file = pose::formats::read_file(path);
  std::string_view text = file.view();
  if (pose::formats::may_be_tfrecord(text)) {
    History history;
    add_events(history, path);
    return history;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("epoch") || text.starts_with("\"epoch\"")) return pose::read_history(path);
  if (text.starts_with('{')) return history_of_log(text, path);
  throw DataError(fmt::format(
      "{}: {}; expected a log of posegrad run: a file of --log, {} or a file for TensorBoard", path,
      text.empty() ? "it is empty" : "it is no log", kHistory));
}

std::string short_name(const fs::path& path) {
  const fs::path file = path.has_filename() ? path : path.parent_path();
  if (fs::is_directory(file)) return fs::weakly_canonical(file).filename().string();
  if (file.filename() == kHistory || is_events(file)) {
    const fs::path folder = fs::weakly_canonical(file).parent_path().filename();
    if (!folder.empty()) return folder.string();
  }
  return file.stem().string();
}

}  // namespace

History read_run(const std::string& path) {
  History history = pose::formats::within_reading_limit(path, [&] {
    return fs::is_directory(path) ? history_of_folder(path) : history_of_file(path);
  });
  if (history.empty()) throw DataError(fmt::format("{}: there is no epoch in it", path));
  return history;
}

std::vector<std::string> run_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) names.push_back(short_name(path));
  std::vector<std::string> unlike = names;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::ranges::count(names, names[i]) > 1) unlike[i] = paths[i];
  return unlike;
}

}  // namespace posegrad::apps
