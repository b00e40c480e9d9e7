"""grpc.health.v1.Health, deadlines and cancellation."""

import queue

import grpc
from grpc.health.v1 import health_pb2, health_pb2_grpc
from grpc.reflection.v1 import reflection_pb2, reflection_pb2_grpc
from levelset.v1 import partitions_pb2

from interop import HASWELL, PATIENCE, Agent, Services, check, refusal_of, refused

SERVICES = [
    "",
    "grpc.health.v1.Health",
    "levelset.v1.AgentService",
    "levelset.v1.HostService",
    "levelset.v1.MigrationService",
    "levelset.v1.PartitionService",
    "levelset.v1.PoolService",
]


def check_every_service_is_serving(channel):
    health = health_pb2_grpc.HealthStub(channel)
    for service in SERVICES:
        response = health.Check(health_pb2.HealthCheckRequest(service=service))
        check.assertEqual(response.status, health_pb2.HealthCheckResponse.SERVING, service)


def check_unknown_service_is_not_found(channel):
    request = health_pb2.HealthCheckRequest(service="no.such.Service")
    refused(lambda: health_pb2_grpc.HealthStub(channel).Check(request), grpc.StatusCode.NOT_FOUND, "METHOD_UNKNOWN")


def watch_unknown_service_says_so_and_goes_on(channel):
    call = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(service="no.such.Service"))
    check.assertEqual(next(call).status, health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)
    check.assertTrue(call.is_active())
    call.cancel()


def watch_deadline_passes_is_deadline_exceeded(channel):
    call = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=3)
    statuses = []
    with check.assertRaises(grpc.RpcError) as raised:
        for response in call:
            statuses.append(response.status)
    check.assertEqual(raised.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
    check.assertLessEqual(set(statuses), {health_pb2.HealthCheckResponse.SERVING})


def watch_cancelled_is_cancelled(channel):
    call = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
    check.assertEqual(next(call).status, health_pb2.HealthCheckResponse.SERVING)
    call.cancel()
    with check.assertRaises(grpc.RpcError) as raised:
        next(call)
    check.assertEqual(raised.exception.code(), grpc.StatusCode.CANCELLED)


def stop_streams_are_open_each_ends_in_order(channel):
    watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())
    check.assertEqual(next(watch).status, health_pb2.HealthCheckResponse.SERVING)
    questions = queue.Queue()
    reflection = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(iter(questions.get, None))
    questions.put(reflection_pb2.ServerReflectionRequest(list_services="*"))
    names = {service.name for service in next(reflection).list_services_response.service}
    check.assertLessEqual(set(SERVICES), names | {""})
    services = Services(channel)
    agent = Agent(channel, HASWELL).connect()
    pool = services.create_pool()
    services.add_hosts(pool, agent)
    agent.answering.clear()
    creation = services.partitions.CreatePartition.future(partitions_pb2.CreatePartitionRequest(pool=pool.name))
    agent.wait("command")
    print("streams are open", flush=True)

    check.assertEqual([response.status for response in watch], [health_pb2.HealthCheckResponse.NOT_SERVING])
    refused(lambda: next(reflection), grpc.StatusCode.UNAVAILABLE, "SERVICE_STOPPING")
    refused(creation.result, grpc.StatusCode.UNAVAILABLE, "SERVICE_STOPPING")
    refusal_of(agent.wait_end(), grpc.StatusCode.UNAVAILABLE, "SERVICE_STOPPING")
    questions.put(None)
