"""The module where it is installed: Python finds it, and it finds the models. Usage: install_test.py CMAKE BUILD"""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
cmake, build = sys.argv[1:]
with tempfile.TemporaryDirectory() as prefix:
    subprocess.run([cmake, "--install", build, "--component", "python", "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
    site = os.path.join(prefix, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
    assert len(os.listdir(site)) == 1, os.listdir(site)
    with open(os.path.join(site, os.listdir(site)[0]), "rb") as file:
        content = file.read()
    assert build.encode() not in content and ROOT.encode() not in content, "the module holds a path of the build"
    code = "import posegrad; print(posegrad.kernels.relu(posegrad.full((2,), 3)).at(1))"
    if os.path.isdir(os.path.join(ROOT, "models")):
        os.makedirs(os.path.join(prefix, "share/posegrad"))
        os.symlink(os.path.join(ROOT, "models"), os.path.join(prefix, "share/posegrad/models"))
        code += f"; assert posegrad.pose.default_model().checkpoint.startswith({prefix!r})"
    environment = {key: value for key, value in os.environ.items() if key not in ("POSEGRAD_MODELS", "PYTHONPATH")}
    subprocess.run([sys.executable, "-B", "-c", code], check=True, cwd="/", env={**environment, "PYTHONPATH": site})
