// How often the order of points is recognised from count and proportions alone:
//   measure_recognition FILES_PER_LAYOUT [CLIPS.npz]
// Each file is some people before cameras of their own with a detector's errors, in one layout of
// the table. Counted is what happens when the tool usually writes that layout, when it usually
// writes another one of as many points, and when nothing is known of it; and for points in an order
// that is nobody's. Prints a table, then every wrong choice.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "pose/data/mocap/mocap_files.h"
#include "pose/data/mocap/mocap_set.h"
#include "pose/data/views/vary_body.h"
#include "tensor/error.h"
#include "tests/detections/layouts/filmed_people.h"

namespace {

using namespace posegrad;
using namespace posegrad::pose;
using detections::Layout;

constexpr Index kFrames[] = {1, 3, 5, 30, 120};
constexpr double kStep = 2;  // frames of a clip a frame of the video

std::vector<Tensor> read_clips(const char* path) {
  mocap::MocapSetBuilder builder;
  for (const mocap::Clip& clip : mocap::read_clips_npz(path)) builder.add(clip, path);
  std::vector<Tensor> clips;
  for (const Subject3d& subject : builder.take().positions)
    for (const Recording3d& recording : subject.recordings) clips.push_back(recording.poses);
  return clips;
}

views::Motion recorded(const std::vector<Tensor>& clips, Index frames, synth::Random& random) {
  const auto clip = static_cast<std::size_t>(random.uniform(0, static_cast<double>(clips.size())));
  const double last = static_cast<double>(clips[clip].dim(0) - 1),
               span = kStep * static_cast<double>(frames - 1);
  const double start = last > span ? random.uniform(0, last - span) : (last - span) / 2;
  views::Motion motion;
  for (Index t = 0; t < frames; ++t)
    motion.push_back(views::body_at(clips[clip], start + kStep * static_cast<double>(t)));
  return motion;
}

views::Motion somebody(const std::vector<Tensor>& clips, Index frames, synth::Random& random) {
  if (clips.empty() || random.chance(0.3)) return test::acted_motion(frames, random);
  views::Motion motion = recorded(clips, frames, random);
  if (random.chance(0.3)) return motion;
  views::combine(
      motion, [&] { return recorded(clips, frames, random); }, random);
  views::bend(motion, random);
  views::lift_legs(motion, random);
  views::lean(motion, random);
  views::tilt(motion, random);
  views::reshape(motion, random);
  return motion;
}

struct Outcomes {
  int right = 0, right_noted = 0, wrong = 0, wrong_noted = 0, refused = 0;
  int all() const { return right + right_noted + wrong + wrong_noted + refused; }
};

class Measure {
 public:
  void ask(const std::string& kind, detections::Records records, const Layout& truth,
           std::vector<std::string> usual, Index frames) {
    records.usual = std::move(usual);
    Outcomes& count = outcomes_[kind + (frames < 5 ? ", 1 to 3 frames" : ", 5 to 120 frames")];
    try {
      const detections::Recognised found = detections::recognise_layout(records, "FILE", "");
      if (found.layout.joints == truth.joints || gives_the_same(records, found.layout, truth)) {
        ++(found.note.empty() ? count.right : count.right_noted);
        return;
      }
      ++(found.note.empty() ? count.wrong : count.wrong_noted);
      wrong_.push_back(kind + ", " + std::to_string(frames) + " frames, " + truth.name + ": " +
                       found.layout.name + "; " + found.note);
    } catch (const DataError& error) {
      ++count.refused;
      ++why_[kind + ": " + truth.name];
    }
  }
  void print() const {
    std::printf("%-48s %8s %8s %8s %8s %8s %8s\n", "", "files", "right", "+ note", "wrong",
                "+ note", "refused");
    for (const auto& [kind, n] : outcomes_)
      std::printf("%-48s %8d %7.2f%% %7.2f%% %7.3f%% %7.3f%% %7.2f%%\n", kind.c_str(), n.all(),
                  percent(n.right, n), percent(n.right_noted, n), percent(n.wrong, n),
                  percent(n.wrong_noted, n), percent(n.refused, n));
    for (const std::string& line : wrong_) std::printf("%s\n", line.c_str());
    for (const auto& [line, times] : why_)
      if (!line.starts_with("nobody")) std::printf("refused %d times: %s\n", times, line.c_str());
  }

 private:
  static double percent(int part, const Outcomes& all) { return 100.0 * part / all.all(); }

  /// Where the points that tell two layouts apart are hardly ever found, either will do.
  static bool gives_the_same(const detections::Records& records, const Layout& a, const Layout& b) {
    if (a.joints.size() != b.joints.size()) return false;  // nobody's
    std::size_t people = 0;
    std::vector<std::size_t> differing(a.joints.size());
    for (const auto& frame : records.frames)
      for (const auto& person : frame.people) {
        ++people;
        for (std::size_t k = 0; k < a.joints.size(); ++k)
          differing[k] += a.joints[k] != b.joints[k] && person.points[k].score > 0 ? 1 : 0;
      }
    for (const std::size_t times : differing)
      if (times * 20 > people) return false;
    return true;
  }

  std::map<std::string, Outcomes> outcomes_;
  std::map<std::string, int> why_;
  std::vector<std::string> wrong_;
};

Layout shuffled(Layout layout, synth::Random& random) {
  for (std::size_t i = layout.joints.size(); i > 1; --i)
    std::swap(layout.joints[i - 1],
              layout.joints[static_cast<std::size_t>(random.uniform(0, static_cast<double>(i)))]);
  return layout;
}

void measure(const std::vector<Tensor>& clips, int files, Measure& measure) {
  std::uint64_t number = 0;
  for (const Layout& truth : detections::layouts())
    for (int file = 0; file < files; ++file) {
      synth::Random random(11, {number++});
      const Index frames = kFrames[static_cast<std::size_t>(file) % std::size(kFrames)];
      std::vector<views::Motion> people;
      for (int p = random.chance(0.75) ? 1 : 4; p > 0; --p)
        people.push_back(somebody(clips, frames, random));
      test::Filming filming;
      filming.any_way_up = random.chance(0.1);
      filming.in_fractions = random.chance(0.1);
      const detections::Records records = test::film(people, truth, filming, random);
      measure.ask("the tool's usual layout", records, truth, {truth.name}, frames);
      measure.ask("nothing usual", records, truth, {}, frames);
      for (const Layout& other : detections::layouts())
        if (other.count() == truth.count() && &other != &truth)
          measure.ask("usually another layout", records, truth, {other.name}, frames);
      if (truth.joints.back().empty()) continue;
      const detections::Records nobody =
          test::film(people, shuffled(truth, random), filming, random);
      measure.ask("nobody's order, nothing usual", nobody, Layout{}, {}, frames);
      measure.ask("nobody's order, usually a known one", nobody, Layout{}, {truth.name}, frames);
    }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const int files = count > 1 ? std::atoi(arguments[1]) : 10;
    Measure results;
    measure(count > 2 ? read_clips(arguments[2]) : std::vector<Tensor>{}, files, results);
    results.print();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
