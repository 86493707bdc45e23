#include "pose/detections/meaning/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/meaning/picture_size.h"
#include "pose/detections/meaning/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

// MediaPipe guesses legs that are more than a picture's height below it.
constexpr double kSmall = 1.6, kFarthest = 10;
constexpr double kManyNegative = 0.25;
// Joints behind the edge are a little below 0.
constexpr double kBelowZero = -0.02;
constexpr double kPercent = 100.5, kPercentTold = 200, kWidePercent = 50;
constexpr Index kLargePicture = 300;

enum class Extent { none, tiny, large };

Extent extent_of(const RawPerson& person, Index fewest_points) {
  const auto is_small = [](double at) { return std::abs(at) <= kSmall; };
  Index found = 0, small = 0;
  bool is_far = false;
  for (const RawPoint& point : person.points) {
    if (!is_found(point)) continue;
    ++found;
    if (is_small(point.x) && is_small(point.y)) ++small;
    is_far = is_far || std::max(std::abs(point.x), std::abs(point.y)) > kFarthest;
  }
  if (found < fewest_points) return Extent::none;
  return 2 * small >= found && !is_far ? Extent::tiny : Extent::large;
}

/// All people of a file by their extent.
struct Census {
  Index tiny = 0, large = 0;
  const RawPerson *a_tiny = nullptr, *a_large = nullptr;
  Index points = 0, negative = 0;
  std::vector<double> x, y;
};

/// People of fewer points than that are left out: a stray point near (0, 0) says nothing.
Census census_of(const Records& records, Index fewest_points) {
  Census census;
  for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
    const Extent extent = extent_of(person, fewest_points);
    if (extent == Extent::none) return;
    ++(extent == Extent::tiny ? census.tiny : census.large);
    const RawPerson*& example = extent == Extent::tiny ? census.a_tiny : census.a_large;
    if (example == nullptr) example = &person;
  });
  for_each_found(records, [&](const RawPoint& point) {
    ++census.points;
    if (std::min(point.x, point.y) < kBelowZero) ++census.negative;
    census.x.push_back(point.x);
    census.y.push_back(point.y);
  });
  return census;
}

std::string first_point(const RawPerson& person) {
  const auto point = std::ranges::find_if(person.points, is_found);
  return fmt::format("({:.4g}, {:.4g})", point->x, point->y);
}

bool can_be_percentages(const UnitsFound& found, const std::optional<VideoSize>& size) {
  if (!size || std::min(size->width, size->height) <= kLargePicture) return false;
  return std::ranges::all_of(std::array{*found.x, *found.y}, [](const NumberRange& range) {
    return range.least >= 0 && range.most <= kPercent;
  });
}

bool are_spread(const UnitsFound& found) {
  return std::ranges::all_of(std::array{*found.x, *found.y}, [](const NumberRange& range) {
    return range.most - range.least > kWidePercent;
  });
}

class Judge {
 public:
  Judge(const Records& records, const UnitsOptions& options, const std::string& source)
      : records_(records), options_(options), source_(source), census_(census_of(records, 3)) {
    if (census_.tiny + census_.large == 0) census_ = census_of(records, 1);
    found_.x = range_of(census_.x);
    found_.y = range_of(census_.y);
    if (found_.x)
      from_to_ = fmt::format("x goes from {:.4g} to {:.4g}, y from {:.4g} to {:.4g}",
                             found_.x->least, found_.x->most, found_.y->least, found_.y->most);
  }

