#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/evaluation/evaluate.h"
#include "pose/training/training_run.h"
#include "tensor/dtype.h"

namespace posegrad::apps::console {

// The lines that scripts made for VideoPose3D parse: their text must not change. Errors come in
// metres and are printed in millimetres. Several lines are joined by line ends; print() adds the
// last one.

/// Writes to standard output, as shown() does it, and flushes, so that a program that reads it sees
/// the line at once. Throws IoError with the system's reason when it cannot (a closed pipe, a full
/// disk).
void print(std::string_view text);
/// What has to be written is on its way, or IoError: for output that did not come from print().
void check_output();

/// As Python's repr: the shortest text that reads back to the same double, "5.0", "1e-05".
std::string repr(double value);
/// As Python's repr: 'Walk', with double quotes where the text holds single ones.
std::string repr(std::string_view text);
/// ['Walk', 'Sit']
std::string repr(const std::vector<std::string>& items);

std::string selected_actions(const std::vector<std::string>& actions);
std::string receptive_field(Index frames);
std::string causal();
std::string parameter_count(Index parameters);
std::string loading_checkpoint(std::string_view path);
std::string trained_for(Index epochs);
std::string testing_on(Index frames);
std::string training_on(Index frames);
std::string semi_supervision_on(Index frames);
/// [12] time 0.53 lr 0.000569 3d_train 41.2 ..., without the evaluated errors where the report has
/// none.
std::string epoch(const pose::EpochReport& report);
std::string saving_checkpoint(std::string_view path);
std::string evaluating();
std::string evaluating_subject(std::string_view subject);
/// The block of one action, from ----Walking---- to ----------.
std::string action(const pose::ActionErrors& action, bool test_time_augmentation);
struct Summary {
  Index epochs;
  double seconds;
  std::optional<std::pair<Index, double>> best;  // epoch with the smallest test error, metres
  std::string about_best;                        // a line that says which error that is
  std::vector<std::pair<std::string, std::string>> files;  // what and where; an empty place: none
};
/// What a training did, for its very end; no script of the reference's knows it.
std::string summary(const Summary& summary);
/// The four lines of averages over actions.
std::string averages(const pose::PoseErrors& errors);
/// The same figures to read, a line for each action and the average; no script of the reference's
/// knows it.
std::string table(const pose::EvaluationErrors& evaluation);

}  // namespace posegrad::apps::console
