#include <algorithm>
#include <utility>
#include <vector>

#include "tensor/error.h"
#include "tests/fuzz/mutate/mutate.h"
#include "tests/fuzz/mutate/odd.h"
#include "tests/fuzz/zip_members.h"

namespace posegrad::fuzz {
namespace {

std::string mutate_member(const ZipMember& member, const ZipMembers& others, Random& random) {
  const auto other = std::ranges::find(others, member.name, &ZipMember::name);
  const std::string_view donor = other != others.end() ? other->content : member.content;
  if (member.name.ends_with(".npy")) return mutate_npy(member.content, donor, random);
  if (member.name.ends_with("data.pkl") || member.name.ends_with("constants.pkl"))
    return mutate_pickle(member.content, donor, random);
  if (member.name.ends_with(".json")) return mutate_json(member.content, donor, random);
  return mutate_bytes(member.content, donor, random);
}

void change_members(ZipMembers& members, const ZipMembers& others, Random& random) {
  const auto at = members.begin() + static_cast<std::ptrdiff_t>(random.below(members.size()));
  switch (random.below(10)) {
    case 0:
      if (members.size() > 1) members.erase(at);
      break;
    case 1:
      at->name = random.one_in(2) ? odd_text(random) : random.pick(members).name + "x";
      break;
    case 2:
      if (!others.empty()) members.push_back(random.pick(others));
      break;
    case 3:
      at->content = std::string(random.pick(members).content);
      break;
    default:
      at->content = mutate_member(*at, others, random);
  }
}

}  // namespace

std::string mutate_zip(std::string_view bytes, std::string_view other, Random& random) {
  if (random.one_in(4)) return mutate_bytes(bytes, other, random);
  try {
    ZipMembers members = zip_members(bytes), others;
    if (members.empty()) return mutate_bytes(bytes, other, random);
    try {
      others = zip_members(other);
    } catch (const Error&) {  // nothing to take from it
    }
    for (std::size_t changes = random.count(3); changes > 0; --changes)
      change_members(members, others, random);
    return zip_bytes(members);
  } catch (const Error&) {  // broken, or two members have one name now
    return mutate_bytes(bytes, other, random);
  }
}

}  // namespace posegrad::fuzz
