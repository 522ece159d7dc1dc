"""A scikit-learn model behind FastAPI, as most people write it."""
import os
from typing import Literal, Optional

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field
from sklearn.linear_model import LogisticRegression

model = LogisticRegression().fit([[0, 0], [1, 1], [2, 0], [3, 1]], [0, 0, 1, 1])
app = FastAPI(title="risk", version="2.1.0")


class Row(BaseModel):
    age: float = Field(ge=0, le=150)
    region: Literal["north", "south"]
    note: Optional[str] = Field(default=None, max_length=20)


class Answer(BaseModel):
    label: int
    probability: float


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict(row: Row) -> Answer:
    [[_, risk]] = model.predict_proba([[row.age / 50, 0 if row.region == "north" else 1]])
    return Answer(label=int(risk > 0.5), probability=risk)


uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8000")), log_level="warning")
