"""A grpcio server for the .NET client: pool_server.py STUBS. Says on which port it listens, and ends with its input."""

import concurrent.futures
import sys
import threading

import stubs

grpc = stubs.use(sys.argv[1])

from grpc.health.v1 import health_pb2, health_pb2_grpc
from levelset.v1 import features_pb2, pools_pb2, pools_pb2_grpc
from rpc import details_pb2

WORDS = features_pb2.FeatureSet(processor_banks=[0xFFFFFFFFFFFFFFFF, 0x8000000000000001], xsave=1 << 63)


class Health(health_pb2_grpc.HealthServicer):
    def Check(self, request, context):
        return health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVING)

    def Watch(self, request, context):
        yield health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVING)
        yield health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.NOT_SERVING)


class Pools(pools_pb2_grpc.PoolServiceServicer):
    """GetPool alone; grpcio answers the rest itself."""

    def __init__(self):
        self.given_up = threading.Event()

    def GetPool(self, request, context):
        if request.name == "pools/slow":
            context.add_callback(self.given_up.set)
            self.given_up.wait()
        if request.name == "pools/refused":
            refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "two things are wrong")
        # Long enough to be worth compressing.
        name = "given up" if request.name == "pools/patient" and self.given_up.wait() else "x" * 2000
        return pools_pb2.Pool(name=request.name, display_name=name, baseline=WORDS)


def refuse(context, code, text):
    info = details_pb2.ErrorInfo(reason="POOL_REFUSED", domain="example.org", metadata={"resource": "pools/refused"})
    failure = details_pb2.PreconditionFailure()
    failure.violations.add(type="ONE", subject="hosts/a", description="first")
    failure.violations.add(type="TWO", subject="hosts/b", description="second")
    status = details_pb2.Status(code=code.value[0], message=text)
    for detail in (info, failure):
        status.details.add().Pack(detail)
    context.set_trailing_metadata([("grpc-status-details-bin", status.SerializeToString())])
    context.abort(code, text)


def main():
    executor = concurrent.futures.ThreadPoolExecutor(max_workers=8)
    server = grpc.server(executor, compression=grpc.Compression.Gzip)
    health_pb2_grpc.add_HealthServicer_to_server(Health(), server)
    pools_pb2_grpc.add_PoolServiceServicer_to_server(Pools(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"listening on {port}.", flush=True)
    sys.stdin.read()
    server.stop(None)


if __name__ == "__main__":
    main()