  UnitsFound decide() {
    if (census_.points == 0)
      return as(options_.told.value_or(Units::pixels), "there is no point in it");
    if (options_.told) return as_told(*options_.told);
    if (census_.tiny > 0 && census_.large > 0)
      fail(
          fmt::format("some coordinates are fractions of the picture, {} at {}, others pixels, {} "
                      "at {}; --units pixels or --units fractions takes all as one of them",
                      first_point(*census_.a_tiny), census_.a_tiny->where,
                      first_point(*census_.a_large), census_.a_large->where));
    return census_.tiny > 0 ? all_tiny() : all_large();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}", source_, what));
  }

  UnitsFound as(Units units, std::string reason, std::string note = "") {
    found_.units = units;
    const char* const name = units == Units::pixels    ? "pixels"
                             : units == Units::percent ? "percentages of the picture"
                                                       : "fractions of the picture";
    found_.decision = {"units", name, std::move(reason), "--units", std::move(note)};
    return found_;
  }

  UnitsFound as_told(Units told) {
    if (told == Units::fractions && census_.tiny == 0)
      fail(fmt::format("--units fractions: {}, which are no fractions of the picture", from_to_));
    if (told == Units::percent && (found_.x->most > kPercentTold || found_.y->most > kPercentTold))
      fail(fmt::format("--units percent: {}, which are no percentages of the picture", from_to_));
    return as(told, "--units says so");
  }

  UnitsFound all_tiny() {
    if (static_cast<double>(census_.negative) >=
        kManyNegative * static_cast<double>(census_.points))
      fail(
          fmt::format("{}: neither pixels nor fractions of the picture (0 to 1); they look "
                      "normalised to -1 to 1, or are metres; wanted are pixels or fractions",
                      from_to_));
    if (records_.units == Units::fractions) return as(Units::fractions, "the format has them");
    const char* against = records_.units == Units::pixels ? ", though the format has pixels" : "";
    return as(Units::fractions, from_to_,
              fmt::format("coordinates are taken as fractions of the picture{}: {} (--units)",
                          against, from_to_));
  }

  UnitsFound all_large() {
    if (records_.units == Units::fractions)
      fail(
          fmt::format("{}, but fractions of the picture (0 to 1) are wanted in this format; "
                      "--units pixels takes them as pixels",
                      from_to_));
    if (records_.units != Units::unknown || !can_be_percentages(found_, options_.size))
      return as(Units::pixels, from_to_);
    if (are_spread(found_))
      fail(
          fmt::format("{}, in pictures of {}: they look like percentages of it; --units percent "
                      "or --units pixels decides",
                      from_to_, size_text(*options_.size)));
    return as(Units::pixels, from_to_,
              fmt::format("{}, in pictures of {}: if they are percentages of it, --units percent "
                          "says so",
                          from_to_, size_text(*options_.size)));
  }

  const Records& records_;
  const UnitsOptions& options_;
  const std::string& source_;
  Census census_;
  UnitsFound found_;
  std::string from_to_;
};

}  // namespace

UnitsFound decide_units(const Records& records, const UnitsOptions& options,
                        const std::string& source) {
  UnitsFound found = Judge(records, options, source).decide();
  if (found.units == Units::pixels) return found;
  if (!options.size)
    throw DataError(
        fmt::format("{}: coordinates are {} of the picture, whose size is not known; give it with "
                    "--size WIDTHxHEIGHT (--units pixels takes them as pixels)",
                    source, found.units == Units::percent ? "percentages" : "fractions"));
  found.decision.result =
      fmt::format("{} of {}", found.units == Units::percent ? "percentages" : "fractions",
                  size_text(*options.size));
  return found;
}

void to_pixels(Records& records, const VideoSize& size, double whole) {
  const double width = static_cast<double>(size.width) / whole,
               height = static_cast<double>(size.height) / whole;
  for_each_person(records, [&](RawFrame&, RawPerson& person) {
    for (RawPoint& point : person.points) {
      point.x *= width;
      point.y *= height;
    }
    if (!person.box) return;
    std::array<double, 4>& box = *person.box;
    // Some write the box in pixels beside them.
    if (std::ranges::any_of(box, [&](double side) { return std::abs(side) > kFarthest * whole; }))
      return;
    for (std::size_t i = 0; i < 4; ++i) box[i] *= i % 2 == 0 ? width : height;
  });
}

}  // namespace posegrad::pose::detections
