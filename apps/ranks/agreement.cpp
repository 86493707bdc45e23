#include "apps/ranks/agreement.h"

#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "apps/ranks/exchange.h"
#include "tensor/error.h"

namespace posegrad::apps {

void require_agreement(const std::string& lines) {
  const std::vector<std::string> texts = texts_of_all(lines);
  for (std::size_t r = 1; r < texts.size(); ++r) {
    std::istringstream first(texts.front()), other(texts[r]);
    std::string a, b;
    while (std::getline(first, a) && std::getline(other, b)) {
      if (a == b) continue;
      const std::size_t value = a.find(": ");
      throw DataError(
          fmt::format("the processes were given different things: {} on rank 0, {} on rank {}", a,
                      value < b.size() ? b.substr(value + 2) : b, r));
    }
  }
}

}  // namespace posegrad::apps
