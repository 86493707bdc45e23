#pragma once
#include <string>

#include "pose/formats/web_page.h"
#include "pose/scene/scene.h"

namespace posegrad::pose {

/// The page's files as they stand beside this one, with places {{title}} and {{scene}}.
extern const formats::PageFiles player_files;

/// A web page that plays the scene: one text with everything in it, which fetches nothing and needs
/// no library. Numbers are in it as float32, bit for bit; text from the scene cannot become markup.
/// Throws ValueError or ShapeError as check_scene, and ValueError for a scene without a frame;
/// messages begin with `path`.
std::string player_page(const Scene& scene, const std::string& path);

/// Writes it, whole or not at all. Throws IoError too.
void write_player(const Scene& scene, const std::string& path);

}  // namespace posegrad::pose
