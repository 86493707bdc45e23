#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tensor/dispatch.h"

namespace posegrad::audit {

/// One element of an output beside its definition.
struct Element {
  Index index = 0;  // row-major
  double value = 0, expected = 0;
  double bound = 0;      // largest |value - expected| that the op promises
  double error() const;  // |value - expected|; 0 for the same infinity or NaN
  double share() const;  // error / bound: inside the promise up to 1; of an exact op 0 or infinity
};

/// An output and how far it is from its definition, over the elements that were computed again.
struct OutputCheck {
  Index checked = 0, outside = 0;  // elements; of these beyond their bound
  double largest_error = 0, mean_error = 0;
  double rms = 0;                // of the checked values
  Element worst;                 // largest share of its bound
  std::vector<Element> samples;  // a few, the same places in every run
};
/// Computes up to `elements` elements (0: all) of output number `output` again by the op's
/// reference and compares them. `call` has the inputs from before the kernel ran. Which elements
/// depends on `round` and the number of elements alone, so that two runs check the same ones.
OutputCheck check_output(const KernelCall& call, int output, const Tensor& result, Index elements,
                         std::int64_t round);

/// SHA-256 of the numbers as they lie in memory, in hexadecimal.
std::string sha256(const Tensor& tensor);

struct OutputRecord {
  Shape shape;
  DType dtype = DType::f32;
  std::string sha256;  // of its bytes; empty: not taken
  std::optional<OutputCheck> check;
};

struct InputRecord {
  Shape shape;  // of an input that was left out: empty
  DType dtype = DType::f32;
  bool defined = false;
  std::optional<Index> from;     // number of the recorded call whose output it is; none: given
  std::vector<Index> also_from;  // where several calls wrote it, the others
};

/// One kernel call.
struct CallRecord {
  Index number = 0;  // among all calls of the program, from 1
  const OpInfo* op = nullptr;
  std::string scope;       // "training step/model_pos/layers_conv.0"; empty: outside
  std::int64_t round = 0;  // of the outermost scope: number of the step
  bool backward = false;
  Device device = Device::cpu;
  std::vector<InputRecord> inputs;
  std::vector<OutputRecord> outputs;
  double flops = 0, bytes = 0;
  double start = 0, seconds = 0;  // start: since the audit began, its own work not counted

  /// The check of the output that uses most of its bound; nullptr: none was checked.
  const OutputCheck* worst_check() const;
};

/// All calls of one op in one layer, recorded or not.
struct Total {
  const OpInfo* op = nullptr;
  std::string scope;
  bool backward = false;
  Index calls = 0, checked_calls = 0, checked_elements = 0, outside = 0;
  double flops = 0, bytes = 0, seconds = 0;
  double largest_share = 0;  // of a bound
  double largest_error = 0;
};

/// A figure that the program reported.
struct FigureRecord {
  std::string name;
  double value = 0;
  Index after_call = 0;  // last call before it was reported
};

/// How much of a kind of round was recorded.
struct RoundCount {
  std::string scope;  // the outermost: "training step"
  Index all = 0, recorded = 0;
};

struct Sampling {
  Index every = 1;  // one round (training step, evaluation block) in so many
  /// Beginnings of names of ops whose outputs are checked; empty: all.
  std::vector<std::string> ops = {};
  struct Rounds {
    Index first, last;
  };
  std::vector<Rounds> rounds = {};  // empty: all
  Index elements = 4096;            // checked of each output; 0: every one
};

/// What an audit found.
struct Audit {
  std::vector<std::string> command;
  int threads = 1;
  std::string blas;  // the processor whose kernels OpenBLAS runs
  Sampling sampling;
  std::vector<CallRecord> calls;  // of the sampled rounds
  std::vector<Total> totals;      // of everything
  std::vector<FigureRecord> figures;
  std::vector<RoundCount> rounds;
  Index all_calls = 0;
  double seconds = 0, own_seconds = 0;  // of the program; of checking, on top

  Index outside() const;  // elements beyond their bound
};

}  // namespace posegrad::audit
