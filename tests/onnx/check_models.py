#!/usr/bin/env python3
"""ONNX models as ONNX's own checker sees them. Usage: check_models.py WRITE_MODELS. Exits with 77 where python3-onnx is missing."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import onnx
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


def size(dimension):
    return dimension.dim_param or dimension.dim_value


def check_names(model):
    """All are identifiers as C has them, and differ."""
    graph = model.graph
    names = [value.name for value in (*graph.input, *graph.initializer)]
    names += [name for node in graph.node for name in node.output]
    assert len(set(names)) == len(names)
    for name in (*names, *(node.name for node in graph.node), graph.name):
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name), name


def check_metadata(name, model):
    said = {entry.key: entry.value for entry in model.metadata_props}
    assert len(said) == len(model.metadata_props)
    value = model.graph.input[0]
    _, _, joints, features = [size(d) for d in value.type.tensor_type.shape.dim]
    before, after, frames = int(said["padding_before"]), int(said["padding_after"]), int(said["receptive_field"])
    assert before + after + 1 == frames
    assert (before == after) != (said["causal"] == "true") or frames == 1
    assert len(said["keypoints"].split(",")) == joints
    assert len(said["joints"].split(",")) == size(model.graph.output[0].type.tensor_type.shape.dim[2])
    assert said["normalisation"] == value.doc_string and said["output"] == model.graph.output[0].doc_string
    assert f"{frames} frames" in model.doc_string
    if name.startswith("coco-27"):
        assert (said["input"], said["fps"], frames, joints, features) == ("person", "25", 27, 18, 3), said
        assert said["keypoints"].startswith("nose,") and said["keypoints"].endswith(",view")
        assert said["joints"].startswith("hip,") and said["joints"].endswith(",up")
        assert ("causal" in name) == (said["causal"] == "true")
        assert [said[k] for k in ("keypoints_left", "joints_left")] == ["1,3,5,7,9,11,13,15", "4,5,6,11,12,13"]
    else:
        assert said["input"] == "screen" and "fps" in said
    return said


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        with open(f"{folder}/cases.json") as file:
            cases = {case["name"]: case for case in json.load(file)}
        described = 0
        for path in sorted(glob.glob(f"{folder}/*.onnx")):
            name = os.path.basename(path)[:-len(".onnx")]
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            assert model.opset_import[0].version == 13 and model.producer_name == "posegrad"
            check_names(model)
            # What the operators make of the sizes is what the file says of them.
            inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
            for output in inferred.graph.output:
                shape = [size(d) for d in output.type.tensor_type.shape.dim]
                assert shape == ["batch", "frames_out", cases[name]["runs"][0][output.name]["shape"][2], 3], shape
            if model.metadata_props:
                check_metadata(name, model)
                described += 1
        assert described >= 4, described
    print(f"{len(cases)} models are as ONNX has them, {described} with all that a reader needs to know")


if __name__ == "__main__":
    main()
