#include <cstring>
#include <functional>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/array_items.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/torch_file.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tensor/error.h"
#include "tests/support/golden_file.h"
#include "tests/support/same_state.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using formats::ArrayType;
using formats::NdArray;
using formats::Value;

namespace {

using Rename = std::function<std::string(const std::string&)>;

Rename with_prefix(const std::string& prefix) {
  return [prefix](const std::string& name) { return prefix + name; };
}

StateDict state_of(Index joints_out, double offset = 0) {
  TemporalModelOptions options{.widths = {3, 3, 1}, .channels = 4};
  options.joints_in = 3;
  options.joints_out = joints_out;
  StateDict state = save_state(TemporalModel(options, 7));
  for (auto& [name, tensor] : state)
    if (tensor.dtype() == DType::f32)
      for (float& x : tensor.cpu_span<float>())
        x = std::round(x * 64) / 64 + static_cast<float>(offset);
  return state;
}

void add_state(Value& dict, const StateDict& state, const Rename& rename = with_prefix("")) {
  for (const auto& [name, tensor] : state)
    dict.set(rename(name), Value::tensor(NdArray::of_tensor(tensor)));
}

Value state_value(const StateDict& state, const Rename& rename = with_prefix("")) {
  Value dict = Value::ordered_dict();
  add_state(dict, state, rename);
  return dict;
}

Value dict_of(std::vector<std::pair<std::string, Value>> entries) {
  Value dict = Value::dict();
  for (auto& [key, value] : entries) dict.set(key, std::move(value));
  return dict;
}

// As MMPose calls the layers: blocks of two modules, each a convolution and its norm.
std::string in_mmpose(std::string name, const std::string& backbone, const std::string& head) {
  const auto replace = [&](const std::string& from, const std::string& to) {
    if (name.starts_with(from)) name = to + name.substr(from.size());
  };
  replace("expand_conv.", backbone + ".expand_conv.conv.");
  replace("expand_bn.", backbone + ".expand_conv.bn.");
  replace("shrink.", head + ".conv.");
  for (const auto& [ours, theirs] : {std::pair{"layers_conv", "conv"}, {"layers_bn", "bn"}})
    for (int i = 0; i < 4; ++i)
      replace(fmt::format("{}.{}.", ours, i),
              fmt::format("{}.tcn_blocks.{}.conv{}.{}.", backbone, i / 2, i % 2 + 1, theirs));
  return name;
}

struct File {
  TemporaryFolder folder;
  const std::string path = folder / "x.bin";
  const StateDict poses = state_of(2), root = state_of(1);

