"""The training container: reads below /opt/ml (SAGEMAKER_BASE_DIR moves it), leaves model/model.joblib."""

import json
import os
import signal
import sys
import traceback
from pathlib import Path

import joblib
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from birds.data import read_channel, refuse_overlap
from birds.features import DataError, features, is_damage

# Name: what reads it, the least, the most, what it is without being given.
OPTIONS = {
    "c": (float, 1e-6, 1e6, 0.1),
    "minCount": (int, 1, 10_000, 20),
    "maxIterations": (int, 1, 100_000, 1000),
}


def main():
    base = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
    # It is over in a moment: asked to stop, it ends as it would have, with its model saved.
    signal.signal(signal.SIGTERM, lambda *_: print("asked to stop: the training ends within seconds by itself"))
    try:
        train(base)
    except Exception as error:
        # SageMaker shows this file's first 1,024 characters as the job's FailureReason.
        said = str(error) if isinstance(error, DataError) else traceback.format_exc()
        (base / "output").mkdir(parents=True, exist_ok=True)
        (base / "output" / "failure").write_text(said)
        print(said, file=sys.stderr)
        sys.exit(1)


def train(base):
    options = read_options(base / "input" / "config" / "hyperparameters.json")
    training = read_channel(base / "input" / "data" / "training", "training")
    evaluation = read_channel(base / "input" / "data" / "evaluation", "evaluation")
    refuse_overlap(training, evaluation)
    print(f"training on {len(training)} reports, evaluating on {len(evaluation)} later ones")
    # Rarer values than minCount become one value, in training as in serving; it also stands for those never seen.
    encoder = OneHotEncoder(min_frequency=options["minCount"], handle_unknown="infrequent_if_exist")
    model = make_pipeline(encoder, LogisticRegression(C=options["c"], max_iter=options["maxIterations"]))
    labels = [is_damage(row) for row in training]
    model.fit([features(row) for row in training], labels)
    report(model, training, evaluation)
    (base / "model").mkdir(parents=True, exist_ok=True)
    joblib.dump(model, base / "model" / "model.joblib")


def report(model, training, evaluation):
    """Prints the metrics that training.metrics in trainyard.yml reads."""
    labels, truth = ([is_damage(row) for row in rows] for rows in (training, evaluation))
    learned, scores = (model.predict_proba([features(row) for row in rows])[:, 1] for rows in (training, evaluation))
    prior = [sum(labels) / len(labels)] * len(truth)
    print(f"train:logloss={log_loss(labels, learned):.4f};")
    print(f"validation:auc={roc_auc_score(truth, scores):.4f};")
    print(f"validation:logloss={log_loss(truth, scores):.4f}; prior:logloss={log_loss(truth, prior):.4f};")


def read_options(path):
    """The hyperparameters, which SageMaker hands over as strings."""
    given = json.loads(path.read_text()) if path.exists() else {}
    unknown = [name for name in given if name not in OPTIONS]
    if unknown:
        raise DataError(f"unknown hyperparameter {', '.join(unknown)}; known are {', '.join(OPTIONS)}")
    return {name: read_option(name, given.get(name)) for name in OPTIONS}


def read_option(name, text):
    read, least, most, fallback = OPTIONS[name]
    if text is None:
        return fallback
    try:
        value = read(text)
        if least <= value <= most:
            return value
    except ValueError:
        pass  # said below
    kind = "a whole number" if read is int else "a number"
    raise DataError(f'hyperparameter {name} must be {kind} from {least} to {most}, got "{text}"')
