#include "pose/formats/pickle.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/torch_file.h"
#include "tests/detect/graph_writer.h"
#include "tests/fuzz/seeds/seeds.h"
#include "tests/fuzz/zip_members.h"
#include "tests/support/golden_file.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::fuzz {
namespace {

using namespace pose::formats;
using test::read_text;

/// Of a zip archive, what the fuzzer changes of it.
std::string pickle_in(const std::string& archive) {
  for (const ZipMember& member : zip_members(archive))
    if (member.name.ends_with("/data.pkl")) return member.content;
  return "";
}

Value state_dict() {
  Value state = Value::ordered_dict();
  const NdArray numbers({ArrayType::f4, 4}, {2, 3}, Blob::holding(std::string(24, '\1')));
  state.set(Value("layer.weight"), Value::tensor(numbers));
  state.set(Value("layer.bias"), Value::tensor(numbers));
  Value all = Value::dict();
  all.set(Value("epoch"), Value(3));
  all.set(Value("lr"), Value(0.001));
  all.set(Value("model_pos"), state);
  return all;
}

std::string graph_json() {
  test::GraphWriter graph;
  graph.node("x", "Placeholder", {},
             {{"shape", {{"shape", {{"dim", {{{"size", "1"}}, {{"size", -1}}}}}}}}});
  graph.halves("w", {2}, {0x3c00, 0xc000});
  graph.node("y", "_FusedConv2D", {"x", "w:0", "^x"},
             {{"strides", test::integers_attribute({1, 2, 2, 1})},
              {"padding", test::text_attribute("SAME")},
              {"fused_ops", test::texts_attribute({"BiasAdd", "Relu6"})}});
  graph.json["generatedBy"] = "somebody";
  auto& weights = graph.group()["weights"];
  weights.push_back({{"name", "q"},
                     {"shape", {3}},
                     {"dtype", "float32"},
                     {"quantization", {{"dtype", "uint8"}, {"scale", 0.5}, {"min", -3}}}});
  weights.push_back({{"name", "i"}, {"shape", {4}}, {"dtype", "int32"}});
  weights.push_back({{"name", "f"}, {"shape", {9}}, {"dtype", "float32"}});
  weights.push_back({{"name", "b"}, {"shape", {5}}, {"dtype", "bool"}});
  return graph.json.dump();
}

}  // namespace

void add_weights_seeds(Seeds& seeds) {
  const test::TemporaryFolder folder;
  torch_save(folder / "state.bin", state_dict());
  std::vector<std::string> files{read_text(folder / "state.bin")};
  for (const char* name :
       {"formats/small_zip.bin", "formats/small_legacy.bin", "formats/torchscript.bin",
        "formats/checkpoint_zip.bin", "checkpoints/whole_module.pth", "checkpoints/traced.pt",
        "checkpoints/beside.ckpt"})
    files.push_back(read_text(test::golden_file(name)));
  constexpr std::size_t kSmall = 20'000;
  for (const std::string& file : files) {
    if (file.size() < kSmall) {
      seeds["torch"].push_back(file);
      seeds["checkpoint"].push_back(file);
    }
    if (file.starts_with("PK")) seeds["torch_pickle"].push_back(pickle_in(file));
  }
  for (const char* name : {"checkpoints/types.safetensors", "checkpoints/model.safetensors"}) {
    const std::string file = read_text(test::golden_file(name));
    if (file.size() > kSmall) continue;
    seeds["safetensors"].push_back(file);
    seeds["checkpoint"].push_back(file);
  }
  seeds["tfjs_graph"].push_back(graph_json());
}

}  // namespace posegrad::fuzz
