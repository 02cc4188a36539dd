"""python-tuf's ngclient as its users run it. Protocol: ../README.md."""

import json
import os
import sys

from tuf.api.metadata import DelegatedRole
from tuf.ngclient import Updater


def update(metadata, targets, trusted, cache, downloads, *paths):
    os.makedirs(cache, exist_ok=True)
    with open(trusted, "rb") as file:
        root = file.read()
    updater = Updater(
        cache,
        metadata,
        target_dir=downloads,
        target_base_url=targets,
        bootstrap=root,
    )
    updater.refresh()
    found = {}
    for index, path in enumerate(paths):
        info = updater.get_targetinfo(path)
        file = os.path.join(downloads, str(index))
        found[path] = None if info is None else updater.download_target(info, file)
    return found


def match():
    pairs = json.load(sys.stdin)
    return [
        DelegatedRole("role", [], 1, True, [pattern]).is_delegated_path(path)
        for pattern, path in pairs
    ]


def answer(args):
    try:
        return {"ok": True, "targets": update(*args)}
    except Exception as error:  # whatever it is, it is this client's refusal
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def main():
    if sys.argv[1] == "match":
        json.dump(match(), sys.stdout)
        return
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
