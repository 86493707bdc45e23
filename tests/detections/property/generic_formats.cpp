#include <fmt/format.h>

#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"

namespace posegrad::test::property {
namespace {

constexpr bool kText = true;

/// {"frames": [{"frame": 0, "people": [{"id": 0, "keypoints": [[x, y, c], ...]}, ...]}, ...]}
std::string frames_of_people(const Told& told, const TemporaryFolder& folder) {
  const auto person = [&](const ToldPerson& p) {
    return fmt::format(R"({{"keypoints":[{}],"score":{}{}}})", rows_of_three(told, p), p.score,
                       id_entry(p, "track_id"));
  };
  const auto frame = [&](const ToldFrame& f) {
    return fmt::format(R"({{"frame":{},"people":[{}]}})", f.number, listed(f.people, person));
  };
  return write(folder, "clip.json",
               fmt::format(R"({{"video":"clip.mp4","width":{},"height":{},"frames":[{}]}})",
                           told.size.width, told.size.height, listed(listed_frames(told), frame)));
}

/// The same, a line each, with scores beside.
std::string lines_of_frames(const Told& told, const TemporaryFolder& folder) {
  const auto person = [&](const ToldPerson& p) {
    return fmt::format(R"({{"kpts":[{}],"confidence":[{}]{}}})", rows_of_two(told, p),
                       scores(told, p), id_entry(p, "id"));
  };
  const auto frame = [&](const ToldFrame& f) {
    return fmt::format(R"({{"frame_idx":{},"detections":[{}]}})", f.number,
                       listed(f.people, person));
  };
  return write(folder, "clip.jsonl", listed(listed_frames(told), frame, "\n"));
}

/// {"12": [[[x, y, c], ...], ...], ...}: people of each frame without a word.
std::string dict_of_frames(const Told& told, const TemporaryFolder& folder) {
  const auto frame = [&](const ToldFrame& f) {
    return fmt::format("\"{}\":[{}]", f.number, listed(f.people, [&](const ToldPerson& p) {
                         return "[" + rows_of_three(told, p) + "]";
                       }));
  };
  return write(folder, "clip.json", "{" + listed(listed_frames(told), frame) + "}");
}

/// [[[[x, y], ...], ...], ...] with everybody in order of frames.
std::string bare_lists(const Told& told, const TemporaryFolder& folder) {
  const auto frame = [&](const ToldFrame& f) {
    return "[" +
           listed(f.people, [&](const ToldPerson& p) { return "[" + rows_of_two(told, p) + "]"; }) +
           "]";
  };
  return write(folder, "clip.json", "[" + listed(told.frames, frame) + "]");
}

/// Flat lists: [x, y, c, x, y, c, ...] or [x, y, x, y, ...].
std::string flat(const Told& told, bool has_scores, const TemporaryFolder& folder) {
  const auto pairs = [&](const ToldPerson& p) {
    return listed(p.points, [&](const ToldPoint& point) {
      return told.coordinate(point.x) + "," + told.coordinate(point.y);
    });
  };
  const auto person = [&](const ToldPerson& p) {
    return fmt::format(R"({{"pose":[{}]{}}})", has_scores ? triples(told, p) : pairs(p),
                       id_entry(p, "pid"));
  };
  const auto frame = [&](const ToldFrame& f) {
    return fmt::format(R"({{"image":"{}","objects":[{}]}})", told.picture(f),
                       listed(f.people, person));
  };
  return write(folder, "clip.json", R"({"results":[)" + listed(listed_frames(told), frame) + "]}");
}
std::string flat_triples(const Told& told, const TemporaryFolder& folder) {
  return flat(told, true, folder);
}
std::string flat_pairs(const Told& told, const TemporaryFolder& folder) {
  return flat(told, false, folder);
}

/// {"left_knee": {"x": ..., "y": ..., "score": ...}, ...} of each person.
std::string dicts_by_name(const Told& told, const TemporaryFolder& folder) {
  const auto person = [&](const ToldPerson& p) {
    std::vector<std::string> points;
    for (std::size_t i = 0; i < p.points.size(); ++i)
      points.push_back(fmt::format(R"("{}":{{"x":{},"y":{},"score":{}}})", told.names[i],
                                   told.coordinate(p.points[i].x), told.coordinate(p.points[i].y),
                                   told.score(p.points[i].score)));
    return fmt::format(R"({{"keypoints":{{{}}}{}}})",
                       listed(points, [](const std::string& point) { return point; }),
                       id_entry(p, "person_id"));
  };
  const auto frame = [&](const ToldFrame& f) {
    return fmt::format(R"({{"frame":{},"persons":[{}]}})", f.number, listed(f.people, person));
  };
  return write(folder, "clip.json", "[" + listed(listed_frames(told), frame) + "]");
}

/// {"frame": [0, ...], "keypoints": [[[x, y, c], ...], ...], "ids": [...]}: a column each, a row a
/// person.
std::string columns(const Told& told, const TemporaryFolder& folder) {
  std::vector<std::string> frames, points, ids;
  for (const ToldFrame& frame : listed_frames(told)) {
    for (const ToldPerson& p : frame.people) {
      frames.push_back(fmt::format("{}", frame.number));
      points.push_back("[" + rows_of_three(told, p) + "]");
      ids.push_back(fmt::format("{}", p.id.value_or(static_cast<Index>(p.who))));
    }
  }
  const auto plain = [](const std::string& text) { return text; };
  return write(folder, "clip.json",
               fmt::format(R"({{"frame":[{}],"track_id":[{}],"keypoints":[{}]}})",
                           listed(frames, plain), listed(ids, plain), listed(points, plain)));
}

}  // namespace

std::vector<Format> generic_formats() {
  const Abilities numbered{.numbering = Numbering::open, .has_ids = true, .can_null = true};
  Abilities sized = numbered, named = numbered, bare = numbered, column = numbered;
  sized.states_size = true;
  named.has_names = true;
  bare.numbering = Numbering::positions;
  bare.scores = Scores::never;
  bare.has_ids = column.has_ids = false;
  Abilities pairs = numbered;
  pairs.scores = Scores::never;
  Abilities anonymous = numbered;
  anonymous.has_ids = false;
  const std::string reader = "JSON of keypoints";
  return {{"frames of people", reader, sized, frames_of_people, kText},
          {"lines of frames", reader, numbered, lines_of_frames, kText},
          {"dict of frames", reader, anonymous, dict_of_frames, kText},
          {"bare lists", reader, bare, bare_lists, kText},
          {"flat triples", reader, numbered, flat_triples, kText},
          {"flat pairs", reader, pairs, flat_pairs, kText},
          {"dicts by name", reader, named, dicts_by_name, kText},
          {"columns", reader, column, columns, kText}};
}

}  // namespace posegrad::test::property
