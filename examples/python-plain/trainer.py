"""A store's trainer in plain Python: logistic regression by gradient descent on a CSV file.

The agent runs it with the path of round.json. Nothing but the standard library is used.
"""

import csv
import json
import math
import struct
import sys
import zlib


def read_tensors(path):
    """The arrays of a safetensors file: name -> list of numbers."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            letter, width = {"F32": ("f", 4), "F64": ("d", 8)}[entry["dtype"]]
            arrays[name] = list(struct.unpack(f"<{(end - begin) // width}{letter}", data[begin:end]))
    return arrays


def write_tensors(path, layout, arrays):
    """Writes arrays as double precision; the agent rounds them to what the round asks for."""
    header, data = {}, b""
    for tensor in layout:
        values = struct.pack(f"<{len(arrays[tensor['name']])}d", *arrays[tensor["name"]])
        offsets = [len(data), len(data) + len(values)]
        header[tensor["name"]] = {"dtype": "F64", "shape": tensor["shape"], "data_offsets": offsets}
        data += values
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read_rows(round_, held_out):
    """(features, label) of the store's rows; a hash of its line puts every fifth row aside."""
    config = round_["training_config"]
    features = [name.strip() for name in config["features"].split(",")]
    rows = []
    with open(round_["data"], newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            store = " / ".join(row[column] for column in round_["store_columns"])
            if round_["store_columns"] and store != round_["store_id"]:
                continue
            aside = zlib.crc32(",".join(row.values()).encode()) % 5 == 0
            if aside == held_out:
                rows.append(([float(row[name]) for name in features], float(row[config["target"]])))
    return rows


def probability(weights, intercept, features):
    score = intercept + sum(w * x for w, x in zip(weights, features))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def train(rows, weights, intercept, epochs, rate, mu):
    """Steps along the mean gradient; mu pulls towards the global model (FedProx, Li et al. 2020)."""
    global_weights, global_intercept = list(weights), intercept
    for _ in range(epochs):
        slope, level = [0.0] * len(weights), 0.0
        for features, label in rows:
            error = probability(weights, intercept, features) - label
            slope = [s + error * x for s, x in zip(slope, features)]
            level += error
        weights = [
            w - rate * (s / len(rows) + mu * (w - g))
            for w, s, g in zip(weights, slope, global_weights)
        ]
        intercept -= rate * (level / len(rows) + mu * (intercept - global_intercept))
    return weights, intercept


def measure(rows, weights, intercept):
    loss, right = 0.0, 0
    for features, label in rows:
        p = probability(weights, intercept, features)
        loss -= math.log(p if label == 1 else 1 - p)
        right += (p >= 0.5) == (label == 1)
    return {"loss": loss / len(rows), "accuracy": right / len(rows)}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        round_ = json.load(file)
    config, training = round_["training_config"], round_["task"] == "train"
    rows = read_rows(round_, held_out=not training)
    if round_["model"]:
        arrays = read_tensors(round_["model"])
    else:
        arrays = {t["name"]: [0.0] * math.prod(t["shape"]) for t in round_["layout"]}
    weights, (intercept,) = arrays["weights"], arrays["intercept"]
    if training:
        if not rows:
            sys.exit(f"store {round_['store_id']} has no rows to train on in {round_['data']}")
        weights, intercept = train(
            rows,
            weights,
            intercept,
            int(config.get("epochs", "50")),
            float(config.get("learning_rate", "0.1")),
            float(config.get("mu", "0")),
        )
        write_tensors(
            round_["update"], round_["layout"], {"weights": weights, "intercept": [intercept]}
        )
    metrics = measure(rows, weights, intercept) if rows else {}
    metrics["training_samples" if training else "evaluation_samples"] = len(rows)
    print(f"{round_['task']} {round_['round_id']}: {metrics}")
    with open(round_["metrics"], "w", encoding="utf-8") as file:
        json.dump(metrics, file)


main()
