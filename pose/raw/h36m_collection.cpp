#include "pose/raw/h36m_collection.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::pose::raw {
namespace {

struct Found {
  std::string name;
  Tensor numbers;
};
using Recordings = std::map<std::string, std::vector<Found>>;  // a file a camera

class Collector {
 public:
  explicit Collector(const H36mFiles& files)
      : files_(files), cameras_(files.has_camera ? kH36mCameras : 1) {
    if (files.has_camera) inventory_.unit = "video";
  }

  Inventory& inventory() { return inventory_; }
  Index count() const { return count_; }

  Use use_of(std::string_view path) const {
    const auto place = h36m_place(path, files_);
    if (!place) return {};
    if (is_broken_h36m(place->subject, place->action)) return {.left_out = "its video is broken"};
    if (place->action.find(" ALL") != std::string::npos) return {.left_out = "several videos"};
    if (!files_.has_camera && !is_h36m_subject(place->subject))
      return {.left_out = "Human3.6M has no poses of such a subject"};
    return {.is_read = true};
  }

  void add(const H36mPlace& place, Found file) {
    auto& views = found_[place.subject][place.action];
    views.resize(static_cast<std::size_t>(cameras_));
    Found& view = views.at(place.camera);
    if (view.numbers.defined())
      return inventory_.note(fmt::format("left out, a second file of a {}", inventory_.unit),
                             fmt::format("{} ({} counts)", file.name, view.name));
    view = std::move(file);
    ++count_;
  }

  H36mCollection take() {
    std::vector<Subject2d> subjects;
    for (const std::string_view subject : kH36mSubjects) add_subject(subject, subjects);
    for (const auto& [subject, recordings] : found_)
      if (!is_h36m_subject(subject)) add_subject(subject, subjects);
    return {std::move(subjects), std::move(inventory_)};
  }

 private:
  void add_subject(std::string_view name, std::vector<Subject2d>& subjects) {
    const std::vector<std::string> known = h36m_recordings(name);
    const auto found = found_.find(name);
    if (found == found_.end()) {
      const Index all = std::ssize(known) * cameras_;
      inventory_.missing.push_back({std::string(name), {}, all, all});
      return;
    }
    Subject2d& subject = subjects.emplace_back(Subject2d{std::string(name), {}});
    Missing missing{subject.name, {}, 0, 0};
    Index frames = 0;
    for (const auto& [action, views] : found->second) {
      if (std::ranges::find(known, action) == known.end())
        inventory_.note("kept, though Human3.6M has no recording of this name",
                        fmt::format("{} {}", name, action));
      subject.recordings.push_back({action, {}});
      frames += add_views(subject, views, missing);
    }
    if (is_h36m_subject(name)) add_missing(known, found->second, missing);
    const Index files = missing.expected - missing.count, recordings = std::ssize(found->second);
    inventory_.found.push_back(fmt::format("{}: {}{}, {}", name, counted(recordings, "recording"),
                                           files_.has_camera ? ", " + counted(files, "video") : "",
                                           counted(frames, "frame")));
    if (missing.count > 0) inventory_.missing.push_back(std::move(missing));
  }

  /// The frames of the subject's last recording.
  Index add_views(Subject2d& subject, const std::vector<Found>& views, Missing& missing) {
    Recording2d& recording = subject.recordings.back();
    std::vector<Index> lengths;
    for (std::size_t camera = 0; camera < views.size(); ++camera) {
      const Tensor& numbers = recording.cameras.emplace_back(views[camera].numbers);
      ++missing.expected;
      if (numbers.defined()) {
        lengths.push_back(numbers.dim(0));
      } else {
        ++missing.count;
        missing.names.push_back(fmt::format("{}.{}", recording.action, h36m_camera_id(camera)));
      }
    }
    if (std::ranges::adjacent_find(lengths, std::not_equal_to{}) != lengths.end())
      inventory_.note(
          "cameras of one recording differ in their number of frames",
          fmt::format("{} {} ({})", subject.name, recording.action, fmt::join(lengths, " and ")));
    Index frames = 0;
    for (const Index length : lengths) frames += length;
    return frames;
  }

  void add_missing(const std::vector<std::string>& known, const Recordings& found,
                   Missing& missing) const {
    for (const std::string& action : known) {
      if (found.contains(action)) continue;
      missing.names.push_back(action);
      missing.count += cameras_;
      missing.expected += cameras_;
    }
  }

  const H36mFiles& files_;
  Index cameras_, count_ = 0;
  std::map<std::string, Recordings, std::less<>> found_;
  Inventory inventory_;
};

}  // namespace

H36mCollection collect_h36m(
    const std::string& input, H36mKind kind,
    const std::function<Tensor(const formats::Blob& bytes, const std::string& name)>& read,
    const std::function<void(Index done)>& progress) {
  const H36mFiles& files = h36m_files(kind);
  Collector collector(files);
  walk(input,
       {.file = [&](std::string_view path) { return collector.use_of(path); },
        .archives = files.archives,
        .example = files.example},
       collector.inventory(), [&](const RawFile& file, const formats::Blob& bytes) {
         const H36mPlace place = h36m_place(file.path, files).value();
         collector.add(place, {file.name, read(bytes, file.name)});
         if (progress) progress(collector.count());
       });
  return collector.take();
}

}  // namespace posegrad::pose::raw
