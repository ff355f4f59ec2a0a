"""A store that takes part in one round, with nothing but the standard library.

usage: store_client.py API_BASE ROUND_ID TOKEN NUMBER
Joins, "trains" (every weight becomes NUMBER), uploads, polls the status, downloads, and prints the
downloaded parameters as one line of JSON.
"""

import json
import sys
import time
import urllib.request

api_base, round_id, token, number = sys.argv[1:5]


def call(method, path, body=None):
    request = urllib.request.Request(
        f"{api_base}/rounds/{round_id}/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}"},
    )
    if body is not None:
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


config = call("POST", "join")["training_config"]
assert config["epochs"] == 10 and config["batch_size"] == 32, config

weight = float(number)
parameters = {
    "layer0": [[[weight, weight], [weight, weight], [weight, weight]], [weight, weight]],
    "layer1": [],
    "layer2": [[[weight], [weight]]],
}
metrics = {"loss": 0.25, "accuracy": 0.85, "training_samples": 1000}
uploaded = call(
    "POST",
    "upload",
    {"round_id": round_id, "model_parameters": parameters, "training_metrics": metrics},
)
assert uploaded["status"] == "uploaded", uploaded

for _ in range(600):
    status = call("GET", "status")
    if status["status"] == "completed":
        break
    assert status["status"] in ("created", "in_progress", "aggregating"), status
    time.sleep(0.1)

print(json.dumps(call("GET", "download")["parameters"]))
