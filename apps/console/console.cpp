#include "apps/console/console.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/console/shown.h"
#include "tensor/error.h"

namespace posegrad::apps::console {
namespace {

[[noreturn]] void fail_to_write(int error) {
  throw IoError(fmt::format("standard output: cannot be written: {}", std::strerror(error)));
}

double millimetres(double metres) { return metres * 1000; }

/// "12.3 s", "4 min 05 s", "2 h 03 min".
std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

/// As NumPy rounds to decimals: scaled, to the nearest even, scaled back.
double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::nearbyint(value * scale) / scale;
}

}  // namespace

void print(std::string_view text) {
  if (is_silent()) return;
  errno = 0;
  const std::string line = shown(text) + (text.ends_with('\n') ? "" : "\n");
  if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) fail_to_write(errno);
  check_output();
}

void check_output() {
  errno = 0;
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) fail_to_write(errno != 0 ? errno : EIO);
}

std::string repr(double value) {
  std::string text = fmt::format("{}", value);
  const bool is_integer = text.find_first_not_of("-0123456789") == std::string::npos;
  return is_integer ? text + ".0" : text;
}

std::string repr(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += fmt::format("\\{}", c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + quote;
}

std::string repr(const std::vector<std::string>& items) {
  std::vector<std::string> texts;
  for (const std::string& item : items) texts.push_back(repr(std::string_view(item)));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string selected_actions(const std::vector<std::string>& actions) {
  return fmt::format("Selected actions: {}", repr(actions));
}
std::string receptive_field(Index frames) {
  return fmt::format("INFO: Receptive field: {} frames", frames);
}
std::string causal() { return "INFO: Using causal convolutions"; }
std::string parameter_count(Index parameters) {
  return fmt::format("INFO: Trainable parameter count: {}", parameters);
}
std::string loading_checkpoint(std::string_view path) {
  return fmt::format("Loading checkpoint {}", path);
}
std::string trained_for(Index epochs) {
  return fmt::format("This model was trained for {} epoch{}", epochs, epochs == 1 ? "" : "s");
}
std::string testing_on(Index frames) { return fmt::format("INFO: Testing on {} frames", frames); }
std::string training_on(Index frames) { return fmt::format("INFO: Training on {} frames", frames); }
std::string saving_checkpoint(std::string_view path) {
  return fmt::format("Saving checkpoint to {}", path);
}
std::string evaluating() { return "Evaluating..."; }
std::string evaluating_subject(std::string_view subject) {
  return fmt::format("Evaluating on subject {}", subject);
}

std::string semi_supervision_on(Index frames) {
  return fmt::format("INFO: Semi-supervision on {} frames", frames);
}

std::string epoch(const pose::EpochReport& report) {
  std::string line =
      fmt::format("[{}] time {:.2f} lr {:f} 3d_train {:f}", report.epoch, report.seconds / 60,
                  report.learning_rate, millimetres(report.train_error));
  if (!report.train_eval_error || !report.valid_error) return line;
  const double eval = millimetres(*report.train_eval_error),
               valid = millimetres(*report.valid_error);
  if (!report.trajectory) return line + fmt::format(" 3d_eval {:f} 3d_valid {:f}", eval, valid);
  line += fmt::format(" 3d_eval {:f} traj_eval {:f} 3d_valid {:f} traj_valid {:f}", eval,
                      millimetres(report.trajectory->eval), valid,
                      millimetres(report.trajectory->valid));
  if (const auto& projection = report.projection)
    line += fmt::format(" 2d_train_sup {:f} 2d_train_unsup {:f} 2d_valid {:f}", projection->train,
                        projection->unlabelled, projection->valid);
  return line;
}

std::string action(const pose::ActionErrors& action, bool test_time_augmentation) {
  return fmt::format(
      "----{}----\n"
      "Test time augmentation: {}\n"
      "Protocol #1 Error (MPJPE): {} mm\n"
      "Protocol #2 Error (P-MPJPE): {} mm\n"
      "Protocol #3 Error (N-MPJPE): {} mm\n"
      "Velocity Error (MPJVE): {} mm\n"
      "----------",
      action.action, test_time_augmentation ? "True" : "False",
      repr(millimetres(action.errors.mpjpe)), repr(millimetres(action.errors.p_mpjpe)),
      repr(millimetres(action.errors.n_mpjpe)), repr(millimetres(action.errors.velocity)));
}

std::string summary(const Summary& summary) {
  std::string text = fmt::format("Trained {} epoch{} in {}", summary.epochs,
                                 summary.epochs == 1 ? "" : "s", duration(summary.seconds));
  if (summary.best)
    text += fmt::format("; smallest test error {:.1f} mm after epoch {}{}{}",
                        millimetres(summary.best->second), summary.best->first,
                        summary.about_best.empty() ? "" : "\n", summary.about_best);
  for (const auto& [what, where] : summary.files)
    if (!where.empty()) text += fmt::format("\n{:<12}{}", what + ":", where);
  return text;
}

std::string table(const pose::EvaluationErrors& evaluation) {
  std::size_t width = std::string_view("mean of actions").size();
  for (const pose::ActionErrors& action : evaluation.actions)
    width = std::max(width, action.action.size());
  std::string text = fmt::format("{:<{}}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}", "mm", width, "frames",
                                 "MPJPE", "P-MPJPE", "N-MPJPE", "MPJVE");
  const auto add = [&](std::string_view name, const std::string& frames,
                       const pose::PoseErrors& errors) {
    const auto mm = [](double metres) { return rounded(millimetres(metres), 1); };
    text += fmt::format("\n{:<{}}  {:>8}  {:8.1f}  {:8.1f}  {:8.1f}  {:8.2f}", name, width, frames,
                        mm(errors.mpjpe), mm(errors.p_mpjpe), mm(errors.n_mpjpe),
                        rounded(millimetres(errors.velocity), 2));
  };
  Index frames = 0;
  for (const pose::ActionErrors& action : evaluation.actions) {
    add(action.action, fmt::format("{}", action.frames), action.errors);
    frames += action.frames;
  }
  add("mean of actions", fmt::format("{}", frames), evaluation.average);
  return text;
}

std::string averages(const pose::PoseErrors& errors) {
  return fmt::format(
      "Protocol #1   (MPJPE) action-wise average: {} mm\n"
      "Protocol #2 (P-MPJPE) action-wise average: {} mm\n"
      "Protocol #3 (N-MPJPE) action-wise average: {} mm\n"
      "Velocity      (MPJVE) action-wise average: {} mm",
      repr(rounded(millimetres(errors.mpjpe), 1)), repr(rounded(millimetres(errors.p_mpjpe), 1)),
      repr(rounded(millimetres(errors.n_mpjpe), 1)),
      repr(rounded(millimetres(errors.velocity), 2)));
}

}  // namespace posegrad::apps::console
