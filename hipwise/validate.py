"""`rasa data validate --fail-on-warnings`, quietly: `python -m hipwise.validate`.

Rasa's own command prints its libraries' warnings by the page and draws a bar for each step.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Validates data/, domain.yml and config.yml; prints Rasa's output only on failure."""
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TQDM_DISABLE": "1",
    }
    done = subprocess.run(
        [str(Path(sys.executable).parent / "rasa"), "data", "validate", "--fail-on-warnings"],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.stdout.write(done.stdout + done.stderr)
    else:
        print("rasa data validate: no warnings")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
