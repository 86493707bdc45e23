#include "pose/wild/readers/folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "pose/formats/json_reader.h"
#include "pose/formats/text_codec.h"
#include "pose/wild/readers/frame_numbers.h"
#include "pose/wild/readers/json_file.h"
#include "pose/wild/readers/ultralytics.h"
#include "tensor/error.h"

namespace posegrad::pose::readers {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// Names of the files in a folder, hidden ones left out, sorted.
Names files_in(const std::string& path) {
  std::error_code error;
  Names names;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (!name.starts_with('.') && it->is_regular_file(ignored)) names.push_back(name);
  }
  if (error) throw IoError(fmt::format("cannot open {}: {}", path, error.message()));
  std::ranges::sort(names);
  return names;
}

std::string list_text(const Names& names) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost + 1); ++i) {
    text += i == 0 ? "" : ", ";
    text += i == kMost ? "..." : formats::printable(names[i]);
  }
  return text;
}

std::string begin_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string begin(256, '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  return begin;
}

bool begins_as_json(const std::string& begin) {
  const std::size_t at = begin.find_first_not_of(" \t\r\n");
  return at != std::string::npos && (begin[at] == '{' || begin[at] == '[');
}

/// Puts frames that were read as 0, 1, 2, ... to their numbers.
void renumber(Detections& detections, const std::vector<Index>& numbers) {
  FrameCollector frames;
  std::vector<DetectedFrame> read = std::exchange(detections.frames, {});
  for (std::size_t i = 0; i < read.size(); ++i) {
    frames.see(numbers[i], detections.source);
    for (DetectedPerson& person : read[i].people)
      frames.add(numbers[i], std::move(person), detections.source);
  }
  frames.move_into(detections);
}

class FolderReader {
 public:
  FolderReader(std::string path, const DetectionOptions& options)
      : path_(std::move(path)), options_(options), names_(files_in(path_)) {}

  std::optional<Detections> read() {
    if (names_.empty()) throw DataError(path_ + ": the folder is empty");
    std::optional<Detections> detections = read_json_files();
    if (!detections) detections = read_texts();
    if (detections) note_foreign(*detections);
    return detections;
  }

 private:
  std::string path_of(const std::string& name) const { return path_ + "/" + name; }

  std::optional<Detections> read_json_files() {
    std::unique_ptr<PeopleReader> reader;
    Names empty;  // before the first file that says whose format it is
    for (const std::string& name : names_) {
      if (!begins_as_json(begin_of(path_of(name)))) continue;
      const formats::Field content = formats::load_json(path_of(name));
      const bool is_empty = content.value().is_sequence() && content.size() == 0;
      if (!reader) reader = frame_reader_for(content.value(), path_);
      if (reader && (is_empty || reader->takes(content.value()))) {
        reader->add(static_cast<Index>(used_.size() + empty.size()), content);
        used_.push_back(name);
      } else if (is_empty) {
        empty.push_back(name);
      }
    }
    if (!reader) return std::nullopt;
    used_.insert(used_.begin(), empty.begin(), empty.end());
    Detections detections = reader->finish();
    detections.format += " folder";
    const auto leading = static_cast<std::ptrdiff_t>(detections.first_frame);
    detections.frames.insert(detections.frames.begin(), static_cast<std::size_t>(leading), {});
    renumber(detections, frame_numbers(used_, path_));
    return detections;
  }

  std::optional<Detections> read_texts() {
    std::vector<TextFrame> frames;
    for (const std::string& name : names_) {
      const std::string begin = begin_of(path_of(name));
      if (begin.empty() && !name.ends_with(".txt")) continue;
      if (!begin.empty() && !begins_with_numbers(begin)) continue;
      frames.push_back({0, std::string(formats::read_file(path_of(name)).view()), path_of(name)});
      used_.push_back(name);
    }
    const bool is_nothing =
        std::ranges::all_of(frames, [](const TextFrame& frame) { return frame.text.empty(); });
    if (is_nothing) return std::nullopt;
    const std::vector<Index> numbers = frame_numbers(used_, path_);
    // Ultralytics counts a video's frames from 1.
    const Index first = std::ranges::min(numbers) >= 1 ? 1 : 0;
    for (std::size_t i = 0; i < frames.size(); ++i) frames[i].number = numbers[i] - first;
    Detections detections = read_ultralytics_text(frames, path_, options_.size);
    detections.format += " folder";
    return detections;
  }

  /// A first line that is longer than `begin` is judged by what is there, without the last number,
  /// which may be cut.
  static bool begins_with_numbers(const std::string& begin) {
    const std::size_t first = begin.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return false;
    const std::size_t end = begin.find('\n', first);
    const std::string line = begin.substr(first, end - first);
    const std::size_t whole = end == std::string::npos ? line.find_last_of(" \t") : line.size();
    return whole != std::string::npos && is_ultralytics_text(line.substr(0, whole));
  }

  void note_foreign(Detections& detections) const {
    Names foreign;
    for (const std::string& name : names_)
      if (!std::ranges::binary_search(used_, name)) foreign.push_back(name);
    if (!foreign.empty())
      detections.notes.push_back(fmt::format("{} other file{} in the folder left out: {}",
                                             foreign.size(), foreign.size() == 1 ? "" : "s",
                                             list_text(foreign)));
  }

  std::string path_;
  const DetectionOptions& options_;
  Names names_;
  Names used_;  // sorted, as names_ is
};

}  // namespace

std::optional<Detections> read_folder(const std::string& path, const DetectionOptions& options) {
  return FolderReader(path, options).read();
}

std::string describe_folder(const std::string& path) {
  const Names names = files_in(path);
  return fmt::format("a folder of {} file{}: {}", names.size(), names.size() == 1 ? "" : "s",
                     list_text(names));
}

}  // namespace posegrad::pose::readers
