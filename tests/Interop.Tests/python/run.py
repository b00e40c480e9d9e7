"""Runs one case: run.py STUBS ADDRESS MODULE CASE."""

import importlib
import sys

import stubs


def main():
    directory, address, module, case = sys.argv[1:]
    grpc = stubs.use(directory)
    function = getattr(importlib.import_module(module), case)
    with grpc.insecure_channel(address) as channel:
        function(channel)


if __name__ == "__main__":
    main()
