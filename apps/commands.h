#pragma once
#include <span>
#include <string>

#include "apps/options/help.h"

namespace posegrad::apps {

/// `posegrad NAME ARGUMENTS`. `run` returns the exit code: 0 done, 1 something that was checked is
/// wrong, 130 stopped by Ctrl-C. It throws UsageError for a wrong line, and what the work itself
/// throws (IoError, DataError, ...).
struct Command {
  std::string name, summary;
  int (*run)(std::span<const std::string> arguments);
  CommandHelp (*help)();                          // what NAME --help prints
  std::span<const Command> (*kinds)() = nullptr;  // `posegrad NAME KIND ARGUMENTS`: prepare's
};

/// All of them, in the order in which they are listed.
std::span<const Command> commands();

/// Trains, resumes, evaluates, renders or exports, as VideoPose3D's run.py.
int run(std::span<const std::string> arguments);
CommandHelp run_help();
/// 2D keypoints of the people in a video.
int detect(std::span<const std::string> arguments);
CommandHelp detect_help();
/// 3D poses from a user's own video.
int wild(std::span<const std::string> arguments);
CommandHelp wild_help();
/// Other files of poses that wild wrote.
int export_command(std::span<const std::string> arguments);
CommandHelp export_help();
/// A picture of what trainings measured, epoch by epoch.
int plot(std::span<const std::string> arguments);
CommandHelp plot_help();
/// What a file is and what is odd about it; 1 for a file that is refused, whose report is printed
/// all the same.
int inspect(std::span<const std::string> arguments);
CommandHelp inspect_help();
/// The models that are here; 1 when one is damaged or missing.
int models(std::span<const std::string> arguments);
CommandHelp models_help();
/// What this machine has and what is missing; 1 when `wild clip.mp4` would fail.
int doctor(std::span<const std::string> arguments);
CommandHelp doctor_help();
/// Weights for inference out of a checkpoint, or out of a detector's graphs.
int convert(std::span<const std::string> arguments);
CommandHelp convert_help();
/// Another command with every kernel call observed, or the comparison of two audits. Returns the
/// command's code, or 1 when a kernel broke its promise.
int audit(std::span<const std::string> arguments);
CommandHelp audit_help();
/// How fast this machine trains and evaluates.
int bench(std::span<const std::string> arguments);
CommandHelp bench_help();
/// Compares gradients with finite differences; 1 when one is wrong or could not be judged.
int gradcheck_command(std::span<const std::string> arguments);
CommandHelp gradcheck_help();
/// Every op's contract.
int ops(std::span<const std::string> arguments);
CommandHelp ops_help();
/// A data set of invented motion.
int synth(std::span<const std::string> arguments);
CommandHelp synth_help();

/// `posegrad prepare KIND ARGUMENTS`: a data set for run out of other files, by one of these.
int prepare(std::span<const std::string> arguments);
CommandHelp prepare_help();
std::span<const Command> prepare_kinds();
/// Human3.6M: poses and what its cameras see of them; keypoints that a detector found.
int prepare_h36m(std::span<const std::string> arguments);
CommandHelp prepare_h36m_help();
int prepare_h36m_2d(std::span<const std::string> arguments);
CommandHelp prepare_h36m_2d_help();
/// HumanEva-I.
int prepare_humaneva(std::span<const std::string> arguments);
CommandHelp prepare_humaneva_help();
/// 2D keypoints of a user's own videos.
int prepare_custom(std::span<const std::string> arguments);
CommandHelp prepare_custom_help();
/// 3D poses of motion-capture files, brought to one body.
int prepare_mocap(std::span<const std::string> arguments);
CommandHelp prepare_mocap_help();
/// How the poses of a data set are spread, for the models that are trained with them.
int prepare_pose_statistics(std::span<const std::string> arguments);
CommandHelp prepare_pose_statistics_help();

/// For packages, not in the list: `posegrad man` prints the man page, `posegrad completion
/// bash|zsh|fish` a shell's completion of the command line. Both follow from the options' tables.
int man(std::span<const std::string> arguments);
int completion(std::span<const std::string> arguments);

}  // namespace posegrad::apps