  Checkpoint read(const Value& content) const {
    formats::torch_save(path, content);
    return read_checkpoint(path);
  }
  void reads(const Value& content, const std::string& key) const {
    BOOST_TEST_CONTEXT(key) {
      const Checkpoint found = read(content);
      check_same(found.model_pos, poses);
      BOOST_TEST(found.pos_key == key);
      BOOST_TEST(!found.model_traj.has_value());
      BOOST_TEST(found.notes.empty());
    }
  }
  void reads_both(const Value& content, const std::string& key, const std::string& path_key) const {
    BOOST_TEST_CONTEXT(path_key) {
      const Checkpoint found = read(content);
      check_same(found.model_pos, poses);
      check_same(found.model_traj.value(), root);
      BOOST_TEST(found.pos_key == key);
      BOOST_TEST(found.traj_key == path_key);
    }
  }
  void refuses(const Value& content, const std::string& message) const {
    check_throws<DataError>([&] { read(content); }, path + ": " + message);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(read_checkpoint_file, File)

BOOST_AUTO_TEST_CASE(a_model_is_found_behind_any_key_and_prefix) {
  reads(state_value(poses), "");
  reads(dict_of({{"model_pos", state_value(poses)}}), "model_pos");
  for (const std::string prefix : {"module.", "model.", "net._orig_mod.", "a.b.c."}) {
    reads(state_value(poses, with_prefix(prefix)), prefix.substr(0, prefix.size() - 1));
    reads(dict_of({{"state_dict", state_value(poses, with_prefix(prefix))}, {"epoch", 3}}),
          "state_dict." + prefix.substr(0, prefix.size() - 1));
  }
  reads(dict_of({{"epoch", 1}, {"nets", dict_of({{"lifter", state_value(poses)}})}}),
        "nets.lifter");
  reads(Value::list({dict_of({{"lr", 0.1}}), state_value(poses)}), "1");
}

BOOST_AUTO_TEST_CASE(the_path_of_the_root_is_told_by_its_key_or_its_single_joint) {
  const auto module = with_prefix("module.");
  reads_both(dict_of({{"model_pos", state_value(poses, module)},
                      {"model_traj", state_value(root, module)}}),
             "model_pos.module", "model_traj.module");
  reads_both(dict_of({{"Trajectory", state_value(root)}, {"lifter", state_value(poses)}}), "lifter",
             "Trajectory");
  reads_both(dict_of({{"a", state_value(root)}, {"b", state_value(poses)}}), "b", "a");
  Value flat = state_value(poses);
  add_state(flat, root, with_prefix("traj."));
  reads_both(flat, "", "traj");
  reads(dict_of({{"model_pos", state_value(poses)}, {"model_traj", Value()}}), "model_pos");
  reads(dict_of({{"trajectories", state_value(poses)}}), "trajectories");  // the only one
}

BOOST_AUTO_TEST_CASE(mmpose_s_names_are_known) {
  const auto lifter = [](const std::string& prefix, const std::string& head) {
    return [=](const std::string& name) { return prefix + in_mmpose(name, "backbone", head); };
  };
  reads(state_value(poses, lifter("", "keypoint_head")), "");
  reads(dict_of({{"meta", dict_of({{"epoch", 160}})},
                 {"state_dict", state_value(poses, lifter("module.", "head"))}}),
        "state_dict.module");
  Value both = state_value(poses, lifter("", "keypoint_head"));
  add_state(both, root,
            [](const std::string& name) { return in_mmpose(name, "traj_backbone", "traj_head"); });
  reads_both(dict_of({{"state_dict", both}}), "state_dict", "state_dict.traj");
  both.set("backbone.attention.weight", Value::tensor(NdArray::of_tensor(Tensor::zeros({2}))));
  refuses(both, "backbone.attention.weight (2,) has no place in a temporal model");
}

BOOST_AUTO_TEST_CASE(of_two_models_the_one_that_is_meant_or_none) {
  const Value other = state_value(state_of(2, 0.5));
  reads(dict_of({{"ema", other}, {"model_pos", state_value(poses)}}), "model_pos");
  reads(dict_of({{"best", dict_of({{"model_pos", other}})}, {"model_pos", state_value(poses)}}),
        "model_pos");
  reads(dict_of({{"state_dict", state_value(poses)}, {"copy", state_value(poses)}}), "state_dict");
  const Value same = state_value(poses);
  reads(dict_of({{"a", same}, {"b", same}}), "a");
  refuses(dict_of({{"net", state_value(poses)}, {"ema", other}}),
          "2 models fit, among them 'net' and 'ema', and nothing tells which is meant; keep one of "
          "them in the file");
  Value bare = state_value(poses);
  bare.set("ema", other);
  refuses(bare,
          "2 models fit, among them the one without a prefix and 'ema', and nothing tells which is "
          "meant; keep one of them in the file");
}

BOOST_AUTO_TEST_CASE(every_float_type_is_read_and_no_other) {
  const auto as = [&](ArrayType type) {
    Value dict = Value::dict();
    for (const auto& [name, tensor] : poses) {
      const NdArray array = NdArray::of_tensor(tensor);
      if (array.type() != ArrayType::f4) {
        dict.set(name, Value::tensor(array));
        continue;
      }
      std::string bytes;
      const auto add = [&](auto number) {
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
      };
      for (Index i = 0; i < array.numel(); ++i) {
        const auto number = static_cast<float>(array.number(i));
        if (type == ArrayType::f2) add(formats::to_float16(number));
        if (type == ArrayType::bf16)
          add(static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(number) >> 16));
        if (type == ArrayType::f8) add(static_cast<double>(number));
        if (type == ArrayType::i4) add(static_cast<std::int32_t>(number));
      }
      dict.set(name, Value::tensor(
                         {formats::format_of(type), array.shape(), formats::Blob::copy_of(bytes)}));
    }
    return dict;
  };
  for (const ArrayType type : {ArrayType::f2, ArrayType::bf16, ArrayType::f8}) reads(as(type), "");
  refuses(as(ArrayType::i4),
          "expand_bn.weight: numbers of a float type are wanted; found int32 (4,)");
}

BOOST_AUTO_TEST_CASE(arrays_of_numpy_and_other_counters_do) {
  Value dict = Value::dict();
  for (const auto& [name, tensor] : poses) dict.set(name, NdArray::of_tensor(tensor));
  reads(dict, "");
  dict.set("expand_bn.num_batches_tracked", Value::tensor(NdArray::of_tensor(Tensor::zeros({1}))));
  dict.set("step", Value::tensor(NdArray::of_number(3)));
  reads(dict, "");
  dict.set("expand_bn.num_batches_tracked", Value::tensor(NdArray::of_tensor(Tensor::zeros({2}))));
  refuses(dict, "expand_bn.num_batches_tracked: one number is wanted; found float32 (2,)");
  dict = state_value(poses);
  Value without = Value::dict();
  for (const auto& [key, value] : dict.entries())
    if (!key.as_text().ends_with("num_batches_tracked")) without.set(key, value);
  BOOST_TEST(read(without).model_pos.size() == poses.size() - 5);
}

BOOST_AUTO_TEST_CASE(another_network_is_not_taken_for_one) {
  Value extra = state_value(poses, with_prefix("net."));
  const Value weight = Value::tensor(NdArray::of_tensor(Tensor::zeros({2, 2})));
  extra.set("loss.weight", weight);
  reads(extra, "net");
  Value bare = state_value(poses);
  bare.set("optimizer", dict_of({{"momentum", weight}}));
  reads(bare, "");
  extra.set("net.attention.weight", weight);
  refuses(extra, "net.attention.weight (2, 2) has no place in a temporal model");
  Value part = Value::dict();
  for (const auto& [name, tensor] : poses)
    if (name != "shrink.weight") part.set(name, Value::tensor(NdArray::of_tensor(tensor)));
  refuses(dict_of({{"model_pos", part}, {"model_traj", state_value(root)}}),
          "model_pos: the parameter shrink.weight is missing: not a temporal model");
  refuses(
      dict_of({{"state_dict", dict_of({{"conv1.weight", weight}, {"head.conv.weight", weight}})},
               {"optimizer", dict_of({{"m", weight}})}}),
      "there are no weights of a temporal model, expand_conv.weight to shrink.weight under any "
      "prefix; it has: state_dict.conv1.weight");
  refuses(dict_of({{"epoch", 1}}),
          "there are no weights of a temporal model, expand_conv.weight to shrink.weight under any "
          "prefix; it has: epoch");
  refuses(Value::list(),
          "there are no weights of a temporal model, expand_conv.weight to shrink.weight under any "
          "prefix; it has: nothing");
  Value twice = state_value(poses, with_prefix("a.b."));
  twice.set("a", dict_of({{"b.shrink.bias", weight}}));
  refuses(twice, "a.b: two arrays are called shrink.bias");
}

BOOST_AUTO_TEST_CASE(a_small_file_cannot_make_much) {
  const Value weight = Value::tensor(NdArray::of_tensor(Tensor::zeros({2})));
  refuses(Value::list(std::vector<Value>(200'000, weight)), "it names more than 131072 arrays");
  // One array of a megabyte under many names.
  const Value large = Value::tensor(NdArray::of_tensor(Tensor::zeros({1 << 18})));
  Value dict = state_value(poses);
  for (int i = 0; i < 100; ++i) dict.set(fmt::format("layers_bn.{}.weight", i), large);
  try {
    read(dict);
    BOOST_ERROR("it was read");
  } catch (const DataError& error) {
    BOOST_TEST(std::string(error.what()).ends_with(": the file names the same numbers too often"));
  }
}

BOOST_AUTO_TEST_CASE(files_of_pytorch_and_python_give_the_same_model) {
  const auto golden = [](const std::string& name) { return golden_file("checkpoints/" + name); };
  const Checkpoint plain = read_checkpoint(golden("plain.bin"));
  BOOST_TEST(plain.model_pos.size() == 20U);
  BOOST_TEST(plain.epoch.value() == 5);
  const auto check = [&](const std::string& name, const std::string& key, const std::string& note) {
    BOOST_TEST_CONTEXT(name) {
      const Checkpoint found = read_checkpoint(golden(name));
      check_same(found.model_pos, plain.model_pos);
      BOOST_TEST(found.pos_key == key);
      BOOST_TEST(found.notes.size() == (note.empty() ? 0U : 1U));
      if (!found.notes.empty()) BOOST_TEST(found.notes[0] == golden(name) + ": " + note);
    }
  };
  const auto module = [](const std::string& name) {
    return "a whole module (" + name + "): its weights are read as data, its code is not used";
  };
  check("parallel_legacy.bin", "model_pos.module", "");
  check("whole_module.pth", "", module("common.model.TemporalModel"));
  check("whole_legacy.pth", "module", module("torch.nn.parallel.data_parallel.DataParallel"));
  check("traced.pt", "", module("__torch__.common.model.TemporalModel"));
  check("loop.pth", "model", "");
  check("beside.ckpt", "state_dict.model",
        "left aside beside the weights: callbacks (pathlib.PurePosixPath), cfg "
        "(mmcv.utils.config.Config)");
  check("model.safetensors", "", "");
  check("types.safetensors", "", "");
  check_same(read_checkpoint(golden("model.safetensors")).model_traj.value(),
             plain.model_traj.value());
}

BOOST_AUTO_TEST_CASE(a_training_goes_on_from_a_training_s_checkpoint_only) {
  const auto check = [&](const std::string& file, const std::string& message) {
    check_throws<DataError>([&] { require_training(read_checkpoint(file), file); }, file + message);
  };
  const std::string missing = ": it holds weights but not what a training goes on from (",
                    advice =
                        "): --resume wants a checkpoint of a training, as epoch_N.bin is; "
                        "--evaluate takes the weights",
                    unreadable = ": a training cannot go on from it; --evaluate takes its weights";
  check(golden_file("checkpoints/plain.bin"), missing + "random_state, optimizer" + advice);
  check(golden_file("checkpoints/types.safetensors"),
        missing + "epoch, lr, random_state, optimizer" + advice);
  check(golden_file("checkpoints/beside.ckpt"),
        ": lr: a number is wanted; found list" + unreadable);

  Checkpoint whole;
  whole.epoch = 3;
  whole.learning_rate = 0.1;
  whole.random_state = NumpyRandom(1);
  whole.model_pos = poses;
  whole.optimizer =
      OptimizerState{{{Tensor::zeros({2}), Tensor::zeros({2}), Tensor::zeros({2}), 4}}};
  write_checkpoint(path, whole);
  BOOST_CHECK_NO_THROW(require_training(read_checkpoint(path), path));
  BOOST_TEST(read_checkpoint(path).notes.empty());
  const Value content = formats::torch_load(path);
  const auto with = [&](const std::string& key, const Value& value, const std::string& message) {
    Value changed = Value::dict();
    for (const auto& [name, kept] : content.entries()) changed.set(name, kept);
    changed.set(key, value);
    formats::torch_save(path, changed);
    check_same(read_checkpoint(path).model_pos, poses);
    check(path, message + unreadable);
  };
  const auto optimizer = [](const Value& moments) {
    Value state = Value::dict();
    state.set(0, moments);
    return dict_of({{"state", state},
                    {"param_groups", Value::list({dict_of({{"params", Value::list({0})}})})}});
  };
  const Value two = Value::tensor(NdArray::of_tensor(Tensor::zeros({2})));
  with("optimizer", optimizer(dict_of({{"momentum_buffer", two}})),
       ": optimizer: state: 0: there is no 'exp_avg'; it has: momentum_buffer");
  with("optimizer", optimizer(dict_of({{"exp_avg", two}, {"exp_avg_sq", two}, {"step", 1e300}})),
       ": optimizer: state: 0: step: 1e+300 is no number of steps");
  with("epoch", -1, ": epoch: -1 is no number of epochs");
  with("epoch", "best", ": epoch: an integer is wanted; found str 'best'");
  with("random_state", Value::tuple({"MT19937"}),
       ": random_state: a RandomState is wanted; found tuple");
}

BOOST_AUTO_TEST_CASE(what_is_no_file_of_weights_is_called_by_its_name) {
  const auto check = [&](const std::string& bytes, const std::string& message) {
    write_text(path, bytes);
    check_throws<DataError>([&] { read_checkpoint(path); }, path + ": " + message);
  };
  const std::string page =
      "a web page, not weights: the download got it (to sign in, or of an error) in place of the "
      "file";
  check("<!DOCTYPE html><html><head><title>Sign in</title></head></html>", page);
  check("\xef\xbb\xbf\n  <HTML lang=\"en\">", page);
  check("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", page);
  check("version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 5024724\n",
        "a Git LFS pointer, not weights: 'git lfs pull' gets the file that it stands for");
  check("", "an empty file");
  check("{\"error\": \"gated\"}", "a JSON text, not weights");
  check("\x1f\x8b\x08", "a gzip file: unpack it first");
  check("\x89HDF\r\n\x1a\n",
        "an HDF5 file, as Keras writes it; PyTorch's and safetensors are read");
  check("hello",
        "not a file of weights: neither PyTorch's (a zip archive or its magic number) nor "
        "safetensors");
  check(std::string(257, '\0') + "ustar" + std::string(250, '\0'),
        "a tar file, PyTorch's format before 0.1.10, which is not supported");
  check_throws<IoError>([&] { read_checkpoint(folder / "gone"); },
                        "cannot open " + (folder / "gone") + ": No such file or directory");
  check_throws<IoError>([&] { read_checkpoint(folder.path()); },
                        "cannot open " + folder.path() + ": Is a directory");
  const std::string named = folder / "x.safetensors";
  write_text(named, "<html>");
  check_throws<DataError>([&] { read_checkpoint(named); }, named + ": " + page);
  write_text(named, "hello");
  check_throws<DataError>([&] { read_checkpoint(named); },
                          named + ": cut short: 5 bytes are no safetensors file");
}

BOOST_AUTO_TEST_SUITE_END()
