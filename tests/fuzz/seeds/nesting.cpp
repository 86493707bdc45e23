#include "tests/fuzz/seeds/seeds.h"

namespace posegrad::fuzz {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string nested(const std::string& before, const std::string& inside, const std::string& after,
                   std::size_t depth) {
  return repeated(before, depth) + inside + repeated(after, depth);
}

/// Pickles of a few bytes that say much.
std::vector<std::string> small_pickles() {
  const std::string begin = "\x80\x02";
  return {begin + "]" + repeated("2\x86", 40) + ".",  // 2^40 lists, if each were one
          begin + "]q" + std::string(1, '\0') + "h" + std::string(1, '\0') + "a.",  // in itself
          begin + nested("(", "N", "l", 900) + ".",
          begin + nested("(", "N", "t", 5000) + ".",
          begin + "(" +
              repeated("]q" + std::string(1, '\1') + "(" + repeated("h\1", 40) + "e", 20) + "l.",
          begin + "X\xff\xff\xff\x7f" + "a.",  // a text that is not there
          begin + "(lp0\n" + repeated("g0\na", 50) + "."};
}

/// An AlphaPose list in which pictures take turns: as many runs as entries.
std::string alternating_pictures(std::size_t count) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i)
    text += std::string(i == 0 ? "" : ",") + R"({"image_id":")" + std::to_string(i % 2) +
            R"(.jpg","category_id":1,"keypoints":[1,2,1,3,4,1],"score":1})";
  return text + "]";
}

}  // namespace

void add_nesting_seeds(Seeds& seeds) {
  constexpr std::size_t kDeep = 3000;
  const std::string lists = nested("[", "1", "]", kDeep),
                    dicts = nested("{\"a\":", "1", "}", kDeep);
  for (const char* target : {"detections_json", "detections_folder", "ffprobe", "audit_json",
                             "tfjs_graph", "rig", "model_card"}) {
    seeds[target].push_back(lists);
    seeds[target].push_back(dicts);
    seeds[target].push_back(repeated("[", kDeep));
  }
  seeds["ffprobe"].push_back(R"({"streams":[{"width":)" + lists + "}]}");
  seeds["detections_json"].push_back(alternating_pictures(200));
  for (const char* target : {"pickle", "torch_pickle", "detections_npz"})
    for (const std::string& pickle : small_pickles()) seeds[target].push_back(pickle);
  seeds["bvh"].push_back("HIERARCHY\nROOT a\n" +
                         repeated("{\nOFFSET 0 0 0\nCHANNELS 1 Xposition\nJOINT b\n", 600));
}

}  // namespace posegrad::fuzz
