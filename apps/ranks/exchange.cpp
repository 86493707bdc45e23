#include "apps/ranks/exchange.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "apps/ranks/ranks.h"

namespace posegrad::apps {

std::vector<std::string> texts_of_all(const std::string& own) {
  Transport* const transport = Ranks::transport();
  if (transport == nullptr) return {own};
  constexpr auto kChannel = Transport::Channel::blocking;
  const Index length = std::ssize(own);
  std::vector<Index> lengths(static_cast<std::size_t>(transport->ranks()));
  transport->all_gather(kChannel, std::as_bytes(std::span(&length, 1)),
                        std::as_writable_bytes(std::span(lengths)));
  const auto longest = static_cast<std::size_t>(std::ranges::max(lengths));
  std::string padded = own, all(lengths.size() * longest, ' ');
  padded.resize(longest, ' ');
  transport->all_gather(kChannel, std::as_bytes(std::span(padded)),
                        std::as_writable_bytes(std::span(all)));
  std::vector<std::string> texts;
  for (std::size_t r = 0; r < lengths.size(); ++r)
    texts.push_back(all.substr(r * longest, static_cast<std::size_t>(lengths[r])));
  return texts;
}

}  // namespace posegrad::apps
