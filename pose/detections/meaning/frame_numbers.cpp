#include "pose/detections/meaning/frame_numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

/// More than 18 hours at 30 frames a second; what is beyond is no frame number of one video.
constexpr Index kMostFrames = 2'000'000;
/// Every frame costs time, also one that the file leaves out: minutes may be said in no bytes,
/// hours may not.
constexpr Index kFreeFrames = 3'000, kFramesForOne = 100;
constexpr double kLargestNumber = 9e15;  // whole numbers are exact up to there
/// Some differences are of two steps or more where a frame had nobody.
constexpr double kMostSteps = 0.66;
constexpr std::size_t kFewNumbers = 4;

std::string first_words(const std::string& text) { return formats::printable(text); }

Index number_of(const RawFrame& frame, const std::string& source) {
  const auto fail = [&](const std::string& what) -> void {
    throw DataError(fmt::format("{}: {}", place_in(source, frame.where), what));
  };
  if (!frame.number) fail("there is no frame number, but other frames have one");
  const double number = *frame.number;
  if (number < 0) fail(fmt::format("frame number {}; 0 or more is wanted", number));
  if (!(number <= kLargestNumber) || number != std::floor(number))
    fail(fmt::format("frame number {}; a whole number is wanted", number));
  return static_cast<Index>(number);
}

/// Numbers as the file has them, sorted, each once.
struct Numbers {
  std::vector<Index> sorted;
  Index step = 1;  // that most of them keep to the next
  Index least() const { return sorted.front(); }
  Index most() const { return sorted.back(); }
};

Numbers numbers_of(std::vector<Index> all) {
  Numbers numbers;
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  numbers.sorted = std::move(all);
  if (numbers.sorted.size() < kFewNumbers) return numbers;
  Index divisor = 0, usual = 0;
  for (std::size_t i = 1; i < numbers.sorted.size(); ++i)
    divisor = std::gcd(divisor, numbers.sorted[i] - numbers.sorted[i - 1]);
  for (std::size_t i = 1; i < numbers.sorted.size(); ++i)
    if (numbers.sorted[i] - numbers.sorted[i - 1] == divisor) ++usual;
  if (static_cast<double>(usual) >= kMostSteps * static_cast<double>(numbers.sorted.size() - 1))
    numbers.step = divisor;
  return numbers;
}

struct Base {
  Index first = 0;
  std::string reason, note;
};

Base base_of(const Numbers& numbers, FrameKeys keys, const ReadOptions& options) {
  const Index least = numbers.least(), most = numbers.most();
  const Index frames = options.video ? options.video->frames : 0;
  if (options.first_frame) return {*options.first_frame, "--first-frame says so", ""};
  if (keys == FrameKeys::from_zero) return {0, "the format counts from 0", ""};
  if (keys == FrameKeys::from_one && least > 0) return {1, "the format counts from 1", ""};
  if (keys == FrameKeys::from_one)
    return {0, "there is a number 0",
            "frames are counted from 0, as there is a number 0, though the format counts from 1 "
            "(--first-frame)"};
  if (least == 0) return {0, "there is a number 0", ""};
  const bool all_behind = frames > 0 && least >= frames + 1 && most - least < frames;
  if (all_behind || least > kMostFrames)
    return {least, fmt::format("numbers go from {} to {}", least, most),
            fmt::format("frame numbers go from {} to {}: the first is taken as the video's first "
                        "(--first-frame)",
                        least, most)};
  if (least == 1)
    return {1, "the smallest number is 1",
            "frames are counted from 1: number 1 is taken as the video's first (--first-frame)"};
  if (frames > 0 && most == frames)
    return {1, fmt::format("the largest number is {}, as many as the video has frames", most),
            fmt::format("frames are counted from 1, as the largest number is {} and the video has "
                        "as many (--first-frame)",
                        most)};
  return {0, fmt::format("the smallest number is {}", least), ""};
}

void append(std::string& note, const std::string& more) {
  if (!more.empty()) note += (note.empty() ? "" : "; ") + more;
}

class Placer {
 public:
  Placer(const Records& records, const ReadOptions& options, const std::string& source)
      : records_(records), options_(options), source_(source) {}

  FramePlaces place() {
    switch (keys()) {
      case FrameKeys::position:
        in_order("frames are in the order of the file");
        break;
      case FrameKeys::milliseconds:
        by_time();
        break;
      default:
        by_number();
    }
    refuse_twice();
    measure();
    found_.decision.what = "frame numbers";
    return std::move(found_);
  }

 private:
  FrameKeys keys() const {
    const FrameKeys keys = records_.keys;
    const bool is_named = keys == FrameKeys::names;
    const auto is_bare = [&](const RawFrame& frame) {
      return is_named ? frame.name.empty() : !frame.number.has_value();
    };
    return std::ranges::all_of(records_.frames, is_bare) ? FrameKeys::position : keys;
  }

  void refuse_first_frame(const char* why) const {
    if (options_.first_frame) throw DataError(fmt::format("--first-frame: {}: {}", source_, why));
  }

  void in_order(const char* reason) {
    refuse_first_frame("its frames have no numbers; they are in order from the video's first");
    found_.places.resize(records_.frames.size());
    std::iota(found_.places.begin(), found_.places.end(), Index{0});
    found_.decision = {"", "in order, from the video's first", reason, "", ""};
  }

  void by_time() {
    refuse_first_frame("its frames have times, no numbers");
    TimePlaces times = frames_of_times(records_, options_, source_);
    found_.places = std::move(times.places);
    found_.fps = times.fps;
    found_.decision = std::move(times.decision);
  }

