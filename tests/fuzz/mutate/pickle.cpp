#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "pose/formats/pickle_opcodes.h"
#include "tests/fuzz/mutate/mutate.h"
#include "tests/fuzz/mutate/odd.h"

namespace posegrad::fuzz {
namespace {

using pose::formats::Opcode;

constexpr std::size_t kMostInstructions = 1 << 12;

/// What follows an opcode.
enum class ArgumentKind { none, fixed, line, two_lines, sized };

struct OpcodeKind {
  Opcode opcode;
  ArgumentKind kind = ArgumentKind::none;
  std::size_t width = 0;  // of the argument, or of the length before it
};

constexpr std::array kOpcodeKinds{OpcodeKind{Opcode::MARK},
                                  OpcodeKind{Opcode::STOP},
                                  OpcodeKind{Opcode::POP},
                                  OpcodeKind{Opcode::POP_MARK},
                                  OpcodeKind{Opcode::DUP},
                                  OpcodeKind{Opcode::FLOAT, ArgumentKind::line},
                                  OpcodeKind{Opcode::INT, ArgumentKind::line},
                                  OpcodeKind{Opcode::BININT, ArgumentKind::fixed, 4},
                                  OpcodeKind{Opcode::BININT1, ArgumentKind::fixed, 1},
                                  OpcodeKind{Opcode::LONG, ArgumentKind::line},
                                  OpcodeKind{Opcode::BININT2, ArgumentKind::fixed, 2},
                                  OpcodeKind{Opcode::NONE},
                                  OpcodeKind{Opcode::PERSID, ArgumentKind::line},
                                  OpcodeKind{Opcode::BINPERSID},
                                  OpcodeKind{Opcode::REDUCE},
                                  OpcodeKind{Opcode::STRING, ArgumentKind::line},
                                  OpcodeKind{Opcode::BINSTRING, ArgumentKind::sized, 4},
                                  OpcodeKind{Opcode::SHORT_BINSTRING, ArgumentKind::sized, 1},
                                  OpcodeKind{Opcode::UNICODE, ArgumentKind::line},
                                  OpcodeKind{Opcode::BINUNICODE, ArgumentKind::sized, 4},
                                  OpcodeKind{Opcode::APPEND},
                                  OpcodeKind{Opcode::BUILD},
                                  OpcodeKind{Opcode::GLOBAL, ArgumentKind::two_lines},
                                  OpcodeKind{Opcode::DICT},
                                  OpcodeKind{Opcode::EMPTY_DICT},
                                  OpcodeKind{Opcode::APPENDS},
                                  OpcodeKind{Opcode::GET, ArgumentKind::line},
                                  OpcodeKind{Opcode::BINGET, ArgumentKind::fixed, 1},
                                  OpcodeKind{Opcode::INST, ArgumentKind::two_lines},
                                  OpcodeKind{Opcode::LONG_BINGET, ArgumentKind::fixed, 4},
                                  OpcodeKind{Opcode::LIST},
                                  OpcodeKind{Opcode::EMPTY_LIST},
                                  OpcodeKind{Opcode::OBJ},
                                  OpcodeKind{Opcode::PUT, ArgumentKind::line},
                                  OpcodeKind{Opcode::BINPUT, ArgumentKind::fixed, 1},
                                  OpcodeKind{Opcode::LONG_BINPUT, ArgumentKind::fixed, 4},
                                  OpcodeKind{Opcode::SETITEM},
                                  OpcodeKind{Opcode::TUPLE},
                                  OpcodeKind{Opcode::EMPTY_TUPLE},
                                  OpcodeKind{Opcode::SETITEMS},
                                  OpcodeKind{Opcode::BINFLOAT, ArgumentKind::fixed, 8},
                                  OpcodeKind{Opcode::PROTO, ArgumentKind::fixed, 1},
                                  OpcodeKind{Opcode::NEWOBJ},
                                  OpcodeKind{Opcode::EXT1, ArgumentKind::fixed, 1},
                                  OpcodeKind{Opcode::EXT2, ArgumentKind::fixed, 2},
                                  OpcodeKind{Opcode::EXT4, ArgumentKind::fixed, 4},
                                  OpcodeKind{Opcode::TUPLE1},
                                  OpcodeKind{Opcode::TUPLE2},
                                  OpcodeKind{Opcode::TUPLE3},
                                  OpcodeKind{Opcode::NEWTRUE},
                                  OpcodeKind{Opcode::NEWFALSE},
                                  OpcodeKind{Opcode::LONG1, ArgumentKind::sized, 1},
                                  OpcodeKind{Opcode::LONG4, ArgumentKind::sized, 4},
                                  OpcodeKind{Opcode::BINBYTES, ArgumentKind::sized, 4},
                                  OpcodeKind{Opcode::SHORT_BINBYTES, ArgumentKind::sized, 1},
                                  OpcodeKind{Opcode::SHORT_BINUNICODE, ArgumentKind::sized, 1},
                                  OpcodeKind{Opcode::BINUNICODE8, ArgumentKind::sized, 8},
                                  OpcodeKind{Opcode::BINBYTES8, ArgumentKind::sized, 8},
                                  OpcodeKind{Opcode::EMPTY_SET},
                                  OpcodeKind{Opcode::ADDITEMS},
                                  OpcodeKind{Opcode::FROZENSET},
                                  OpcodeKind{Opcode::NEWOBJ_EX},
                                  OpcodeKind{Opcode::STACK_GLOBAL},
                                  OpcodeKind{Opcode::MEMOIZE},
                                  OpcodeKind{Opcode::FRAME, ArgumentKind::fixed, 8},
                                  OpcodeKind{Opcode::BYTEARRAY8, ArgumentKind::sized, 8},
                                  OpcodeKind{Opcode::NEXT_BUFFER},
                                  OpcodeKind{Opcode::READONLY_BUFFER}};

struct Instruction {
  const OpcodeKind* kind = nullptr;
  std::string argument;  // without the length before it and the end of a line
};

std::string number_bytes(std::uint64_t value, std::size_t width) {
  std::string bytes(width, '\0');
  std::memcpy(bytes.data(), &value, width);
  return bytes;
}

std::string bytes_of(const Instruction& instruction) {
  const OpcodeKind& kind = *instruction.kind;
  std::string bytes(1, static_cast<char>(kind.opcode));
  if (kind.kind == ArgumentKind::sized)
    bytes += number_bytes(instruction.argument.size(), kind.width);
  bytes += instruction.argument;
  if (kind.kind == ArgumentKind::line || kind.kind == ArgumentKind::two_lines) bytes += '\n';
  return bytes;
}

/// As far as they can be told apart; `rest` is what comes then.
std::vector<Instruction> instructions_of(std::string_view bytes, std::string& rest) {
  std::vector<Instruction> instructions;
  while (!bytes.empty()) {
    const auto kind =
        std::ranges::find(kOpcodeKinds, static_cast<Opcode>(bytes.front()), &OpcodeKind::opcode);
    if (kind == kOpcodeKinds.end()) break;
    std::string_view left = bytes.substr(1);
    std::uint64_t size = kind->width;
    std::size_t end = 0;
    if (kind->kind == ArgumentKind::sized) {
      if (left.size() < kind->width) break;
      size = 0;
      std::memcpy(&size, left.data(), kind->width);
      left.remove_prefix(kind->width);
    } else if (kind->kind == ArgumentKind::line || kind->kind == ArgumentKind::two_lines) {
      size = left.find('\n');
      if (kind->kind == ArgumentKind::two_lines && size != std::string_view::npos)
        size = left.find('\n', size + 1);
      end = 1;
    }
    if (size > left.size() || size + end > left.size()) break;
    instructions.push_back({&*kind, std::string(left.substr(0, size))});
    bytes = left.substr(size + end);
  }
  rest = bytes;
  return instructions;
}

const OpcodeKind& kind_of(Opcode opcode) {
  return *std::ranges::find(kOpcodeKinds, opcode, &OpcodeKind::opcode);
}

constexpr std::array<std::string_view, 18> kGlobals{"numpy.core.multiarray\n_reconstruct",
                                                    "numpy\nndarray",
                                                    "numpy\ndtype",
                                                    "numpy.core.multiarray\nscalar",
                                                    "numpy.core.numeric\n_frombuffer",
                                                    "numpy.random\n__RandomState_ctor",
                                                    "collections\nOrderedDict",
                                                    "collections\ndefaultdict",
                                                    "torch._utils\n_rebuild_tensor_v2",
                                                    "torch._utils\n_rebuild_parameter",
                                                    "torch\nFloatStorage",
                                                    "torch\nHalfStorage",
                                                    "torch\nSize",
                                                    "_codecs\nencode",
                                                    "__builtin__\nset",
                                                    "builtins\nbytearray",
                                                    "copy_reg\n_reconstructor",
                                                    "somebody\nClass"};

Instruction odd_instruction(Random& random) {
  const OpcodeKind& kind = random.pick(kOpcodeKinds);
  switch (kind.kind) {
    case ArgumentKind::none:
      return {&kind, ""};
    case ArgumentKind::fixed:
      return {&kind,
              number_bytes(random.one_in(2) ? random.below(8)
                                            : static_cast<std::uint64_t>(random.pick(kOddIntegers)),
                           kind.width)};
    case ArgumentKind::line:
      return {&kind,
              random.one_in(3) ? "'" + odd_number_text(random) + "'" : odd_number_text(random)};
    case ArgumentKind::two_lines:
      return {&kind, std::string(random.pick(kGlobals))};
    case ArgumentKind::sized:
      break;
  }
  std::string text = random.one_in(4) ? odd_number_text(random) : odd_text(random);
  if (kind.width == 1) text.resize(std::min<std::size_t>(text.size(), 255));
  return {&kind, text};
}

void change_argument(Instruction& instruction, Random& random) {
  for (int tries = 0; tries < 200; ++tries) {
    Instruction odd = odd_instruction(random);
    if (odd.kind->kind != instruction.kind->kind || odd.kind->width != instruction.kind->width)
      continue;
    if (random.one_in(4)) instruction.kind = odd.kind;
    instruction.argument = std::move(odd.argument);
    return;
  }
}

using Instructions = std::vector<Instruction>;

/// Pieces that make little into much, or nest without end.
Instructions bomb(Random& random) {
  const auto plain = [](Opcode opcode) { return Instruction{&kind_of(opcode), ""}; };
  const auto place = [&](Opcode opcode, std::size_t number) {
    return Instruction{&kind_of(opcode), number_bytes(number, 1)};
  };
  Instructions made;
  const std::size_t times = random.count(kMostInstructions);
  const std::size_t number = random.below(4);
  switch (random.below(6)) {
    case 0:  // each level holds the one below twice
      for (std::size_t i = 0; i < times; ++i) {
        made.push_back(plain(Opcode::DUP));
        made.push_back(plain(Opcode::TUPLE2));
      }
      break;
    case 1:
      made.assign(times, plain(random.one_in(2) ? Opcode::TUPLE1 : Opcode::EMPTY_LIST));
      break;
    case 2:
      made.assign(times, plain(Opcode::MARK));
      break;
    case 3:  // one thing many times
      made.push_back(place(Opcode::BINPUT, number));
      made.push_back(plain(Opcode::MARK));
      made.insert(made.end(), times, place(Opcode::BINGET, number));
      made.push_back(plain(random.one_in(2) ? Opcode::TUPLE : Opcode::LIST));
      break;
    case 4:  // a list in itself
      made = {plain(Opcode::EMPTY_LIST), place(Opcode::BINPUT, number),
              place(Opcode::BINGET, number), plain(Opcode::APPEND)};
      break;
    default:
      made.push_back(place(Opcode::BINGET, number));
      made.insert(made.end(), times, plain(Opcode::DUP));
  }
  return made;
}

void change_instructions(Instructions& all, const Instructions& others, Random& random) {
  const auto at = all.begin() + static_cast<std::ptrdiff_t>(random.below(all.size() + 1));
  const auto left = static_cast<std::size_t>(all.end() - at);
  const auto some = static_cast<std::ptrdiff_t>(std::min(random.count(1 << 8), left));
  switch (random.below(9)) {
    case 0:
      all.erase(at, at + some);
      break;
    case 1:
    case 2: {
      const Instructions copy(at, at + some);
      const std::size_t most = kMostInstructions / std::max<std::size_t>(1, copy.size());
      const auto place = random.one_in(2) ? at - all.begin()
                                          : static_cast<std::ptrdiff_t>(random.below(all.size()));
      Instructions more;
      for (std::size_t times = random.count(most); times > 0; --times)
        more.insert(more.end(), copy.begin(), copy.end());
      all.insert(all.begin() + place, more.begin(), more.end());
      break;
    }
    case 3:
      all.insert(at, odd_instruction(random));
      break;
    case 4: {
      const Instructions made = bomb(random);
      all.insert(at, made.begin(), made.end());
      break;
    }
    case 5:
      if (!all.empty()) std::swap(random.pick(all), random.pick(all));
      break;
    case 6:
      if (!others.empty()) {
        const std::size_t from = random.below(others.size());
        const std::size_t size = std::min(random.count(1 << 8), others.size() - from);
        const auto begin = others.begin() + static_cast<std::ptrdiff_t>(from);
        all.insert(at, begin, begin + static_cast<std::ptrdiff_t>(size));
      }
      break;
    default:
      if (!all.empty()) change_argument(random.pick(all), random);
  }
}

}  // namespace

std::string mutate_pickle(std::string_view bytes, std::string_view other, Random& random) {
  if (random.one_in(12)) return mutate_bytes(bytes, other, random);
  std::string rest, ignored;
  Instructions all = instructions_of(bytes, rest);
  const Instructions others = instructions_of(other, ignored);
  for (std::size_t changes = random.count(6); changes > 0; --changes)
    change_instructions(all, others, random);
  std::string changed;
  for (const Instruction& instruction : all) changed += bytes_of(instruction);
  return changed + rest;
}

}  // namespace posegrad::fuzz
