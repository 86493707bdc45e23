#include "tests/detections/property/story.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tests/detections/property/cast.h"
#include "tests/detections/property/spelled_names.h"

namespace posegrad::test::property {
namespace {

using pose::VideoSize;
using pose::detections::Units;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<VideoSize, 4> kSizes{{{1920, 1080}, {1280, 720}, {640, 480}, {720, 1280}}};
constexpr std::size_t kMostPeople = 3;
/// Of layouts of so many points fewer frames are written: they take long.
constexpr Index kManyPoints = 100;
constexpr std::size_t kFewFrames = 8;

std::size_t one_of(pose::synth::Random& random, std::size_t count) {
  return std::min(static_cast<std::size_t>(random.uniform(0, static_cast<double>(count))),
                  count - 1);
}

std::string number_text(double number, int digits, const char* missing) {
  return std::isnan(number) ? missing : fmt::format("{:.{}f}", number, digits);
}

}  // namespace

std::string Told::coordinate(double number) const {
  return number_text(number, digits, spelling == Spelling::null ? "null" : "NaN");
}
std::string Told::score(double number) const {
  return number_text(number, score_digits, spelling == Spelling::null ? "null" : "NaN");
}

std::string Told::picture(const ToldFrame& frame) const {
  switch (pictures) {
    case 0:
      return fmt::format("{}.jpg", frame.number);
    case 1:
      return fmt::format("{:06}.png", frame.number);
    default:
      return fmt::format("clip2_{:04}.jpg", frame.number);
  }
}

Story::Story(std::uint64_t seed, const pose::detections::Layout& layout, const Abilities& abilities)
    : random_(seed, {}), abilities_(abilities) {
  told_.layout = &layout;
  choose(abilities);
  place_people();
  const std::size_t frames = layout.count() > kManyPoints ? kFewFrames : kFrames;
  for (std::size_t f = 0; f < frames; ++f) {
    std::vector<TruePerson>& people = truth_.emplace_back();
    ToldFrame& frame = told_.frames.emplace_back();
    frame.number = told_.base + static_cast<Index>(f);
    frame.is_listed = abilities.numbering == Numbering::positions || !random_.chance(gaps_);
    for (std::size_t who = 0; who < told_.people; ++who) {
      const bool is_away = random_.chance(gaps_);
      if (frame.is_listed && !is_away) people.push_back(person_at(who, f));
    }
    // Somebody of whom nothing was found is told as well.
    for (const TruePerson& person : people) frame.people.push_back(told_person(person));
    std::erase_if(people, [](const TruePerson& person) {
      return std::ranges::none_of(person.points, &TruePoint::is_found);
    });
    for (std::size_t i = frame.people.size(); i > 1; --i)
      std::swap(frame.people[i - 1], frame.people[one_of(random_, i)]);
  }
}

double Story::tolerance_x() const {
  const bool are_fractions = told_.units == Units::fractions;
  const double unit = std::pow(10, -told_.digits);
  const auto width = static_cast<double>(told_.size.width);
  return 0.501 * unit * (are_fractions ? width : 1) + 2e-7 * width;
}
double Story::tolerance_y() const {
  const bool are_fractions = told_.units == Units::fractions;
  const double unit = std::pow(10, -told_.digits);
  const auto height = static_cast<double>(told_.size.height);
  return 0.501 * unit * (are_fractions ? height : 1) + 2e-7 * height;
}
double Story::score_tolerance() const { return 0.501 * std::pow(10, -told_.score_digits) + 1e-6; }

void Story::choose(const Abilities& abilities) {
  told_.size = abilities.size ? *abilities.size : kSizes[one_of(random_, kSizes.size())];
  told_.people = abilities.has_people ? 1 + one_of(random_, kMostPeople) : 1;
  told_.units = abilities.units;
  if (told_.units == Units::unknown)
    told_.units = random_.chance(0.3) ? Units::fractions : Units::pixels;
  told_.digits = static_cast<int>(told_.units == Units::fractions ? 4 + one_of(random_, 4)
                                                                  : one_of(random_, 5));
  told_.score_digits = static_cast<int>(2 + one_of(random_, 4));
  std::vector<Spelling> spellings{Spelling::zeros, Spelling::minus_ones, Spelling::nan};
  if (abilities.can_null) spellings.push_back(Spelling::null);
  if (abilities.scores == Scores::always) spellings.push_back(Spelling::score_zero);
  told_.spelling = spellings[one_of(random_, spellings.size())];
  constexpr std::array kIds{Ids::none, Ids::given, Ids::all_zero};
  if (abilities.has_ids) told_.ids = kIds[one_of(random_, abilities.can_repeat_ids ? 3 : 2)];
  const bool is_open = abilities.numbering == Numbering::open;
  told_.base = abilities.numbering == Numbering::from_one || (is_open && random_.chance(0.5));
  told_.pictures = static_cast<int>(one_of(random_, 3));
  told_.names = spelled_names(*told_.layout, static_cast<int>(one_of(random_, kNameStyles)));
  missing_ = random_.chance(0.7) ? 0.06 : 0;
  gaps_ = random_.chance(0.7) ? 0.12 : 0;
}

/// Each person walks in a strip of the picture.
void Story::place_people() {
  const auto width = static_cast<double>(told_.size.width),
             height = static_cast<double>(told_.size.height);
  const double strip = width / static_cast<double>(told_.people);
  for (std::size_t who = 0; who < told_.people; ++who) {
    const std::size_t motion = one_of(random_, cast().size());
    const SeenMotion& seen = cast()[motion];
    const double wide = seen.right - seen.left, high = seen.bottom - seen.top;
    const double scale = random_.uniform(0.6, 0.9) * std::min(strip / wide, height / high);
    const double x = random_.uniform(0.05, 0.95) * (strip - scale * wide),
                 y = random_.uniform(0.05, 0.95) * (height - scale * high);
    actors_.push_back({motion, scale, static_cast<double>(who) * strip + x - scale * seen.left,
                       y - scale * seen.top});
  }
}

TruePerson Story::person_at(std::size_t who, std::size_t frame) {
  constexpr double kNobodyThere = 0.03;
  const Actor& actor = actors_[who];
  const auto& joints = cast()[actor.motion].frames[frame];
  const bool is_ghost = random_.chance(kNobodyThere);
  TruePerson person{who, {}};
  for (const std::string& joint : told_.layout->joints) {
    pose::Vec3 at = joints.at(joint.empty() ? "nose" : joint);
    // Points without a place in ours are about the face.
    if (joint.empty()) at = at + pose::Vec3{random_.uniform(-9, 9), random_.uniform(-9, 9), 0};
    const bool is_found = !is_ghost && !random_.chance(missing_);
    const double score = abilities_.scores == Scores::marks ? 2 : random_.uniform(0.3, 1);
    person.points.push_back(
        {actor.scale * at.x + actor.x, actor.scale * at.y + actor.y, score, is_found});
  }
  return person;
}

ToldPerson Story::told_person(const TruePerson& person) {
  ToldPerson told{person.who, {}, std::nullopt, rounded(random_.uniform(0.3, 1), 3), {}};
  if (told_.ids == Ids::given) told.id = static_cast<Index>(3 + 2 * person.who);
  if (told_.ids == Ids::all_zero) told.id = 0;
  constexpr double kFar = std::numeric_limits<double>::infinity();
  told.box = {kFar, kFar, -kFar, -kFar};
  for (const TruePoint& point : person.points) {
    told.points.push_back(told_point(point));
    told.box[0] = std::min(told.box[0], point.x);
    told.box[1] = std::min(told.box[1], point.y);
    told.box[2] = std::max(told.box[2], point.x);
    told.box[3] = std::max(told.box[3], point.y);
  }
  if (told_.units == Units::fractions)
    for (std::size_t i = 0; i < 4; ++i)
      told.box[i] /= static_cast<double>(i % 2 == 0 ? told_.size.width : told_.size.height);
  return told;
}

ToldPoint Story::told_point(const TruePoint& point) {
  if (!point.is_found) {
    switch (told_.spelling) {
      case Spelling::zeros:
        return {0, 0, 0};
      case Spelling::minus_ones:
        return {-1, -1, abilities_.scores == Scores::marks || random_.chance(0.5) ? 0.0 : -1.0};
      case Spelling::null:
      case Spelling::nan:
        return {kNaN, kNaN, abilities_.scores == Scores::marks || random_.chance(0.5) ? 0 : kNaN};
      case Spelling::score_zero:
        break;
    }
  }
  const bool are_fractions = told_.units == Units::fractions;
  const double x = are_fractions ? point.x / static_cast<double>(told_.size.width) : point.x,
               y = are_fractions ? point.y / static_cast<double>(told_.size.height) : point.y;
  return {rounded(x, told_.digits), rounded(y, told_.digits),
          point.is_found ? rounded(point.score, told_.score_digits) : 0};
}

double Story::rounded(double number, int digits) const {
  const double unit = std::pow(10, digits);
  return std::round(number * unit) / unit;
}

}  // namespace posegrad::test::property
