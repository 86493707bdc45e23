#pragma once
#include <string>
#include <string_view>

#include "tests/fuzz/random.h"

namespace posegrad::fuzz {

/// Changes an input; `other` is another one of the same kind, to take parts from. What cannot be
/// taken apart as its kind is changed byte by byte.
using Mutate = std::string (*)(std::string_view bytes, std::string_view other, Random& random);

/// Bits, fields of 4 or 8 bytes of either order, pieces cut out, repeated, moved or taken from
/// `other`.
std::string mutate_bytes(std::string_view bytes, std::string_view other, Random& random);

/// Lines and words: numbers that are odd, words and lines repeated, left out, exchanged.
std::string mutate_text(std::string_view bytes, std::string_view other, Random& random);

/// The tree of a JSON text, or of one of its lines: values of another type, keys, copies of
/// siblings, deep nesting, long lists, numbers and texts at the edge of what there is.
std::string mutate_json(std::string_view bytes, std::string_view other, Random& random);

/// The instructions of a pickle: repeated, left out, with other arguments; marks, the memo, nesting.
std::string mutate_pickle(std::string_view bytes, std::string_view other, Random& random);

/// The header of an npy file as text, with its right length; the items byte by byte.
std::string mutate_npy(std::string_view bytes, std::string_view other, Random& random);

/// A member of a zip archive by its kind (npy, pickle, else bytes), in a right archive again; or
/// its list of members.
std::string mutate_zip(std::string_view bytes, std::string_view other, Random& random);

/// The JSON header of a safetensors file, with its right length; the items byte by byte.
std::string mutate_safetensors(std::string_view bytes, std::string_view other, Random& random);

}  // namespace posegrad::fuzz
