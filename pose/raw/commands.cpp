#include "pose/raw/commands.h"

#include "pose/raw/h36m_names.h"
#include "pose/raw/humaneva_tables.h"

namespace posegrad::pose::raw {

std::string_view command_for(std::string_view path) {
  for (const H36mFiles& files : h36m_files())
    if (h36m_place(path, files)) return files.command;
  return humaneva_part(path) ? "humaneva" : "";
}

}  // namespace posegrad::pose::raw
