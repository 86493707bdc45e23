#include <algorithm>

#include <fmt/format.h>

#include "pose/detections/meaning/picture_size.h"
#include "pose/detections/meaning/points.h"
#include "pose/inspect/detection_facts.h"
#include "pose/inspect/layout_facts.h"

namespace posegrad::pose::inspection {
namespace {

// As in wild's notes (wild/doubt/doubt_notes.cpp), which say the same of the person whom it takes.
constexpr double kManyMissing = 0.15, kManyEmpty = 0.05, kManySmall = 0.1;
constexpr double kManyRepeated = 0.1, kManyJoints = 0.02;

double share(Index part, Index all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

std::string times(std::size_t count) {
  return detections::counted(static_cast<Index>(count), "time", "times");
}

class Odd {
 public:
  Odd(const Detections& detections, const PeopleNumbers& people, const MotionNumbers& motion,
      Report& report)
      : detections_(detections), people_(people), motion_(motion), report_(report) {}

  template <class... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) {
    report_.odd.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  void frames() {
    const auto count = static_cast<Index>(detections_.frames.size());
    const Index empty = detections_.report.empty_frames;
    if (share(empty, count) > kManyEmpty) {
      const auto longest = std::ranges::max_element(people_.gaps, {}, &EmptyFrames::frames);
      say("nobody in {} of {} frames, {} in a row from frame {}: poses are interpolated there",
          empty, count, longest->frames, longest->first);
    }
    if (count < kFewFrames)
      say("{}: a model looks at many frames before and after each",
          detections::counted(count, "frame only", "frames only"));
  }

  void points(const detections::Layout& layout) {
    std::vector<std::string> never, often;
    for (std::size_t j = 0; j < people_.missing.size(); ++j) {
      if (!is_named(layout, static_cast<Index>(j))) continue;
      const std::string& joint = detections_.layout->joints[j];
      if (people_.missing[j] == people_.people)
        never.push_back(joint);
      else if (share(people_.missing[j], people_.people) > kManyMissing)
        often.push_back(joint);
    }
    if (!never.empty()) say("never found: {}", list_text(never, kShown));
    if (!often.empty())
      say("not found in more than {} of the people: {}", percent_text(kManyMissing),
          list_text(often, kShown));
    if (share(people_.small, people_.people) > kManySmall)
      say("{} of the people are smaller than {} pixels: detectors are rough then",
          percent_text(share(people_.small, people_.people)), kSmall);
  }

  void picture(const std::optional<VideoInfo>& video) {
    if (!detections_.size)
      say("nothing says the size of the pictures, which wild needs: --size WIDTHxHEIGHT or --video "
          "CLIP");
    if (!detections_.fps && !video)
      say("nothing says the frame rate: wild takes 30 unless --fps or --video says another");
    if (!video) return;
    const VideoSize size{video->width, video->height};
    if (detections_.size && !detections::same_size(*detections_.size, size))
      say("the detections are of pictures of {}, the video has {}",
          detections::size_text(*detections_.size), detections::size_text(size));
    const Index end = detections_.first_frame + static_cast<Index>(detections_.frames.size());
    if (end != video->frames)
      say("the video has {} frames, the detections end after {}", video->frames, end);
    if (video->variable_rate) say("the video's frames come at varying intervals");
  }

  void ids() {
    const std::vector<Decision>& decisions = detections_.report.decisions;
    const auto decision = std::ranges::find(decisions, "ids", &Decision::what);
    if (detections_.report.ids > 0 && !detections_.report.ids_usable &&
        decision != decisions.end() && decision->note.empty())
      say("the numbers of people do not tell them apart: {}", decision->reason);
  }

  void motion() {
    const bool several = detections_.report.most_people > 1;
    if (!motion_.jumps.empty())
      say("the surest person of each frame goes half a body or more in a single frame {}, at {}{}",
          times(motion_.jumps.size()), frames_text(motion_.jumps),
          several ? ": other people? wild --person 1 follows one" : "");
    for (const auto& [limbs, at] :
         {std::pair{"arms", &motion_.arm_swaps}, std::pair{"legs", &motion_.leg_swaps}})
      if (!at->empty())
        say("left and right {} seem to change sides {}, at {}", limbs, times(at->size()),
            frames_text(*at));
    const auto most = std::ranges::max_element(motion_.joint_jumps);
    if (most != motion_.joint_jumps.end() && share(*most, motion_.pairs) > kManyJoints)
      say("{} jumps {}, more than a limb can: --min-score X leaves unsure points out",
          detections_.layout->joints[static_cast<std::size_t>(most - motion_.joint_jumps.begin())],
          times(static_cast<std::size_t>(*most)));
    if (share(motion_.repeated, motion_.pairs) > kManyRepeated)
      say("{} frames repeat the numbers of the frame before: is the rate of the detections that of "
          "the video?",
          motion_.repeated);
  }

 private:
  static constexpr Index kFewFrames = 5;
  static constexpr std::size_t kShown = 5;

  const Detections& detections_;
  const PeopleNumbers& people_;
  const MotionNumbers& motion_;
  Report& report_;
};

}  // namespace

void add_odd(const Detections& detections, const detections::Layout& layout,
             const PeopleNumbers& people, const MotionNumbers& motion,
             const std::optional<VideoInfo>& video, Report& report) {
  // The reader's notes first.
  report.odd.insert(report.odd.begin(), detections.notes.begin(), detections.notes.end());
  Odd odd(detections, people, motion, report);
  odd.frames();
  odd.points(layout);
  odd.picture(video);
  odd.ids();
  odd.motion();
}

}  // namespace posegrad::pose::inspection
