#include "apps/commands.h"

#include <vector>

namespace posegrad::apps {

std::span<const Command> commands() {
  static const std::vector<Command> all{
      {"run", "train, evaluate or export a model; takes the options of VideoPose3D's run.py", run,
       run_help},
      {"wild", "3D poses, pictures and a player from your own video", wild, wild_help},
      {"export", "motion files, pictures and data of poses that wild wrote", export_command,
       export_help},
      {"detect", "the people in a video by their 2D keypoints", detect, detect_help},
      {"inspect",
       "what a file of keypoints, a checkpoint, a data set or a video is, and what is odd", inspect,
       inspect_help},
      {"plot", "the figures of trainings, one or several, as one picture", plot, plot_help},
      {"models", "the models that are here, with input, output, errors and licence", models,
       models_help},
      {"convert", "weights for inference out of a checkpoint, in half precision too", convert,
       convert_help},
      {"audit", "run or wild with every op behind the result shown and checked", audit, audit_help},
      {"prepare", "make a data set for run out of other files", prepare, prepare_help,
       prepare_kinds},
      {"bench", "measure how fast this machine trains and evaluates", bench, bench_help},
      {"gradcheck", "compare gradients with finite differences, of any op or the whole model",
       gradcheck_command, gradcheck_help},
      {"ops", "every op with formula, gradient, shapes, promised error and cost", ops, ops_help},
      {"doctor", "what this machine has, what is missing and how to get it", doctor, doctor_help},
      {"synth", "make a demo data set from motion that the program invents", synth, synth_help},
  };
  return all;
}

}  // namespace posegrad::apps
