#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nn/adam.h"
#include "nn/module.h"
#include "pose/data/chunks.h"
#include "pose/data/numpy_random.h"

namespace posegrad::pose {

/// A state dict as PyTorch keeps it: convolution weights (C_out, C_in, K), everything f32 but the
/// batch counters (i64).
using StateDict = std::vector<std::pair<std::string, Tensor>>;

/// Adam's memory as in the file: one entry a parameter, in the order of the optimizer's parameters.
struct OptimizerState {
  struct Entry {
    Tensor m, v, vmax;  // empty before the first step
    Index step = 0;
  };
  std::vector<Entry> entries;
};

/// What a model's input is measured in.
enum class ModelInput {
  screen,  // normalised screen coordinates, frame by frame: the original's
  person,  // a window of frames around the person, turned and scaled (person_window)
};

/// What the weights do not say about a model. Our own key in the file; absent in others'
/// checkpoints.
struct ModelFacts {
  bool causal = false;
  bool dense = false;
  bool mirrored = true;         // trained with mirrored samples
  std::string keypoint_layout;  // of the input: "coco", "h36m", ...; empty: the data did not say
  double fps = 0;               // of the training data; 0: not known
  ModelInput input = ModelInput::screen;
};

/// An epoch that was interrupted between two steps. The file's random_state is the one at the
/// epoch's start.
struct PartialEpochState {
  Index steps_done = 0;
  double loss_sum = 0;  // metres * frames
  Index frames = 0;
};

/// What a run needs besides the usual keys to go on with the very same bits. Our own key as well.
struct RunFacts {
  nn::RandomStream random;
  double momentum = 0;
  std::optional<PartialEpochState> partial;
  std::optional<ChunkedBatches::Position>
      unlabelled;    // inside the endless list of unlabelled batches
  Index shards = 1;  // of a batch
};

/// A training checkpoint: the original's keys, then ours under "posegrad". Every key but model_pos
/// may be missing in published files and those of others.
struct Checkpoint {
  std::optional<Index> epoch;           // epochs completed
  std::optional<double> learning_rate;  // of the next epoch
  std::optional<NumpyRandom> random_state, random_state_semi;
  std::optional<OptimizerState> optimizer;
  StateDict model_pos;
  std::optional<StateDict> model_traj;
  std::optional<ModelFacts> model_facts;
  std::optional<RunFacts> run_facts;

  // Of a file that was read:
  std::string pos_key = "model_pos",
              traj_key = "model_traj";  // where the models were; may be empty
  std::string unreadable;          // why a key of a training is not here though the file has it
  std::vector<std::string> notes;  // what is beside the weights and was left aside, a line each
};

/// How messages call a model of a file: "FILE: KEY", or "FILE" where its names are bare.
std::string place_in(const std::string& path, const std::string& key);

/// Reads what PyTorch (any format since 0.1.10, TorchScript too) or safetensors hold: checkpoints
/// of the original and of posegrad, bare state dicts, those of other programs under any key or
/// prefix (find_models), whole modules; float16, bfloat16, float32 and float64. The models come in
/// their own order of parameters. What else a file has is left alone, a note names objects that are
/// more than data. Throws IoError or DataError naming file, key and what was found.
Checkpoint read_checkpoint(const std::string& path);

/// Throws DataError, naming what is missing, unless a training can go on from the checkpoint: it
/// needs epoch, learning rate, random state and optimizer.
void require_training(const Checkpoint& checkpoint, const std::string& path);

/// Writes a file that torch.load and read_checkpoint read. The same content gives the same bytes.
/// An existing file is replaced only when the new one is complete on disk.
void write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

/// How a file holds weights of rank 2 and more. Norms and biases, a hundredth of them, are always
/// f32: a running variance can be beyond f16's range.
enum class WeightType { f32, f16 };

/// Writes what inference needs (epoch, model_pos, model_traj, model_facts) and nothing else, for
/// the same readers and as safely: a safetensors file where `path` ends in .safetensors, with
/// epoch and facts in its metadata, else PyTorch's zip format. Throws DataError naming the model,
/// the parameter and the number that f16 cannot hold.
void write_weights(const std::string& path, const Checkpoint& checkpoint, WeightType type);

/// A parameter of ours as PyTorch lays it out: convolution weights (C_out, K, C_in) -> (C_out,
/// C_in, K), others copied.
Tensor to_file_layout(const Tensor& parameter);

StateDict save_state(const nn::Module& module);
/// Copies the numbers into the module. num_batches_tracked may be missing. Throws DataError naming
/// `where`, the parameter, the file's and the module's shape; also for a number that is not finite.
void load_state(const nn::Module& module, const StateDict& state, const std::string& where);

OptimizerState save_optimizer(const nn::Adam& adam);
/// Throws DataError naming `where` when the number or shapes of the parameters differ.
void load_optimizer(nn::Adam& adam, const OptimizerState& state, const std::string& where);

}  // namespace posegrad::pose
