"""Trains the two versions of the digits sample and writes weights/.

Data: the 8x8 handwritten digits that scikit-learn carries (1797 rows, pixels 0 to 16).
Run:  python3 train.py            needs scikit-learn (Debian: python3-sklearn)

Seeds and split are fixed. Accuracy is measured after rounding, with the arithmetic that server.mjs uses,
on rows that neither training nor any choice of a setting has seen.
"""

import argparse
import datetime
import json
import pathlib

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SEED = 20240611
HELD_OUT = 450
DECIMALS = 4
OUT = pathlib.Path(__file__).parent / "weights"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--created", default=datetime.date.today().isoformat(), help="date to write into the files")
    created = arguments.parse_args().created

    digits = load_digits()
    rows, held, labels, held_labels = train_test_split(
        digits.data, digits.target, test_size=HELD_OUT, random_state=SEED, stratify=digits.target
    )
    OUT.mkdir(exist_ok=True)

    right = []
    for name, version, kind, layers in [
        ("v1", "1.0.0", "linear", linear(rows, labels)),
        ("v2", "1.1.0", "mlp", network(rows, labels)),
    ]:
        # Pixels come as 0 to 16; the scale goes into the first layer so that the server needs none.
        layers[0]["w"] = layers[0]["w"] / 16
        rounded = [{"w": layer["w"].round(DECIMALS + 1), "b": layer["b"].round(DECIMALS)} for layer in layers]
        hits = predict(rounded, held) == held_labels
        right.append(hits)
        write(
            f"{name}.json",
            {
                "name": "digits",
                "version": version,
                "kind": kind,
                "accuracy": round(float(hits.mean()), 4),
                "created": created,
                "trainingRows": len(rows),
                "heldOutRows": len(held),
                "seed": SEED,
                "layers": [{"w": layer["w"].tolist(), "b": layer["b"].tolist()} for layer in rounded],
            },
        )
        print(f"{name}: {kind}, {hits.sum()} of {len(held)} held-out rows right, accuracy {hits.mean():.4f}")

    write("heldout.json", {"rows": held.astype(int).tolist(), "labels": held_labels.tolist()})
    both = right[0] & right[1]
    golden = {int(digit): int(np.flatnonzero(both & (held_labels == digit))[0]) for digit in range(10)}
    print("held-out rows for golden requests, by digit:", golden)


def linear(rows, labels):
    model = LogisticRegression(max_iter=2000, random_state=SEED).fit(rows / 16, labels)
    return [{"w": model.coef_.T, "b": model.intercept_}]


def network(rows, labels):
    model = MLPClassifier(hidden_layer_sizes=(64,), max_iter=400, random_state=SEED).fit(rows / 16, labels)
    return [{"w": w, "b": b} for w, b in zip(model.coefs_, model.intercepts_)]


def predict(layers, rows):
    """Rows through every layer, a relu between two; the largest of the last is the digit."""
    values = rows
    for index, layer in enumerate(layers):
        values = values @ layer["w"] + layer["b"]
        if index < len(layers) - 1:
            values = np.maximum(values, 0)
    return values.argmax(axis=1)


def write(name, content):
    (OUT / name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