  std::vector<Index> read_numbers() const {
    if (records_.keys == FrameKeys::names) {
      std::vector<std::string> names;
      for (const RawFrame& frame : records_.frames) names.push_back(frame.name);
      return numbers_in_names(names, source_);
    }
    std::vector<Index> numbers;
    for (const RawFrame& frame : records_.frames) numbers.push_back(number_of(frame, source_));
    return numbers;
  }

  /// A name's number is its picture's; a mere number may count pictures, which is the same only
  /// where no picture is missing.
  bool by_pictures() {
    if (options_.first_frame || !options_.video || records_.keys == FrameKeys::from_zero)
      return false;
    const std::vector<Index>& pictures = options_.video->numbers;
    if (pictures.empty()) return false;
    const bool is_whole =
        pictures.back() - pictures.front() + 1 == static_cast<Index>(pictures.size());
    if (records_.keys != FrameKeys::names && !is_whole) return false;
    std::vector<Index> places;
    for (const Index number : found_.places) {
      const auto picture = std::ranges::lower_bound(pictures, number);
      if (picture == pictures.end() || *picture != number) return false;
      places.push_back(picture - pictures.begin());
    }
    const bool changes = places != found_.places;
    found_.places = std::move(places);
    found_.decision = {"", "those of the pictures", "each is a picture's number", "--first-frame",
                       changes ? fmt::format("frame numbers are those of the pictures, from {} on "
                                             "(--first-frame)",
                                             pictures.front())
                               : ""};
    return true;
  }

  void by_number() {
    found_.places = read_numbers();
    if (by_pictures()) return;
    const Numbers numbers = numbers_of(found_.places);
    Base base = base_of(numbers, records_.keys, options_);
    const Index frames = options_.video ? options_.video->frames : 0;
    const bool fits_in_steps = numbers.step > 1 && frames > 0 &&
                               numbers.most() - base.first >= frames &&
                               (numbers.most() - numbers.least()) / numbers.step < frames;
    const std::string some =
        fmt::format("{}, {}, {}, ...", numbers.least(), numbers.least() + numbers.step,
                    numbers.least() + 2 * numbers.step);
    if (fits_in_steps && !options_.first_frame) {
      for (Index& place : found_.places) place = (place - numbers.least()) / numbers.step;
      found_.decision = {"", fmt::format("{} apart", numbers.step),
                         fmt::format("the video has {} frames, the numbers are {}", frames, some),
                         "--first-frame",
                         fmt::format("frame numbers are {}: as the video has {} frames, they are "
                                     "taken one by one (--first-frame)",
                                     some, frames)};
      return;
    }
    for (std::size_t i = 0; i < found_.places.size(); ++i) {
      Index& place = found_.places[i];
      if (place < base.first)
        throw DataError(
            fmt::format("{}: frame number {}, below that of the first, {} "
                        "(--first-frame)",
                        place_in(source_, records_.frames[i].where), place, base.first));
      place -= base.first;
    }
    std::string note = std::move(base.note);
    if (numbers.step > 1)
      append(note, fmt::format("only one of {} frames is in the file ({}): those between are "
                               "interpolated",
                               numbers.step, some));
    found_.decision = {"", fmt::format("from {}", base.first), std::move(base.reason),
                       "--first-frame", std::move(note)};
  }

  std::string shown(std::size_t i) const {
    const RawFrame& frame = records_.frames[i];
    if (records_.keys == FrameKeys::names && !frame.name.empty()) return first_words(frame.name);
    if (frame.number) return fmt::format("{}", *frame.number);
    return fmt::format("{}", found_.places[i]);
  }

  void refuse_twice() const {
    std::vector<std::size_t> order(found_.places.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return found_.places[i]; });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const std::size_t a = order[i - 1], b = order[i];
      if (found_.places[a] != found_.places[b]) continue;
      const std::string at = place_in(source_, records_.frames[b].where);
      const std::string other = records_.frames[a].where;
      if (records_.keys == FrameKeys::milliseconds)
        throw DataError(
            fmt::format("{}: the times {} and {} ms ({}) are of the same frame; the "
                        "frame rate is wanted (--fps)",
                        at, shown(a), shown(b), other));
      throw DataError(
          fmt::format("{}: frame {} comes twice; it is also at {}", at, shown(b), other));
    }
  }

  void measure() {
    if (found_.places.empty()) return;
    const auto [first, last] = std::ranges::minmax(found_.places);
    found_.frames = last - first + 1;
    const auto listed = static_cast<Index>(found_.places.size());
    if (found_.frames > kMostFrames)
      throw DataError(
          fmt::format("{}: frame numbers run from {} to {}; at most {} frames are "
                      "taken for one video",
                      source_, first, last, kMostFrames));
    const bool is_so_long = options_.video && last < options_.video->frames;
    if (!is_so_long && found_.frames > kFreeFrames + kFramesForOne * listed)
      throw DataError(fmt::format(
          "{}: frame numbers run from {} to {}, but only {} frames are in it; at least one of {} "
          "is wanted where no --video tells that it is so long",
          source_, first, last, listed, kFramesForOne));
  }

  const Records& records_;
  const ReadOptions& options_;
  const std::string& source_;
  FramePlaces found_;
};

}  // namespace

FramePlaces place_frames(const Records& records, const ReadOptions& options,
                         const std::string& source) {
  return Placer(records, options, source).place();
}

}  // namespace posegrad::pose::detections
