#include "apps/bench.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "apps/bench_options.h"
#include "apps/console.h"
#include "apps/work_device.h"
#include "pose/bench/workloads.h"
#include "pose/formats/atomic_file.h"
#include "tensor/blas.h"
#include "tensor/cpu_pool.h"
#include "tensor/parallel.h"

namespace posegrad::apps {
namespace {

constexpr Index kSgemmRows = 4096;

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

nlohmann::json speed_fields(const pose::WorkloadSpeed& speed, double sgemm) {
  return {{"seconds", speed.seconds},
          {"gflops_per_second", speed.gflops_per_second},
          {"share_of_sgemm", speed.gflops_per_second / sgemm},
          {"peak_megabytes", peak_megabytes()},
          {"peak_tensor_megabytes", static_cast<double>(cpu_pool::stats().peak_bytes) / 1048576}};
}

nlohmann::json shape_fields(const char* work, const BenchOptions& options) {
  return {{"work", work},
          {"arc", fmt::format("{}", fmt::join(options.work.widths, ","))},
          {"channels", options.work.channels},
          {"device", name_of(options.work.device)},
          {"precision", options.precision},
          {"threads", threads()}};
}

void print_speed(const nlohmann::json& row, const char* unit, double per_second) {
  console::print(
      fmt::format("{:5} {:>10}  {:9.1f} {}  {:7.1f} GFLOP/s ({:.0f} % of sgemm)  peak {:.0f} MB",
                  row["work"].get<std::string>(), row["arc"].get<std::string>(), per_second, unit,
                  row["gflops_per_second"].get<double>(), 100 * row["share_of_sgemm"].get<double>(),
                  row["peak_megabytes"].get<double>()));
}

nlohmann::json train(const BenchOptions& options, double sgemm) {
  const pose::WorkloadSpeed speed = pose::measure_training(options.work);
  nlohmann::json row = shape_fields("train", options);
  row.update({{"batch", options.work.batch},
              {"stride", options.work.stride},
              {"samples_per_second", speed.per_second}});
  row.update(speed_fields(speed, sgemm));
  print_speed(row, "samples/s", speed.per_second);
  return row;
}

nlohmann::json evaluate(const BenchOptions& options, double sgemm) {
  const pose::WorkloadSpeed speed = pose::measure_evaluation(options.work);
  nlohmann::json row = shape_fields("eval", options);
  row.update({{"frames", options.work.frames},
              {"sequences", options.work.sequences},
              {"mirrored", options.work.mirror},
              {"frames_per_second", speed.per_second}});
  row.update(speed_fields(speed, sgemm));
  print_speed(row, "frames/s", speed.per_second);
  return row;
}

nlohmann::json print_profile(const char* title, const pose::Profile& profile) {
  console::print(fmt::format("\n{:30}{:>6}{:>10.1f} ms {:>11}", title, "calls",
                             1000 * profile.seconds, "GFLOP/s"));
  nlohmann::json ops = nlohmann::json::array();
  for (const pose::OpShare& op : profile.ops) {
    ops.push_back({{"op", op.op},
                   {"calls", op.calls},
                   {"seconds", op.seconds},
                   {"gflops_per_second", op.gflops_per_second}});
    console::print(fmt::format("{:30}{:6}{:10.2f} {:5.1f}%{:9.1f}", op.op, op.calls,
                               1000 * op.seconds, 100 * op.seconds / profile.seconds,
                               op.gflops_per_second));
  }
  return {{"seconds", profile.seconds}, {"ops", ops}};
}

nlohmann::json ops(const BenchOptions& options) {
  nlohmann::json row = shape_fields("ops", options);
  row["train"] = print_profile("one training step", pose::profile_training(options.work));
  row["eval"] = print_profile("one evaluation", pose::profile_evaluation(options.work));
  return row;
}

}  // namespace

int bench(std::span<const std::string> arguments) {
  BenchOptions options = parse_bench_options(arguments);
  if (options.help) {
    console::print(bench_help());
    return 0;
  }
  set_threads(options.threads > 0 ? static_cast<int>(options.threads) : threads());
  options.work.device = start_device(options.device, options.precision);
  const double sgemm = pose::measure_product(kSgemmRows, options.work.channels,
                                             options.work.repeats, options.work.device);
  if (options.work.device == Device::cpu)
    console::print(fmt::format("{} threads; OpenBLAS for {}; sgemm of {} x {} x {}: {:.1f} GFLOP/s",
                               threads(), blas::kernels(), kSgemmRows, options.work.channels,
                               3 * options.work.channels, sgemm));
  else
    console::print(fmt::format("cuBLAS, a product of {} x {} x {}: {:.1f} GFLOP/s", kSgemmRows,
                               options.work.channels, 3 * options.work.channels, sgemm));
  cpu_pool::trim();  // the peak of memory is to be the work's
  nlohmann::json results = nlohmann::json::array();
  const auto wants = [&](const char* work) { return options.kind.empty() || options.kind == work; };
  if (wants("train")) results.push_back(train(options, sgemm));
  if (wants("eval")) results.push_back(evaluate(options, sgemm));
  if (wants("ops")) results.push_back(ops(options));
  if (!options.json.empty())
    pose::formats::write_file(options.json, nlohmann::json{{"sgemm_gflops_per_second", sgemm},
                                                           {"blas_kernels", blas::kernels()},
                                                           {"results", results}}
                                                    .dump(1) +
                                                "\n");
  return 0;
}

}  // namespace posegrad::apps
