# What `cmake --install` puts where (docs/library.md), in components: `program`, `development` for programs of others that
# use the libraries, `python` for the module. Nothing of it knows a path of the build: the tree may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS posegrad COMPONENT program)
# The program looks for ../share/posegrad/models as seen from its own folder.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/posegrad/models COMPONENT program OPTIONAL
  FILES_MATCHING PATTERN "*.bin" PATTERN "*.json" PATTERN "*.statistics.npz")
# Not ours and not in our packages; who has fetched it finds it beside the others.
install(FILES ${CMAKE_SOURCE_DIR}/models/movenet.safetensors DESTINATION ${CMAKE_INSTALL_DATADIR}/posegrad/models
  COMPONENT detector OPTIONAL)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT program)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/third_party_notes DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# Made by the program that is installed, so that they are never of another one.
set(made ${CMAKE_BINARY_DIR}/installed)
# Not a variable `program`: install scripts take the component "program" for it (CMP0054).
install(CODE "
  set(posegrad_program [[$<TARGET_FILE:posegrad>]])
  set(posegrad_made_in [[${made}]])
  file(MAKE_DIRECTORY \${posegrad_made_in})
  function(posegrad_made file)
    execute_process(COMMAND \${posegrad_program} \${ARGN} OUTPUT_FILE \${posegrad_made_in}/\${file} COMMAND_ERROR_IS_FATAL ANY)
  endfunction()
  posegrad_made(posegrad.1 man)
  posegrad_made(posegrad completion bash)
  posegrad_made(_posegrad completion zsh)
  posegrad_made(posegrad.fish completion fish)
" COMPONENT program)
install(FILES ${made}/posegrad.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${made}/posegrad DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
# Debian's zsh looks in other folders than everybody's in /usr, and where all look in /usr/local.
install(CODE "
  set(posegrad_zsh site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\" AND EXISTS /etc/debian_version)
    set(posegrad_zsh vendor-completions)
  endif()
  file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${posegrad_zsh}\" FILES [[${made}/_posegrad]])
" COMPONENT program)
install(FILES ${made}/posegrad.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)

# The Python module, where Python looks below a prefix. Debian's looks in other folders of its own in /usr and /usr/local.
if(POSEGRAD_HAS_PYTHON)
  set(python_lib lib/python${Python_VERSION_MAJOR}.${Python_VERSION_MINOR})
  install(CODE "
    set(posegrad_site ${python_lib}/site-packages)
    if(EXISTS /etc/debian_version AND CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
      set(posegrad_site lib/python${Python_VERSION_MAJOR}/dist-packages)
    elseif(EXISTS /etc/debian_version AND CMAKE_INSTALL_PREFIX STREQUAL \"/usr/local\")
      set(posegrad_site ${python_lib}/dist-packages)
    endif()
    # Who built the program alone installs the program alone.
    if(EXISTS [[$<TARGET_FILE:posegrad_python>]])
      file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/\${posegrad_site}\" FILES [[$<TARGET_FILE:posegrad_python>]])
    elseif(CMAKE_INSTALL_COMPONENT STREQUAL \"python\")
      message(FATAL_ERROR \"The module is not built: cmake --build with --target posegrad_python\")
    endif()
  " COMPONENT python)
endif()

# Libraries. Archives that have to be linked whole get another name: posegrad::tensor and posegrad::autograd are made of them by the
# configuration file.
set(include_dir ${CMAKE_INSTALL_INCLUDEDIR}/posegrad)
target_include_directories(posegrad_tensor INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}> $<INSTALL_INTERFACE:${include_dir}>)
target_compile_features(posegrad_tensor INTERFACE cxx_std_20)
set_target_properties(posegrad_tensor PROPERTIES EXPORT_NAME tensor_archive)
set_target_properties(posegrad_autograd PROPERTIES EXPORT_NAME autograd_archive)
set_target_properties(posegrad_nn PROPERTIES EXPORT_NAME nn)
set_target_properties(posegrad_pose PROPERTIES EXPORT_NAME pose)
install(TARGETS posegrad_tensor posegrad_autograd posegrad_nn posegrad_pose EXPORT posegradTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)

# Not those that need other libraries' headers: they are for our own sources.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/tensor ${CMAKE_SOURCE_DIR}/autograd ${CMAKE_SOURCE_DIR}/nn ${CMAKE_SOURCE_DIR}/pose
  DESTINATION ${include_dir} COMPONENT development
  FILES_MATCHING PATTERN "*.h"
  PATTERN "tensor/cuda/cublas.h" EXCLUDE PATTERN "tensor/cuda/context.h" EXCLUDE PATTERN "tensor/cuda/launch.h" EXCLUDE
  PATTERN "tensor/kernels/*_cuda.h" EXCLUDE PATTERN "pose/formats/zip_target.h" EXCLUDE
  PATTERN "pose/export/gltf_buffer.h" EXCLUDE PATTERN "pose/detections/container/hdf5_*.h" EXCLUDE
  PATTERN "pose/render/canvas.h" EXCLUDE PATTERN "pose/render/motion_panel.h" EXCLUDE
  PATTERN "pose/render/scene_painter.h" EXCLUDE PATTERN "pose/render/contact_sheet.h" EXCLUDE
  PATTERN "autograd/ops" EXCLUDE)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/posegrad)
set(POSEGRAD_LINKED_MODULES libzip)
foreach(module cairo libarchive hdf5 matio tinygltf)
  if(TARGET PkgConfig::${module})
    list(APPEND POSEGRAD_LINKED_MODULES ${module})
  endif()
endforeach()
set(MODELS_DIR ${CMAKE_INSTALL_DATADIR}/posegrad/models)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/posegradConfig.cmake.in ${made}/posegradConfig.cmake
  INSTALL_DESTINATION ${config_dir} PATH_VARS MODELS_DIR)
# Before 1.0 a minor version may change everything.
write_basic_package_version_file(${made}/posegradConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT posegradTargets NAMESPACE posegrad:: DESTINATION ${config_dir} COMPONENT development)
install(FILES ${made}/posegradConfig.cmake ${made}/posegradConfigVersion.cmake ${CMAKE_SOURCE_DIR}/cmake/OpenBLAS.cmake
  DESTINATION ${config_dir} COMPONENT development)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/libposegrad-dev COMPONENT development)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/libposegrad-dev RENAME copyright
  COMPONENT development)

include(Packages)
