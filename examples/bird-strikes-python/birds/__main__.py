"""The container's program: `docker run IMAGE train` or `docker run IMAGE serve`, as SageMaker calls it."""

import sys

from birds import serving, training

PROGRAMS = {"train": training.main, "serve": serving.main}

word = sys.argv[1] if len(sys.argv) > 1 else ""
if word not in PROGRAMS:
    print(f'expected the command "train" or "serve", got "{word}"', file=sys.stderr)
    sys.exit(64)
PROGRAMS[word]()
