#include "pose/formats/tensorboard.h"
#include "pose/training/history.h"
#include "tests/fuzz/seeds/seeds.h"

namespace posegrad::fuzz {
namespace {

constexpr const char* kAudit =
    R"({"format":"posegrad audit 1","command":["run"],"outside":0,"figures":[
{"name":"3d_train","value":41.5,"after_call":1},{"name":"3d_train","value":null,"after_call":2}],
"calls":[{"call":0,"op":"conv1d","scope":"expand","round":1,"backward":false,"outputs":[
{"shape":[2,3],"dtype":"f32","sha256":"aa","check":{"checked":2,"outside":0,
"samples":[[0,1.5,1.5,1e-6],[5,2.5,2.5,1e-6]]}},null]},
{"call":1,"op":"relu","scope":"","round":1,"backward":true,"outputs":[
{"shape":[],"dtype":"f32","sha256":"bb"}]}]})";

std::string history_csv() {
  pose::History history;
  history.set(1, {{"3d_train", "mm", 41.5}, {"lr", "", 1e-3}});
  history.set(2, {{"3d_train", "mm", 40.25}, {"3d_test", "mm", 50}});
  return history.csv();
}

constexpr const char* kLog =
    R"({"epoch":1,"event":"step","global_step":1,"learning_rate":0.001,"loss_mm":300.5,"step":1}
{"epoch":1,"event":"epoch","learning_rate":0.001,"seconds":2.5,"train_mm":200,"valid_mm":null}
{"epoch":2,"event":"epoch","seconds":2.5,"train_mm":150.25,"projection_valid":0.1}
{"epoch":2,"ev
{"epoch":2,"event":"epoch","seconds":2.5,"train_mm":151}
{"event":"evaluation_average","subjects":["S9"]}
)";

/// A file, and the message of an event.
std::vector<std::string> tensorboard_files() {
  using pose::formats::tensorboard_record;
  const std::string scalars = tensorboard_record(
      {.wall_time = 2, .step = 1, .scalars = {{"3d_mm/train", 200}, {"3d_mm/valid", 210.5F}}});
  return {tensorboard_record({.wall_time = 1, .version = pose::formats::kTensorboardVersion}) +
              tensorboard_record({.wall_time = 1, .step = 1, .starts = true}) + scalars,
          scalars.substr(12, scalars.size() - 16)};
}

const std::vector<std::string> kFfprobeAnswers{
    R"({"streams":[{"width":64,"height":48,"sample_aspect_ratio":"4:3","avg_frame_rate":"30000/1001",
"r_frame_rate":"30/1","duration":"N/A","tags":{"rotate":"90"},"side_data_list":[{},
{"rotation":-90}]}],"packets":[{"pts_time":"0.2","flags":"K_"},{"dts_time":"0.1"},{"flags":"_D"},
{"pts_time":"N/A","flags":null}],"format":{"duration":"1.5"}})",
    R"({"streams":"x","packets":["x"],"format":{"duration":"1.0"}})",
    R"({"streams":[{"width":[null,"x"],"tags":[9223372036854775807],"side_data_list":[[null]]}]})",
    R"({"streams":[{"avg_frame_rate":{"rotation":18446744073709551615}}],"packets":[{"flags":{}}]})"};

const std::vector<std::string> kCommandLines{
    "audit\n--every\n10\n--ops\nconv1d,relu\n--steps\n1-3,7\n-o\nout\n--trace\nt.json\nrun\n-e\n2",
    "bench\ntrain\n--repeats\n3\n--channels\n64\n--json\nout.json\n--threads\n2",
    "custom\na.json\nb.json\n-o\nmine\n--size\n1280x720\n--fps\n30000/1001\n--person\nall",
    "gradcheck\nconv1d\nmodel\n--seed\n2\n--step\n1e-4\n--tolerance\n1e-6\n--elements\n5",
    "h36m\n--from-archive\nh36m.zip\n--data\nd",
    "h36m-2d\n-i\nin\n--pt\na.npy\n--ft\nb.npy\n-o\ncpn",
    "humaneva\n-p\nfolder\n--convert-3d",
    "mocap\nclips\n-o\nmine\n--rig\nrig.json\n--fps\n50",
    "run\n-d\nh36m\n-k\ngt\n-str\nS1,S5\n-ste\nS9\n-a\nWalk\n-c\nout\n-e\n80\n-b\n512\n-drop\n0.1\n"
    "-lr\n1e-3\n-lrd\n.95\n-arc\n3,3,3\n--causal\n-ch\n64\n--subset\n0.5\n--no-eval",
    "run\n-k\nmine\n--render\n--viz-subject\nS1\n--viz-action\nWalk\n--viz-camera\n2\n--viz-"
    "output\n"
    "a.gif\n--viz-skip\n3\n--viz-limit\n10\n--evaluate\nm.bin",
    "synth\n-o\ndata\n--force\n--seed\n3\n--seconds\n5",
    "wild\nclip.json\n-o\na.html\n-o\nb.mp4\n--video\nv.mp4\n--size\n640x360\n--fps\n25\n--"
    "fov\n60\n"
    "--camera-pitch\n-5.5\n--person\n2\n--min-score\n.3\n--axes\nyx\n--layout\ncoco",
    "wild\n-k\nmine\n--evaluate\nm.bin\n--render\n--size\n10x10\n--compat-size=1080x1080"};

constexpr const char* kCard =
    R"({"model_card":1,"title":"a model","input":"coco","output":"h36m","frames":27,"fps":25,
"causal":false,"default":true,"trained_on":"something","errors":[{"what":"data","MPJPE":96.9,
"N-MPJPE":95}],"licence":"MIT","notes":["a",1,null,true],"sha256":
"5f00b5a3b262326223d44f069ed1b2d82002b55e28694304283fbf100bcefbc2"})";

}  // namespace

void add_program_seeds(Seeds& seeds) {
  seeds["audit_json"] = {kAudit, std::string("[") + kAudit + "," + kAudit + "]"};
  seeds["history"] = {history_csv(), "\xef\xbb\xbf\"epoch\",\"3d_train (mm)\"\r\n1,41.5\r\n3,\r\n"};
  seeds["run_log"] = {kLog};
  seeds["tensorboard"] = tensorboard_files();
  seeds["ffprobe"] = kFfprobeAnswers;
  seeds["options"] = kCommandLines;
  seeds["model_card"] = {kCard};
}

}  // namespace posegrad::fuzz
