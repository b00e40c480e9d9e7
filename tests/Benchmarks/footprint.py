#!/usr/bin/python3
"""The agent's footprint against a hello-world worker that is published in the same way, as ratios of one run.

    tests/Benchmarks/footprint.py [ROUNDS]

Resident memory: the proportional set size of an idle process, the median of the rounds, ten seconds after it was ready. Start:
from fork to the worker's first line, and to the arrival of the agent's first feature report at a service.
"""
import concurrent.futures
import os
import pathlib
import queue
import statistics
import subprocess
import sys
import tempfile
import time

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
IDLE_SECONDS = 10


def publish(work):
    agent = work / "agent"
    subprocess.run([ROOT / "deploy/publish-agent.sh", agent], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [
            "dotnet", "publish", ROOT / "tests/Benchmarks/HelloWorker", "--nologo", "-v", "quiet",
            "-p:PublishProfile=linux-x64", "--artifacts-path", ROOT / "artifacts/publish/hello-worker.build",
            "-o", work / "hello",
        ],
        check=True, stdout=subprocess.DEVNULL)
    return agent / "levelset-agent", work / "hello/hello-worker"


def messages(work):
    names = [str(path.relative_to(ROOT / "protos")) for path in (ROOT / "protos/levelset/v1").glob("*.proto")]
    subprocess.run(["protoc", f"-I{ROOT / 'protos'}", f"--python_out={work}", *names], check=True)
    sys.path.insert(0, str(work))
    from levelset.v1 import agents_pb2
    return agents_pb2


class Service(grpc.GenericRpcHandler):
    """Welcomes every agent and notes when its report arrives."""

    def __init__(self, agents):
        self.agents = agents
        self.reports = queue.Queue()

    def service(self, details):
        return grpc.stream_stream_rpc_method_handler(
            self.connect, self.agents.AgentMessage.FromString, self.agents.ServiceMessage.SerializeToString)

    def connect(self, requests, _):
        for message in requests:
            if message.WhichOneof("body") == "hello":
                welcome = self.agents.Welcome(host="hosts/h", protocol_version=1)
                welcome.heartbeat_interval.FromSeconds(5)
                yield self.agents.ServiceMessage(message_id="w", welcome=welcome)
            elif message.WhichOneof("body") == "feature_report":
                self.reports.put(time.monotonic())


def memory(pid):
    """KiB: resident, and the share of it that is this process' own."""
    fields = {}
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split(":")
        fields[name] = int(value.split()[0])
    return fields["Rss"], fields["Pss"]


def measure(start, ready):
    began = time.monotonic()
    process = start()
    try:
        seconds = ready(process) - began
        time.sleep(IDLE_SECONDS)
        return (seconds, *memory(process.pid))
    finally:
        process.kill()
        process.wait()


def first_line(process):
    process.stdout.readline()
    return time.monotonic()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        agent, hello = publish(work)
        service = Service(messages(work))
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(8))
        server.add_generic_rpc_handlers((service,))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        results = {"hello": [], "agent": []}
        for _ in range(rounds):
            results["hello"].append(measure(
                lambda: subprocess.Popen([hello], stdout=subprocess.PIPE),
                first_line))
            results["agent"].append(measure(
                lambda: subprocess.Popen(
                    [agent, "run", "--profile", "genoa", "--host-id", "h", "--service", f"http://127.0.0.1:{port}",
                     "--socket", work / "run/agent.sock"],
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, "STATE_DIRECTORY": str(work / "state")}),
                lambda _: service.reports.get(timeout=60)))
        server.stop(0)

    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in results.items()}
    print(f"{'':8}{'start, ms':>12}{'RSS, MiB':>12}{'PSS, MiB':>12}   median of {rounds}")
    for name, (seconds, rss, pss) in medians.items():
        print(f"{name:8}{seconds * 1000:12.0f}{rss / 1024:12.1f}{pss / 1024:12.1f}")
    print(f"{'ratio':8}" + "".join(f"{a / h:12.2f}" for a, h in zip(medians["agent"], medians["hello"])))


if __name__ == "__main__":
    main()
