#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "apps/bench/detection.h"
#include "apps/bench/options.h"
#include "apps/bench/scale_out.h"
#include "apps/bench/workloads.h"
#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/ranks/ranks.h"
#include "apps/usage_error.h"
#include "pose/formats/atomic_file.h"
#include "tensor/blas.h"
#include "tensor/cpu_pool.h"
#include "tensor/device.h"
#include "tensor/parallel.h"

namespace posegrad::apps {
namespace {

constexpr Index kSgemmRows = 4096;

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Of this machine, in this run.
struct Rates {
  double sgemm = 0;  // GFLOP/s of a product
  double copy = 0;   // GB/s; on a GPU
};

Rates measured_rates(const Workload& work) {
  Rates rates;
  rates.sgemm = measure_product(kSgemmRows, work.channels, work.repeats, work.device);
  const std::string product = fmt::format("{} x {} x {}: {:.1f} GFLOP/s", kSgemmRows, work.channels,
                                          3 * work.channels, rates.sgemm);
  if (work.device == Device::cpu) {
    console::print(fmt::format("{} threads; OpenBLAS for {}; sgemm of {}", threads(),
                               blas::kernels(), product));
    return rates;
  }
  rates.copy = measure_copy(work.repeats, work.device);
  console::print(fmt::format("cuBLAS, a product of {}; a copy: {:.0f} GB/s", product, rates.copy));
  return rates;
}

nlohmann::json speed_fields(const WorkloadSpeed& speed, const Rates& rates) {
  return {{"seconds", speed.seconds},
          {"gflops_per_second", speed.gflops_per_second},
          {"share_of_sgemm", speed.gflops_per_second / rates.sgemm},
          {"peak_megabytes", peak_megabytes()},
          {"peak_tensor_megabytes", static_cast<double>(cpu_pool::stats().peak_bytes) / 1048576}};
}

// How far a job on a GPU is from what the machine allows.
template <class Profiled>
nlohmann::json limit_fields(const BenchOptions& options, double seconds, const Rates& rates,
                            const Profiled& profiled) {
  if (options.work.device == Device::cpu) return nlohmann::json::object();
  const double peak = static_cast<double>(cuda::memory_use().peak) / 1048576;
  const Limit limit = limit_of(profiled(options.work), rates.sgemm, rates.copy);
  cuda::reset_peak();
  const double share = (limit.product_seconds + limit.memory_seconds) / seconds;
  console::print(
      fmt::format("      {:.3f} ms; products alone {:.3f} ms, the rest's memory {:.3f} ms: {:.0f} "
                  "%; peak {:.0f} MB",
                  1000 * seconds, 1000 * limit.product_seconds, 1000 * limit.memory_seconds,
                  100 * share, peak));
  return {{"limit",
           {{"product_seconds", limit.product_seconds}, {"memory_seconds", limit.memory_seconds}}},
          {"share_of_limit", share},
          {"peak_gpu_megabytes", peak}};
}

nlohmann::json shape_fields(const char* work, const BenchOptions& options) {
  return {{"work", work},
          {"arc", fmt::format("{}", fmt::join(options.work.widths, ","))},
          {"channels", options.work.channels},
          {"device", name_of(options.work.device)},
          {"precision", name_of(options.machine.precision)},
          {"threads", threads()}};
}

void print_speed(const nlohmann::json& row, const char* unit, double per_second) {
  console::print(
      fmt::format("{:5} {:>10}  {:9.1f} {}  {:7.1f} GFLOP/s ({:.0f} % of sgemm)  peak {:.0f} MB",
                  row["work"].get<std::string>(), row["arc"].get<std::string>(), per_second, unit,
                  row["gflops_per_second"].get<double>(), 100 * row["share_of_sgemm"].get<double>(),
                  row["peak_megabytes"].get<double>()));
}

nlohmann::json train(const BenchOptions& options, const Rates& rates) {
  const WorkloadSpeed speed = measure_training(options.work);
  nlohmann::json row = shape_fields("train", options);
  row.update({{"batch", options.work.batch},
              {"stride", options.work.stride},
              {"samples_per_second", speed.per_second}});
  row.update(speed_fields(speed, rates));
  print_speed(row, "samples/s", speed.per_second);
  row.update(limit_fields(options, speed.seconds, rates, profile_training));
  return row;
}

nlohmann::json evaluate(const BenchOptions& options, const Rates& rates) {
  const WorkloadSpeed speed = measure_evaluation(options.work);
  nlohmann::json row = shape_fields("eval", options);
  row.update({{"frames", options.work.frames},
              {"sequences", options.work.sequences},
              {"mirrored", options.work.mirror},
              {"frames_per_second", speed.per_second}});
  row.update(speed_fields(speed, rates));
  print_speed(row, "frames/s", speed.per_second);
  row.update(limit_fields(options, speed.seconds, rates, profile_evaluation));
  return row;
}

nlohmann::json print_profile(const char* title, const Profile& profile) {
  console::print(fmt::format("\n{:30}{:>6}{:>10.1f} ms {:>11}{:>8}", title, "calls",
                             1000 * profile.seconds, "GFLOP/s", "GB/s"));
  nlohmann::json ops = nlohmann::json::array();
  for (const OpShare& op : profile.ops) {
    const double seconds = std::max(op.seconds, 1e-9);
    ops.push_back({{"op", op.op},
                   {"calls", op.calls},
                   {"seconds", op.seconds},
                   {"gflops_per_second", op.gflop / seconds},
                   {"gigabytes_per_second", op.gigabytes / seconds}});
    console::print(fmt::format("{:30}{:6}{:10.2f} {:5.1f}%{:9.1f}{:8.1f}", op.op, op.calls,
                               1000 * op.seconds, 100 * op.seconds / profile.seconds,
                               op.gflop / seconds, op.gigabytes / seconds));
  }
  return {{"seconds", profile.seconds}, {"ops", ops}};
}

nlohmann::json ops(const BenchOptions& options) {
  nlohmann::json row = shape_fields("ops", options);
  row["train"] = print_profile("one training step", profile_training(options.work));
  row["eval"] = print_profile("one evaluation", profile_evaluation(options.work));
  return row;
}

nlohmann::json detect(const BenchOptions& options, const Rates& rates) {
  nlohmann::json rows = nlohmann::json::array();
  for (const NetworkSpeed& network : measure_detection(options.detector_weights, options.work)) {
    const double gflops = network.gflop / network.seconds;
    console::print(
        fmt::format("{:10} {:>3}x{:<3}  {:7.2f} ms  {:6.3f} GFLOP, {:6.1f} GFLOP/s "
                    "({:.0f} % of sgemm), {:.2f} times one thread",
                    network.name, network.size, network.size, 1000 * network.seconds, network.gflop,
                    gflops, 100 * gflops / rates.sgemm, network.speedup));
    rows.push_back({{"work", "detect"},
                    {"network", network.name},
                    {"size", network.size},
                    {"threads", threads()},
                    {"seconds", network.seconds},
                    {"times_one_thread", network.speedup},
                    {"gflop", network.gflop},
                    {"share_of_sgemm", gflops / rates.sgemm},
                    {"ops", print_profile("where it goes", network.profile)}});
  }
  return rows;
}

nlohmann::json mpi(const BenchOptions& options) {
  const ScaleOutSpeed speed = measure_scale_out(options.work);
  console::print(fmt::format("{} ranks of {} thread{}; {}", speed.ranks, threads(),
                             threads() == 1 ? "" : "s", mpi_version_text()));
  console::print(fmt::format("a sum of a few numbers   {:9.1f} us", 1e6 * speed.latency));
  console::print(fmt::format("a sum of {:5.1f} MB        {:9.2f} ms, {:.2f} GB/s each way",
                             1e-6 * speed.gradient_bytes, 1e3 * speed.sum,
                             1e-9 * speed.bytes_per_second()));
  console::print(
      fmt::format("a step of {:5} frames    {:9.2f} ms, {:.0f} % of the speed without the others "
                  "({:.2f} ms); {:.0f} % of the sums are hidden",
                  options.work.batch, 1e3 * speed.together, 100 * speed.efficiency(),
                  1e3 * speed.alone, 100 * speed.hidden()));
  nlohmann::json row = shape_fields("mpi", options);
  row.update({{"ranks", speed.ranks},
              {"batch", options.work.batch},
              {"gradient_bytes", speed.gradient_bytes},
              {"latency_seconds", speed.latency},
              {"sum_seconds", speed.sum},
              {"step_seconds", speed.together},
              {"step_seconds_alone", speed.alone},
              {"efficiency", speed.efficiency()},
              {"hidden", speed.hidden()}});
  return row;
}

}  // namespace

int bench(std::span<const std::string> arguments) {
  BenchOptions options = parse_bench_options(arguments);
  if (options.help) {
    console::print(help_text(bench_help()));
    return 0;
  }
  if (Ranks::count() > 1 && options.kind != "mpi")
    throw UsageError(
        fmt::format("{} processes were started together; of these only `bench mpi` "
                    "measures something",
                    Ranks::count()));
  options.work.device = start_machine(options.machine);
  if (options.kind == "mpi") {
    const nlohmann::json row = mpi(options);
    if (!options.json.empty() && Ranks::is_first())
      pose::formats::write_file(options.json, nlohmann::json{{"results", {row}}}.dump(1) + "\n");
    return 0;
  }
  const Rates rates = measured_rates(options.work);
  cpu_pool::trim();  // the peak of memory is to be the work's
  if (options.work.device == Device::cuda) cuda::reset_peak();
  nlohmann::json results = nlohmann::json::array();
  const auto wants = [&](const char* work) { return options.kind.empty() || options.kind == work; };
  if (wants("train")) results.push_back(train(options, rates));
  if (wants("eval")) results.push_back(evaluate(options, rates));
  if (wants("ops")) results.push_back(ops(options));
  if (options.kind == "detect")
    for (const nlohmann::json& row : detect(options, rates)) results.push_back(row);
  if (!options.json.empty()) {
    nlohmann::json figures{{"sgemm_gflops_per_second", rates.sgemm},
                           {"blas_kernels", blas::kernels()},
                           {"results", results}};
    if (rates.copy > 0) figures["copy_gigabytes_per_second"] = rates.copy;
    pose::formats::write_file(options.json, figures.dump(1) + "\n");
  }
  return 0;
}

}  // namespace posegrad::apps
