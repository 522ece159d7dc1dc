"""Answers as MLflow's scoring server does (mlflow/pyfunc/scoring_server), with a scikit-learn model and no MLflow."""
import json
import os

import uvicorn
from fastapi import FastAPI, Request, Response
from sklearn.linear_model import LinearRegression

model = LinearRegression().fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
app = FastAPI()


@app.get("/ping")
@app.get("/health")
def ping():
    return Response("\n", 200, media_type="application/json")


@app.get("/version")
def version():
    return Response("3.4.0", 200, media_type="application/json")


@app.post("/invocations")
async def invocations(request: Request):
    try:
        asked = json.loads(await request.body())
        rows = asked["dataframe_split"]["data"] if "dataframe_split" in asked else asked["inputs"]
        return {"predictions": model.predict(rows).tolist()}
    except Exception as error:
        body = json.dumps({"error_code": "BAD_REQUEST", "message": str(error)[:200]})
        return Response(body, 400, media_type="application/json")


uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")), log_level="warning")
