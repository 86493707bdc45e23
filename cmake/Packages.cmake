# `cpack` in a build's folder: posegrad_*.deb with the program, libposegrad-dev_*.deb with libraries, headers and examples, and a
# tar.gz with everything. scripts/package_test.sh installs them on a fresh Debian.
set(CPACK_PACKAGE_NAME posegrad)
set(CPACK_PACKAGE_VENDOR posegrad)
set(CPACK_PACKAGE_CONTACT "posegrad maintainers <maintainers@posegrad.invalid>" CACHE STRING "Who answers for packages")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "3D human pose in video")
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_SOURCE_DIR}/cmake/PackageKinds.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME posegrad)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# shlibdeps asks for any build of OpenBLAS, and apt would take that with threads of its own.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "libopenblas0-openmp")
# Recommended, not required: keypoints from other programs, training, players and numbers need neither, a small server can do
# without; apt installs them unless it is told otherwise.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "ffmpeg, fonts-dejavu-core")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "Finds people in a video, or takes the 2D keypoints that a detector found,
and turns them into 3D poses: players, videos, numbers and motion files.
Trains, evaluates and audits the networks for it.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libposegrad-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# The libraries are static: who links them links what they use.
set(needed "libopenblas-openmp-dev" "libfmt-dev" "libssl-dev" "zlib1g-dev" "libzip-dev" "nlohmann-json3-dev" "pkg-config")
foreach(row cairo:libcairo2-dev libarchive:libarchive-dev hdf5:libhdf5-dev matio:libmatio-dev tinygltf:libtinygltf-dev)
  string(REPLACE ":" ";" row ${row})
  list(GET row 0 module)
  list(GET row 1 package)
  if(TARGET PkgConfig::${module})
    list(APPEND needed ${package})
  endif()
endforeach()
# The models are in the program's package.
list(PREPEND needed "posegrad (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
list(JOIN needed ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "For programs of your own: tensors, automatic differentiation, layers and
poses as static libraries for C++20 and CMake, with headers and examples.")
include(CPack)
