#include "pose/detect/detector.h"

#include <algorithm>
#include <cmath>

#include "pose/detect/crop.h"
#include "tensor/call_site.h"
#include "tensor/work_pool.h"

namespace posegrad::pose {
namespace {

constexpr double kLeastScore = 0.2;   // of a person
constexpr Index kSearchEvery = 8;     // frames between two searches for people
constexpr Index kLeastTiled = 128;    // pixels of a picture's shorter side
constexpr Index kLongestTiled = 4;    // its longer side, in shorter ones
constexpr int kLooksCloser = 2;       // at somebody new
constexpr Index kMostWeak = 10;       // frames in a row with a low score, then somebody is given up
constexpr Index kSeveralInput = 384;  // pixels: the longer side of a picture that is searched
constexpr Index kStep = 32;           // the network's sizes are multiples of it

double distance(const DetectedKeypoint& a, const DetectedKeypoint& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

double extent(const Box& box) { return std::max(box.x2 - box.x1, box.y2 - box.y1); }

// Whether two findings are one person: their keypoints lie on each other.
bool is_same(const DetectedPerson& a, const DetectedPerson& b) {
  constexpr double kNear = 0.1;  // of the body's extent
  double sum = 0;
  for (std::size_t j = 0; j < a.keypoints.size(); ++j)
    sum += distance(a.keypoints[j], b.keypoints[j]);
  const double size = std::min(extent(*a.box), extent(*b.box));
  return sum <= kNear * size * static_cast<double>(a.keypoints.size());
}

Index rounded_up(double pixels) {
  return kStep * std::max<Index>(1, static_cast<Index>(std::ceil(pixels / kStep)));
}

DetectedPerson in_picture(DecodedPerson person, const Box& crop) {
  leave_crop(crop, person.keypoints);
  return {.keypoints = std::move(person.keypoints),
          .score = person.score,
          .box = leave_crop(crop, person.box),
          .track = {}};
}

}  // namespace

std::string_view name_of(DetectorKind kind) {
  constexpr std::string_view kNames[] = {"lightning", "thunder", "multi", "best"};
  return kNames[static_cast<int>(kind)];
}

std::vector<DetectedPerson> Detector::operator()(const Tensor& picture) {
  const CallScope scope("detection");
  const PiecewiseWork beside_the_decoder;
  std::vector<DetectedPerson> people = !networks_.several ? follow_one(picture)
                                       : networks_.one    ? follow_people(picture)
                                                          : find_people(picture);
  ++frame_;
  std::erase_if(people, [](const DetectedPerson& person) { return person.score < kLeastScore; });
  return people;
}

// The one person whom a crop shows.
DetectedPerson Detector::look(const Tensor& picture, const Box& crop) const {
  const Index input = networks_.one->input_size();
  const Tensor part = kernels::crop_and_resize(picture, pixel_box(crop, size_), input, input);
  return in_picture(decode_person((*networks_.one)(part), *networks_.one), crop);
}

// The picture with its longer side as long as the search wants it, and black below or right of it.
std::vector<DetectedPerson> Detector::find_people(const Tensor& picture) const {
  const auto w = static_cast<double>(size_.width), h = static_cast<double>(size_.height);
  const double scale = kSeveralInput / std::max(w, h);
  const Index across = rounded_up(w * scale), down = rounded_up(h * scale);
  const Box crop{.x1 = 0,
                 .y1 = 0,
                 .x2 = static_cast<double>(across) / scale,
                 .y2 = static_cast<double>(down) / scale};
  const Tensor part = kernels::crop_and_resize(picture, pixel_box(crop, size_), down, across);
  std::vector<DetectedPerson> people;
  for (DecodedPerson& person : decode_people((*networks_.several)(part), *networks_.several)) {
    DetectedPerson found = in_picture(std::move(person), crop);
    const bool again = std::ranges::any_of(
        people, [&](const DetectedPerson& other) { return is_same(other, found); });
    if (found.score >= kLeastScore && !again) people.push_back(std::move(found));
  }
  return people;
}

// In the whole picture; where that shows nobody well, in its parts. Then closer and closer, as if
// the video stood still: the first frame is as good as those that follow.
DetectedPerson Detector::find_one(const Tensor& picture) const {
  DetectedPerson best = look(picture, whole_picture(size_));
  const auto [shorter, longer] = std::minmax(size_.width, size_.height);
  if (!crop_around(best.keypoints, size_) && frame_ % kSearchEvery == 0 && shorter >= kLeastTiled &&
      longer <= kLongestTiled * shorter)
    for (const double share : {1.0, 0.5})
      for (const Box& tile : tiles(size_, share)) {
        DetectedPerson person = look(picture, tile);
        if (person.score > best.score) best = std::move(person);
      }
  for (int i = 0; i < kLooksCloser; ++i)
    if (const auto crop = crop_around(best.keypoints, size_)) {
      DetectedPerson closer = look(picture, *crop);
      if (closer.score > best.score) best = std::move(closer);
    }
  return best;
}

std::vector<DetectedPerson> Detector::follow_one(const Tensor& picture) {
  DetectedPerson person =
      followed_.empty() ? find_one(picture) : look(picture, followed_.front().crop);
  followed_.clear();
  if (const auto crop = crop_around(person.keypoints, size_)) followed_.push_back({*crop});
  return {std::move(person)};
}

// Takes up a person whom `crop` showed unless they are there already, and says where to look next:
// where they are, or for some frames where they were.
void Detector::keep(std::vector<DetectedPerson>& people, DetectedPerson person,
                    const Followed& at) {
  const auto next = crop_around(person.keypoints, size_);
  if (std::ranges::any_of(people, [&](const DetectedPerson& o) { return is_same(o, person); }))
    return;
  if (next && person.score >= kLeastScore)
    followed_.push_back({*next, 0});
  else if (at.weak < kMostWeak)
    followed_.push_back({at.crop, at.weak + 1});
  people.push_back(std::move(person));
}

std::vector<DetectedPerson> Detector::follow_people(const Tensor& picture) {
  std::vector<DetectedPerson> people;
  for (const Followed& someone : std::exchange(followed_, {}))
    keep(people, look(picture, someone.crop), someone);
  if (!people.empty() && frame_ % kSearchEvery != 0) return people;
  for (const DetectedPerson& found : find_people(picture)) {
    const bool known = std::ranges::any_of(
        people, [&](const DetectedPerson& person) { return is_same(person, found); });
    if (known) continue;
    const auto crop = crop_around(found.keypoints, size_);
    keep(people, crop ? look(picture, *crop) : found, {crop.value_or(*found.box), kMostWeak});
  }
  return people;
}

}  // namespace posegrad::pose
