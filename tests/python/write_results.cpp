// Writes one result file of every format into the folder that the first argument names, for
// check_results.py.
#include <cstdio>
#include <limits>

#include "pose/wild/result_files.h"
#include "tensor/error.h"
#include "tests/results/scenes.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_results FOLDER\n");
    return 2;
  }
  try {
    posegrad::pose::Scene scene = posegrad::test::made_up_scene(30, 25);
    scene.title = "caf\u00e9, \"one\"";
    scene.motions[0].positions.data<float>()[4] = std::numeric_limits<float>::quiet_NaN();
    std::vector<bool> guessed(30, false);
    std::vector<posegrad::Index> people(30, 2);
    std::vector<float> heights(30, 1.75F);
    guessed[3] = true;
    people[4] = 0;
    heights[5] = std::numeric_limits<float>::quiet_NaN();
    scene.series = {{"guessed", guessed}, {"people", people}, {"height", heights}};
    for (const std::string& ending : posegrad::pose::result_endings())
      posegrad::pose::write_result(scene, argv[1] + ("/result" + ending));
  } catch (const posegrad::Error& error) {
    std::fprintf(stderr, "write_results: %s\n", error.what());
    return 1;
  }
  return 0;
}
