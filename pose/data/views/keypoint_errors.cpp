#include "pose/data/views/keypoint_errors.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace posegrad::pose::views {
namespace {

// nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles
constexpr std::array<double, kCocoKeypoints> kDifficulty{0.5, 0.5, 0.5, 0.7, 0.7, 1.1, 1.1, 1,  1,
                                                         1.3, 1.3, 1.3, 1.3, 1,   1,   1.3, 1.3};
constexpr double kUnit = 0.0065;  // metres at the person, a good detector's
// A detector has learnt from people who disagree about where a joint is, and puts it elsewhere in
// one pose than in another: most of its error stays for a second, some drifts, little jumps. In
// units; measured on a real person: a shoulder off by 60 mm for a second, others by 10 to 20.
constexpr double kBias = 1.7, kBiasSpread = 0.5;   // times exp(spread * normal) for each joint
constexpr double kDrift = 1, kDriftMemory = 0.95;  // from frame to frame, 25 a second
constexpr double kJitter = 0.8, kJitterMemory = 0.5;
constexpr double kHiddenError = 4, kHiddenFaceError = 9;  // units

constexpr std::size_t kFace = 5;  // the first keypoints
// Small, blurred, masked or turned away, a face is found badly while the body is not. A model that
// trusts it turns the chest after it: on a real man whose face is made unrecognisable, eyes and
// nose err by 25 to 90 mm, and without the face his pose was better by 20 mm.
constexpr double kPoorFace = 0.3, kPoorFaceMost = 10;  // times the errors of a good one
constexpr double kMisplacedFace = 0.15, kLostFace = 0.06;

/// A normal number that remembers its last value.
class Remembering {
 public:
  Remembering(double memory, synth::Random& random)
      : memory_(memory), fresh_(std::sqrt(1 - memory * memory)), value_(random.normal()) {}
  double next(synth::Random& random) {
    return value_ = memory_ * value_ + fresh_ * random.normal();
  }

 private:
  double memory_, fresh_, value_;
};

using Pair = std::pair<std::size_t, std::size_t>;
const std::vector<Pair> kArms{{7, 8}, {9, 10}}, kLegs{{13, 14}, {15, 16}},
    kBody{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}, {13, 14}, {15, 16}};

/// Frames [first, end) of a window in which something happens.
struct Run {
  std::size_t first = 0, end = 0;
};

// `rate`: runs that begin in a frame; also those that began before the window.
std::vector<Run> draw_runs(std::size_t frames, double rate, double longest, synth::Random& random) {
  std::vector<Run> runs;
  const double expected = rate * (static_cast<double>(frames) + longest / 2);
  double chance = random.uniform();
  // One or two are enough: a Poisson number would hardly ever be more.
  for (const double threshold : {1 - std::exp(-expected), expected * expected / 2}) {
    if (chance >= threshold) break;
    const double length = 1 + random.uniform(0, longest);
    const double begin = random.uniform(-length, static_cast<double>(frames));
    const auto first = static_cast<std::size_t>(std::max(begin, 0.0)),
               end = static_cast<std::size_t>(
                   std::clamp(begin + length + 1, 0.0, static_cast<double>(frames)));
    runs.push_back({first, end});
  }
  return runs;
}

void exchange(std::vector<SeenBody>& frames, double rate, const std::vector<Pair>& pairs,
              synth::Random& random) {
  for (const Run& run : draw_runs(frames.size(), rate, 8, random))
    for (std::size_t t = run.first; t < run.end; ++t)
      for (const auto& [left, right] : pairs) std::swap(frames[t][left], frames[t][right]);
}

void lose(std::vector<SeenBody>& frames, const Run& run,
          std::initializer_list<std::size_t> joints) {
  for (std::size_t t = run.first; t < run.end; ++t)
    for (const std::size_t k : joints) frames[t][k].seen = false;
}

// All frames, or with this chance only those before or after one of them.
Run draw_part(std::size_t frames, double chance, synth::Random& random) {
  if (!random.chance(chance)) return {0, frames};
  const auto some = static_cast<std::size_t>(random.uniform(0, static_cast<double>(frames)));
  return random.chance(0.5) ? Run{0, some} : Run{some, frames};
}

// A head that a detector does not know (a helmet, a mask, hair, a face made unrecognisable): all of
// the face lies together where there is none, for the whole window or a part.
void misplace_face(std::vector<SeenBody>& frames, double pixels_per_metre, synth::Random& random) {
  if (!random.chance(kMisplacedFace)) return;
  const Run run = draw_part(frames.size(), 0.5, random);
  constexpr double kOff = 0.12;  // metres
  const double x = kOff * pixels_per_metre * random.normal(),
               y = kOff * pixels_per_metre * random.normal(), spread = random.uniform(0.3, 1);
  for (std::size_t t = run.first; t < run.end; ++t) {
    SeenBody& body = frames[t];
    double middle_x = 0, middle_y = 0;
    for (std::size_t k = 0; k < kFace; ++k) {
      middle_x += body[k].x / kFace;
      middle_y += body[k].y / kFace;
    }
    for (std::size_t k = 0; k < kFace; ++k) {
      body[k].x = middle_x + x + spread * (body[k].x - middle_x);
      body[k].y = middle_y + y + spread * (body[k].y - middle_y);
    }
  }
}

