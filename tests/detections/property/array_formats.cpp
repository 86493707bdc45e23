#include <fmt/format.h>

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"
#include "tests/detections/property/number_arrays.h"

namespace posegrad::test::property {
namespace {

using pose::detections::Units;
using pose::formats::save_npy;
using pose::formats::save_npz;
using pose::formats::Value;

Index frames_of(const Told& told) { return static_cast<Index>(told.frames.size()); }
Index joints_of(const Told& told) { return told.layout->count(); }
Index people_of(const Told& told) { return static_cast<Index>(told.people); }

/// (T, J, 2 or 3) of one person, single precision as most scripts have it.
std::string npy(const Told& told, bool has_scores, const TemporaryFolder& folder) {
  save_npy(folder / "keypoints.npy",
           array_of({frames_of(told), joints_of(told), has_scores ? 3 : 2},
                    numbers_of(told, has_scores), Precision::single_precision));
  return folder / "keypoints.npy";
}
std::string npy_pairs(const Told& told, const TemporaryFolder& folder) {
  return npy(told, false, folder);
}
std::string npy_triples(const Told& told, const TemporaryFolder& folder) {
  return npy(told, true, folder);
}

/// (T, P, J, 2 or 3)
std::string npy_people(const Told& told, bool has_scores, const TemporaryFolder& folder) {
  save_npy(folder / "keypoints.npy",
           array_of({frames_of(told), people_of(told), joints_of(told), has_scores ? 3 : 2},
                    numbers_of(told, has_scores)));
  return folder / "keypoints.npy";
}
std::string npy_people_pairs(const Told& told, const TemporaryFolder& folder) {
  return npy_people(told, false, folder);
}
std::string npy_people_triples(const Told& told, const TemporaryFolder& folder) {
  return npy_people(told, true, folder);
}

/// keypoints (T, P, J, 2) with scores (T, P, J) beside them, as rtmlib's users save them.
std::string npz_scores(const Told& told, const TemporaryFolder& folder) {
  save_npz(folder / "clip.npz",
           {{"keypoints", Value(array_of({frames_of(told), people_of(told), joints_of(told), 2},
                                         numbers_of(told, false)))},
            {"scores", Value(array_of({frames_of(told), people_of(told), joints_of(told)},
                                      scores_of(told)))}});
  return folder / "clip.npz";
}

/// (T, J * 3)
std::string npy_flat(const Told& told, const TemporaryFolder& folder) {
  save_npy(folder / "keypoints.npy",
           array_of({frames_of(told), joints_of(told) * 3}, numbers_of(told, true)));
  return folder / "keypoints.npy";
}

/// A file of (people, J, 3) for each picture.
std::string npy_pictures(const Told& told, const TemporaryFolder& folder) {
  std::filesystem::create_directories(folder / "out");
  for (const ToldFrame& frame : listed_frames(told)) {
    std::vector<double> numbers;
    for (const ToldPerson& person : frame.people) {
      const std::vector<double> more = numbers_of(person, true);
      numbers.insert(numbers.end(), more.begin(), more.end());
    }
    save_npy(folder / fmt::format("out/clip_{:05}.npy", frame.number),
             array_of({static_cast<Index>(frame.people.size()), joints_of(told), 3}, numbers));
  }
  return folder / "out";
}

}  // namespace

std::vector<Format> array_formats() {
  const Abilities one{.has_people = false};
  Abilities one_pairs = one;
  one_pairs.scores = Scores::never;
  const Abilities many{};
  Abilities pairs = many;
  pairs.scores = Scores::never;
  const std::string reader = "arrays of keypoints";
  return {{"npy (T, J, 2)", reader, one_pairs, npy_pairs},
          {"npy (T, J, 3)", reader, one, npy_triples},
          {"npy (T, P, J, 2)", reader, pairs, npy_people_pairs},
          {"npy (T, P, J, 3)", reader, many, npy_people_triples},
          {"npy (T, J * 3)", reader, one, npy_flat},
          {"npz with scores", reader, many, npz_scores},
          {"npy pictures", reader, {.numbering = Numbering::open}, npy_pictures}};
}

}  // namespace posegrad::test::property
