"""An ONNX model behind the Open Inference Protocol v2: real onnxruntime, its own metadata, no registry."""
import os
from contextlib import asynccontextmanager

import numpy as np
import onnx
import onnxruntime
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

NAMES = {"tensor(float)": "FP32", "tensor(double)": "FP64", "tensor(int64)": "INT64"}
TYPES = {"FP32": np.float32, "FP64": np.float64, "INT64": np.int64}
MODEL = os.environ.get("MODEL", "iris")


def made():
    """Four measurements to three scores, and the largest of them."""
    f = onnx.TensorProto.FLOAT
    weights = np.random.default_rng(7).standard_normal((4, 3)).astype(np.float32)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["measurements", "w"], ["scores"]),
         onnx.helper.make_node("ArgMax", ["scores"], ["label"], axis=1, keepdims=0)],
        "iris",
        [onnx.helper.make_tensor_value_info("measurements", f, ["batch", 4])],
        [onnx.helper.make_tensor_value_info("label", onnx.TensorProto.INT64, ["batch"]),
         onnx.helper.make_tensor_value_info("scores", f, ["batch", 3])],
        [onnx.numpy_helper.from_array(weights, "w")])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


state = {}


@asynccontextmanager
async def lifespan(_app):
    state["session"] = made()
    yield


app = FastAPI(openapi_url=None, lifespan=lifespan)


def told(values):
    sizes = lambda shape: [size if isinstance(size, int) else -1 for size in shape]
    return [{"name": v.name, "datatype": NAMES[v.type], "shape": sizes(v.shape)} for v in values]


@app.get("/v2")
def server():
    return {"name": "onnx-oip", "version": onnxruntime.__version__, "extensions": []}


@app.get("/v2/health/live")
@app.get("/v2/health/ready")
@app.get(f"/v2/models/{MODEL}/ready")
def ready():
    return {"ready": True}


@app.get("/v2/models")
def models():
    return {"models": [MODEL]}


@app.get(f"/v2/models/{MODEL}")
def metadata():
    session = state["session"]
    return {"name": MODEL, "versions": ["3"], "platform": "onnx_onnxv1",
            "inputs": told(session.get_inputs()), "outputs": told(session.get_outputs())}


@app.post(f"/v2/models/{MODEL}/infer")
async def infer(request: Request):
    try:
        asked = await request.json()
        feed = {i["name"]: np.array(i["data"], TYPES[i["datatype"]]).reshape(i["shape"]) for i in asked["inputs"]}
        session = state["session"]
        answers = session.run(None, feed)
    except Exception as error:
        return JSONResponse({"error": str(error)[:200]}, 400)
    outputs = [{"name": o.name, "datatype": NAMES[o.type], "shape": list(a.shape), "data": a.ravel().tolist()}
               for o, a in zip(session.get_outputs(), answers)]
    return {"model_name": MODEL, "id": asked.get("id", ""), "outputs": outputs}


uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")), log_level="warning")
