#include "pose/evaluation/error_means.h"

namespace posegrad::pose {

Reference GroupMean::reference(int, Index g) const {
  double count = 0;
  for (Index e = 0; e < x.numel(); ++e)
    if (static_cast<Index>(group.at(e)) == g) ++count;
  ReferenceSum sum;
  for (Index e = 0; e < x.numel(); ++e)
    if (static_cast<Index>(group.at(e)) == g) sum.add(x.at(e) / count);
  return count == 0 ? Reference{0 / count, 0, 0} : sum.result(1);
}

Reference WeightedMean::reference(int, Index) const {
  double all = 0;
  for (Index s = 0; s < x.numel(); ++s) all += weight.at(s);
  ReferenceSum sum;
  for (Index s = 0; s < x.numel(); ++s) sum.add(weight.at(s) / all * x.at(s));
  Reference result = sum.result();
  result.roundings = 2 * static_cast<double>(x.numel()) + 2;
  if (x.numel() == 0) result.value = 0 / all;
  return result;
}

}  // namespace posegrad::pose
