#include <algorithm>
#include <cstring>

#include "tests/fuzz/mutate/mutate.h"
#include "tests/fuzz/mutate/odd.h"

namespace posegrad::fuzz {
namespace {

void set_number(std::string& bytes, Random& random) {
  const std::size_t width = std::size_t{1} << random.below(4);
  if (bytes.size() < width) return;
  const std::size_t at = random.below(bytes.size() - width + 1);
  std::string field(width, '\0');
  if (random.one_in(3)) {  // a little more or less than what is there
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, width);
    value += random.below(33) - 16;
    std::memcpy(field.data(), &value, width);
  } else {
    const std::int64_t value =
        random.one_in(8) ? static_cast<std::int64_t>(bytes.size()) : random.pick(kOddIntegers);
    std::memcpy(field.data(), &value, width);
    if (random.one_in(2)) std::ranges::reverse(field);
  }
  bytes.replace(at, width, field);
}

struct Piece {
  std::size_t at, size;
};

Piece piece_of(std::string_view bytes, Random& random) {
  const std::size_t at = random.below(bytes.size());
  return {at, std::min(random.count(1 << 10), bytes.size() - at)};
}

void change_once(std::string& bytes, std::string_view other, Random& random) {
  const Piece piece = piece_of(bytes, random);
  switch (random.below(9)) {
    case 0:
      bytes.resize(random.below(bytes.size() + 1));
      break;
    case 1:
      bytes.erase(piece.at, piece.size);
      break;
    case 2: {
      const std::string copy = bytes.substr(piece.at, piece.size);
      for (std::size_t times = random.count(64); times > 0; --times) bytes.insert(piece.at, copy);
      break;
    }
    case 3:
      bytes.insert(random.below(bytes.size() + 1), bytes.substr(piece.at, piece.size));
      break;
    case 4: {
      const Piece taken = piece_of(other, random);
      bytes.insert(piece.at, other.substr(taken.at, taken.size));
      break;
    }
    case 5: {
      const Piece taken = piece_of(other, random);
      bytes.replace(piece.at, taken.size, other.substr(taken.at, taken.size));
      break;
    }
    case 6:
      if (!bytes.empty()) {
        char& byte = random.pick(bytes);
        byte = static_cast<char>(byte ^ (1 << random.below(8)));
      }
      break;
    case 7:
      bytes.insert(piece.at, 1, static_cast<char>(random.bits()));
      break;
    default:
      set_number(bytes, random);
  }
}

}  // namespace

std::string mutate_bytes(std::string_view bytes, std::string_view other, Random& random) {
  std::string changed(bytes);
  for (std::size_t changes = random.count(4); changes > 0; --changes)
    change_once(changed, other, random);
  return changed;
}

}  // namespace posegrad::fuzz