// Behind a table, in the grass, cut off by whoever stands before: for the whole window or a part.
void cover(std::vector<SeenBody>& frames, synth::Random& random) {
  if (!random.chance(0.16)) return;
  const Run run = draw_part(frames.size(), 0.4, random);
  const bool left = random.chance(0.5);
  switch (static_cast<int>(random.uniform(0, 5))) {
    case 0:
      lose(frames, run, {15, 16});
      break;
    case 1:
      lose(frames, run, {13, 14, 15, 16});
      break;
    case 2:
      left ? lose(frames, run, {7, 9}) : lose(frames, run, {8, 10});
      break;
    case 3:
      left ? lose(frames, run, {9}) : lose(frames, run, {10});
      break;
    default:
      left ? lose(frames, run, {13, 15}) : lose(frames, run, {14, 16});
      break;
  }
}

}  // namespace

void detect(std::vector<SeenBody>& frames,
            const std::vector<std::array<bool, kCocoKeypoints>>& hidden, double pixels_per_metre,
            const VideoSize& size, synth::Random& random) {
  const double quality = std::exp(0.55 * random.normal());  // of this detector on this picture
  const auto width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  const bool leaves_hidden_faces = random.chance(0.5);  // others guess where an eye would be
  const double face_quality =
      random.chance(kPoorFace) ? std::pow(kPoorFaceMost, random.uniform()) : 1;
  for (std::size_t k = 0; k < kCocoKeypoints; ++k) {
    const double unit =
        kUnit * kDifficulty[k] * quality * (k < kFace ? face_quality : 1) * pixels_per_metre;
    const double bias = kBias * std::exp(kBiasSpread * random.normal());
    const double bias_x = bias * random.normal(), bias_y = bias * random.normal();
    Remembering drift_x(kDriftMemory, random), drift_y(kDriftMemory, random),
        jitter_x(kJitterMemory, random), jitter_y(kJitterMemory, random);
    const double guessed = k < kFace ? kHiddenFaceError : kHiddenError;
    const double lost_x = guessed * random.normal(), lost_y = guessed * random.normal();
    for (std::size_t t = 0; t < frames.size(); ++t) {
      // One draw a statement: the order within an expression would be the compiler's.
      double moved_x = kDrift * drift_x.next(random);
      moved_x += kJitter * jitter_x.next(random);
      double moved_y = kDrift * drift_y.next(random);
      moved_y += kJitter * jitter_y.next(random);
      SeenPoint& p = frames[t][k];
      // A hidden joint is a guess, which stays the same for a while.
      const double guess = hidden[t][k] ? 1 : 0;
      p.x += unit * (bias_x + moved_x * (1 + guess) + guess * lost_x);
      p.y += unit * (bias_y + moved_y * (1 + guess) + guess * lost_y);
      if (k < kFace && hidden[t][k] && leaves_hidden_faces) p.seen = false;
      const double margin_x = 0.02 * width, margin_y = 0.02 * height;
      if (p.x < -margin_x || p.y < -margin_y || p.x > width + margin_x || p.y > height + margin_y)
        p.seen = false;
    }
    for (const Run& run : draw_runs(frames.size(), 0.002, 4, random)) {
      const double x = 25 * unit * random.normal(), y = 25 * unit * random.normal();
      for (std::size_t t = run.first; t < run.end; ++t) {
        frames[t][k].x += x;
        frames[t][k].y += y;
      }
    }
    const double often = kDifficulty[k] * 0.003;
    for (const Run& run : draw_runs(frames.size(), often, 8, random)) lose(frames, run, {k});
  }
  misplace_face(frames, pixels_per_metre, random);
  if (random.chance(kLostFace))
    lose(frames, draw_part(frames.size(), 0.4, random), {0, 1, 2, 3, 4});
  exchange(frames, 0.002, kArms, random);
  exchange(frames, 0.003, kLegs, random);
  exchange(frames, 0.0007, kBody, random);
  cover(frames, random);
  for (const Run& run : draw_runs(frames.size(), 0.003, 6, random))
    for (std::size_t t = run.first; t < run.end; ++t)
      for (SeenPoint& p : frames[t]) p.seen = false;
}

}  // namespace posegrad::pose::views
