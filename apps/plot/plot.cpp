#include <algorithm>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/files/named_files.h"
#include "apps/options/help.h"
#include "apps/options/nearest.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/plot/read_run.h"
#include "apps/run/epoch_figures.h"
#include "apps/usage_error.h"
#include "pose/formats/atomic_file.h"
#include "pose/render/chart.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// What `posegrad plot` can be told.
struct PlotOptions {
  std::vector<std::string> logs;
  std::string output;
  std::vector<std::string> figures;  // empty: all errors
  Index first_epoch = 1;
  bool help = false;
};

struct PlottedRun {
  std::string name;
  pose::History history;
};

OptionTable plot_table(PlotOptions& o) {
  OptionGroup group{"Picture"};
  group.add("-o/--output", &o.output, "OUT", "the picture to make: .png or .svg").default_text =
      "none";
  group
      .add("--figure", Append{&o.figures}, "NAME",
           "a figure of history.csv, as in 3d_valid or 'learning rate'; may be given several "
           "times, a chart for each, one below the other")
      .default_text = "all errors that a run has";
  group
      .add("--from-epoch", &o.first_epoch, "N",
           "leave out the epochs before: errors fall so steeply in the first ones that little can "
           "be seen beside them")
      .check = in_range(&o.first_epoch, 1, std::numeric_limits<Index>::max(), "at least 1");
  group.add_help(&o.help);
  return {group};
}

bool is_svg(const std::string& path) { return path.ends_with(".svg"); }

PlotOptions parse_plot_options(std::span<const std::string> arguments) {
  PlotOptions options;
  parse_options(plot_table(options), arguments, &options.logs);
  if (options.help) return options;
  if (options.logs.empty()) throw UsageError("expected the log of a run or several, found none");
  if (options.output.empty())
    throw UsageError("-o/--output: found none, expected a picture to make, such as runs.png");
  if (!options.output.ends_with(".png") && !is_svg(options.output))
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in .png or .svg",
                                 options.output));
  return options;
}

std::vector<PlottedRun> read_runs(const std::vector<std::string>& paths) {
  const std::vector<std::string> names = run_names(paths);
  std::vector<PlottedRun> runs;
  for (std::size_t i = 0; i < paths.size(); ++i) runs.push_back({names[i], read_run(paths[i])});
  return runs;
}

/// Of any run, in the order of the first one that has them.
std::vector<std::string> measured_figures(const std::vector<PlottedRun>& runs) {
  std::vector<std::string> figures;
  for (const PlottedRun& run : runs)
    for (const std::string& figure : run.history.figures())
      if (run.history.has(figure) && std::ranges::find(figures, figure) == figures.end())
        figures.push_back(figure);
  return figures;
}

std::vector<std::string> chosen_figures(const PlotOptions& options,
                                        const std::vector<PlottedRun>& runs) {
  std::vector<std::string> measured = measured_figures(runs);
  for (const std::string& figure : options.figures)
    if (std::ranges::find(measured, figure) == measured.end())
      throw DataError(fmt::format("--figure: found '{}', which no run has; expected one of {}{}",
                                  figure, fmt::join(measured, ", "),
                                  did_you_mean(figure, measured)));
  if (!options.figures.empty()) return options.figures;
  std::erase_if(measured, [](const std::string& figure) {
    return figure == "time" || figure == "learning rate";
  });
  if (measured.empty()) throw DataError("no run has an error to draw; name others with --figure");
  return measured;
}

std::string y_label(const std::string& figure, const std::string& unit) {
  const EpochFigureNames* known = find_figure(figure);
  const std::string what = known != nullptr ? std::string(known->description) : figure;
  return unit.empty() ? what : fmt::format("{} ({})", what, unit);
}

/// A run keeps its colour in all charts.
pose::Chart chart_of(const std::string& figure, const std::vector<PlottedRun>& runs,
                     Index first_epoch) {
  constexpr int kHeight = 420, kLegendRow = 22;  // points; a row holds three names of usual length
  const EpochFigureNames* known = find_figure(figure);
  pose::Chart chart{.title = known != nullptr ? std::string(known->title) : figure,
                    .x_label = "epoch",
                    .y_label = {},
                    .series = {},
                    .height = kHeight + kLegendRow * static_cast<int>(runs.size() / 3)};
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const pose::History& history = runs[run].history;
    if (!history.has(figure)) {
      console::note(fmt::format("posegrad plot: {} has no {}", runs[run].name, figure));
      continue;
    }
    if (chart.y_label.empty()) chart.y_label = y_label(figure, history.unit(figure));
    pose::ChartSeries series{runs[run].name, {}, {}, run};
    const std::vector<Index> epochs = history.epochs();
    const std::vector<double> values = history.values(figure);
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      if (epochs[i] < first_epoch) continue;
      series.x.push_back(static_cast<double>(epochs[i]));
      series.y.push_back(values[i]);
    }
    chart.series.push_back(std::move(series));
  }
  return chart;
}

void refuse_no_epochs(const std::vector<PlottedRun>& runs, Index first_epoch) {
  Index last = 0;
  for (const PlottedRun& run : runs) last = std::max(last, run.history.epochs().back());
  if (first_epoch > last)
    throw DataError(fmt::format("--from-epoch: found {}, but the last epoch of any run is {}",
                                first_epoch, last));
}

}  // namespace

CommandHelp plot_help() {
  PlotOptions defaults;
  return {
      .usage = {"posegrad plot LOG... -o OUT [OPTION...]"},
      .about = wrapped(
          "Draws the figures of one training or several, epoch by epoch, into one picture. LOG: "
          "what posegrad run wrote of it: the file of --log, history.csv, a file of "
          "--tensorboard, or a folder with such files, as a checkpoint folder is.",
          0),
      .groups = described(plot_table(defaults))};
}

int plot(std::span<const std::string> arguments) {
  const PlotOptions options = parse_plot_options(arguments);
  if (options.help) {
    console::print(help_text(plot_help()));
    return 0;
  }
  const NamedFile output{"-o/--output", options.output};
  std::vector<NamedFile> inputs;
  for (const std::string& log : options.logs)
    if (!std::filesystem::is_directory(log)) inputs.push_back({"LOG", log});
  check_output_files({&output, 1}, inputs);
  const std::vector<PlottedRun> runs = read_runs(options.logs);
  refuse_no_epochs(runs, options.first_epoch);
  std::vector<pose::Chart> charts;
  for (const std::string& figure : chosen_figures(options, runs))
    charts.push_back(chart_of(figure, runs, options.first_epoch));
  pose::formats::write_file(options.output,
                            draw_charts(charts, is_svg(options.output) ? pose::ChartFormat::svg
                                                                       : pose::ChartFormat::png));
  console::print(fmt::format("Wrote {}: {} chart{} of {} run{}", options.output, charts.size(),
                             charts.size() == 1 ? "" : "s", runs.size(),
                             runs.size() == 1 ? "" : "s"));
  return 0;
}

}  // namespace posegrad::apps
