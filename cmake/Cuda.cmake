# The GPU backend: POSEGRAD_CUDA and the function posegrad_cuda_sources().
#   auto      where nvcc is found
#   on, off   as they say
#   emulated  the same sources compiled as C++ for an emulator of CUDA on the CPU: for tests (tests/cuda_emulator)
set(POSEGRAD_CUDA auto CACHE STRING "GPU backend: auto, on, off or emulated")
set_property(CACHE POSEGRAD_CUDA PROPERTY STRINGS auto on off emulated)
set(POSEGRAD_CUDA_ARCHITECTURES "80;86;89;90;100;120" CACHE STRING "Compute capabilities, or native")

if(NOT POSEGRAD_CUDA MATCHES "^(auto|on|off|emulated)$")
  message(FATAL_ERROR "POSEGRAD_CUDA is '${POSEGRAD_CUDA}'; expected auto, on, off or emulated")
endif()

set(POSEGRAD_CUDA_MODE ${POSEGRAD_CUDA})
if(POSEGRAD_CUDA MATCHES "^(auto|on)$")
  find_program(POSEGRAD_NVCC nvcc HINTS ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda PATH_SUFFIXES bin)
  if(POSEGRAD_NVCC)
    set(POSEGRAD_CUDA_MODE on)
  elseif(POSEGRAD_CUDA STREQUAL "on")
    message(FATAL_ERROR "POSEGRAD_CUDA=on, but there is no nvcc; CUDA_PATH can say where the CUDA Toolkit is")
  else()
    set(POSEGRAD_CUDA_MODE off)
  endif()
endif()

if(POSEGRAD_CUDA_MODE STREQUAL "on")
  set(CMAKE_CUDA_COMPILER ${POSEGRAD_NVCC} CACHE FILEPATH "nvcc")
  set(CMAKE_CUDA_ARCHITECTURES ${POSEGRAD_CUDA_ARCHITECTURES})
  enable_language(CUDA)
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know that nvcc has C++20
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  endif()
  find_package(CUDAToolkit REQUIRED)
  message(STATUS "GPU backend: CUDA ${CUDAToolkit_VERSION} for ${CMAKE_CUDA_ARCHITECTURES}")
elseif(POSEGRAD_CUDA_MODE STREQUAL "emulated")
  message(STATUS "GPU backend: emulated on the CPU, for tests")
  add_subdirectory(tests/cuda_emulator)
else()
  message(STATUS "GPU backend: none, the program will work on the CPU only")
endif()

string(COMPARE NOTEQUAL "${POSEGRAD_CUDA_MODE}" "off" has_cuda)
set(POSEGRAD_HAS_CUDA ${has_cuda} CACHE INTERNAL "Whether ops have GPU kernels, emulated or not")

# posegrad_cuda_sources(TARGET SOURCES...): sources that call CUDA, where there is a GPU backend.
function(posegrad_cuda_sources target)
  if(POSEGRAD_CUDA_MODE STREQUAL "off")
    return()
  endif()
  target_sources(${target} PRIVATE ${ARGN})
  if(POSEGRAD_CUDA_MODE STREQUAL "on")
    # relaxed-constexpr: constexpr functions serve the GPU too.
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr;-Werror=all-warnings;-Xcompiler=-Wall,-Wextra,-Wshadow>")
    target_link_libraries(${target} PUBLIC CUDA::cudart_static)
  else()
    set(kernels ${ARGN})
    list(FILTER kernels INCLUDE REGEX "[.]cu$")
    set_source_files_properties(${kernels} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "-xc++")
    target_link_libraries(${target} PUBLIC $<BUILD_INTERFACE:posegrad_cuda_emulator>)
  endif()
endfunction()
