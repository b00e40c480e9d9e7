"""What a client is told when it is refused."""

import threading

import grpc
from levelset.v1 import agents_pb2, agents_pb2_grpc, features_pb2, hosts_pb2, pools_pb2, pools_pb2_grpc

from interop import CASCADE_LAKE, HASWELL, SKYLAKE
from interop import Agent, Services, check, connected, message, refusal_of, refused, unique

MAXIMUM = 4 * 1024 * 1024


def create_pool_several_faults_names_every_field(channel):
    services = Services(channel)
    policy = pools_pb2.PoolPolicy(
        join=7,
        drift=8,
        floor_features=["no_such_floor"],
        excluded_features=["no_such_feature", "xsave:64"],
    )
    request = pools_pb2.CreatePoolRequest(
        pool_id="Not_An_Id",
        request_id="with a space",
        pool=pools_pb2.Pool(
            display_name="x" * 201, architecture=features_pb2.ARCHITECTURE_X86_64, vendor="Nobody", policy=policy
        ),
    )
    refusal = refused(lambda: services.pools.CreatePool(request), grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_INVALID")
    check.assertEqual(
        set(refusal.fields),
        {
            "pool_id",
            "request_id",
            "pool.display_name",
            "pool.vendor",
            "pool.policy.join",
            "pool.policy.drift",
            "pool.policy.floor_features[0]",
            "pool.policy.excluded_features[0]",
            "pool.policy.excluded_features[1]",
        },
    )
    check.assertIn("GenuineIntel", refusal.fields["pool.vendor"][0])
    check.assertIn("JOIN_LEVEL_DOWN", refusal.fields["pool.policy.join"][0])
    for field in refusal.fields:
        check.assertIn(field, refusal.message)


def update_pool_stale_etag_is_aborted_with_the_current_one(channel):
    services = Services(channel)
    pool = services.create_pool(display_name="first")
    stale = pool.etag
    pool.display_name = "second"
    update = pools_pb2.UpdatePoolRequest(pool=pool)
    update.update_mask.paths.append("display_name")
    current = services.pools.UpdatePool(update)
    check.assertEqual(current.display_name, "second")

    update.pool.display_name = "third"
    refusal = refused(lambda: services.pools.UpdatePool(update), grpc.StatusCode.ABORTED, "ETAG_STALE")
    check.assertEqual(refusal.metadata, {"resource": pool.name, "etag": current.etag})
    add = pools_pb2.AddHostsRequest(pool=pool.name, hosts=["hosts/any"], etag=stale)
    refused(lambda: services.pools.AddHosts(add), grpc.StatusCode.ABORTED, "ETAG_STALE")

    update.pool.etag = refusal.metadata["etag"]
    check.assertEqual(services.pools.UpdatePool(update).display_name, "third")


def connect_host_id_in_use_already_exists(channel):
    with connected(channel, HASWELL) as first:
        second = Agent(channel, SKYLAKE, host_id=first.host_id).open()
        refusal = refusal_of(second.wait_end(), grpc.StatusCode.ALREADY_EXISTS, "HOST_ID_IN_USE")
        check.assertEqual(refusal.metadata, {"resource": first.name})
        # The first one's stream has not suffered.
        first.report()


def connect_first_message_is_no_hello_failed_precondition(channel):
    agent = Agent(channel, HASWELL)
    messages = [agents_pb2.AgentMessage(message_id="1", heartbeat=agents_pb2.Heartbeat())]
    call = agents_pb2_grpc.AgentServiceStub(channel).Connect(iter(messages))
    refused(lambda: list(call), grpc.StatusCode.FAILED_PRECONDITION, "HELLO_EXPECTED")
    get = hosts_pb2.GetHostRequest(name=agent.name)
    refused(lambda: Services(channel).hosts.GetHost(get), grpc.StatusCode.NOT_FOUND, "HOST_NOT_FOUND")


def connect_other_protocol_version_failed_precondition(channel):
    hello = agents_pb2.Hello(host_id=unique("host"), protocol_version=2)
    call = agents_pb2_grpc.AgentServiceStub(channel).Connect(iter([agents_pb2.AgentMessage(message_id="1", hello=hello)]))
    refusal = refused(lambda: list(call), grpc.StatusCode.FAILED_PRECONDITION, "PROTOCOL_VERSION")
    check.assertEqual(refusal.violations, [("PROTOCOL_VERSION", "hosts/" + hello.host_id, "use version 1")])


def connect_malformed_report_names_every_field(channel):
    with connected(channel, HASWELL) as agent:
        report = agents_pb2.FeatureReport(
            architecture=features_pb2.ARCHITECTURE_ARM64,
            vendor="GenuineIntel",
            supported=features_pb2.FeatureSet(processor_banks=[1, 2, 3], xsave=1),
        )
        agent.send(feature_report=report)
        refusal = refusal_of(agent.wait_end(), grpc.StatusCode.INVALID_ARGUMENT, "VENDOR_UNKNOWN")
        check.assertEqual(
            set(refusal.fields),
            {
                "feature_report.vendor",
                "feature_report.supported.processor_banks",
                "feature_report.supported.xsave",
            },
        )


def connect_ends_while_answers_are_written_the_status_arrives(channel):
    # Whether an answer is just being written is chance, so it is tried often.
    for _ in range(60):
        with connected(channel, HASWELL) as agent:
            for _ in range(5):
                agent.send(heartbeat=agents_pb2.Heartbeat())
            agent.send(feature_report=agents_pb2.FeatureReport())
            refusal_of(agent.wait_end(), grpc.StatusCode.INVALID_ARGUMENT, "ARCHITECTURE_UNKNOWN")


def call_message_of_five_megabytes_is_resource_exhausted(channel):
    services = Services(channel)
    request = pools_pb2.CreatePoolRequest(pool=pools_pb2.Pool(display_name="x" * (MAXIMUM + 1)))
    refused(lambda: services.pools.CreatePool(request), grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")


def connect_message_of_five_megabytes_is_resource_exhausted(channel):
    with connected(channel, HASWELL) as agent:
        agent.send(feature_report=agents_pb2.FeatureReport(vendor="x" * (MAXIMUM + 1)))
        refusal_of(agent.wait_end(), grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")
    # Also as the very first message.
    hello = agents_pb2.Hello(host_id=unique("host"), protocol_version=1, display_name="x" * (MAXIMUM + 1))
    call = agents_pb2_grpc.AgentServiceStub(channel).Connect(iter([agents_pb2.AgentMessage(hello=hello)]))
    refused(lambda: list(call), grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")


def add_hosts_other_vendor_names_the_host_and_both_values(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as intel, connected(channel, CASCADE_LAKE, vendor="AuthenticAMD") as amd:
        pool = services.create_pool()
        services.add_hosts(pool, intel)
        absent = "hosts/" + unique("absent")
        request = pools_pb2.AddHostsRequest(pool=pool.name, hosts=[amd.name, absent])
        for request.validate_only in (True, False):
            refusal = refused(
                lambda: services.pools.AddHosts(request), grpc.StatusCode.FAILED_PRECONDITION, "HOSTS_DO_NOT_FIT"
            )
            check.assertEqual(
                [(kind, subject) for kind, subject, _ in refusal.violations],
                [("VENDOR_DIFFERS", amd.name), ("HOST_NOT_FOUND", absent)],
            )
            check.assertIn("AuthenticAMD", refusal.violations[0][2])
            check.assertIn("GenuineIntel", refusal.violations[0][2])
        now = services.pools.GetPool(pools_pb2.GetPoolRequest(name=pool.name))
        check.assertEqual(now.host_count, 1)


def add_hosts_real_host_to_simulated_members_failed_precondition(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as simulated, connected(channel, HASWELL, simulated=False) as real:
        pool = services.create_pool()
        request = pools_pb2.AddHostsRequest(pool=pool.name, hosts=[simulated.name, real.name])
        refusal = refused(
            lambda: services.pools.AddHosts(request), grpc.StatusCode.FAILED_PRECONDITION, "HOSTS_DO_NOT_FIT"
        )
        check.assertEqual([kind for kind, _, _ in refusal.violations], ["SIMULATION_DIFFERS"])


def call_unknown_method_is_unimplemented(channel):
    for method in ("/levelset.v1.PoolService/Inflate", "/levelset.v1.NoService/Anything"):
        call = channel.unary_unary(method, request_serializer=bytes, response_deserializer=bytes)
        refused(lambda: call(b""), grpc.StatusCode.UNIMPLEMENTED, "METHOD_UNKNOWN")


def call_bytes_that_are_no_message_are_refused_with_details(channel):
    call = channel.unary_unary("/levelset.v1.PoolService/CreatePool", request_serializer=bytes, response_deserializer=bytes)
    refused(lambda: call(b"\xff\xff\xff"), grpc.StatusCode.INVALID_ARGUMENT, "MESSAGE_MALFORMED")
    stream = channel.stream_stream("/levelset.v1.AgentService/Connect", request_serializer=bytes, response_deserializer=bytes)
    refused(lambda: list(stream(iter([b"\xff\xff\xff"]))), grpc.StatusCode.INVALID_ARGUMENT, "MESSAGE_MALFORMED")


def get_pool_absent_names_it(channel):
    name = "pools/" + unique("absent")
    call = pools_pb2_grpc.PoolServiceStub(channel).GetPool
    refusal = refused(lambda: call(pools_pb2.GetPoolRequest(name=name)), grpc.StatusCode.NOT_FOUND, "POOL_NOT_FOUND")
    check.assertEqual(refusal.metadata, {"resource": name})


def list_hosts_bad_page_names_size_and_token(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE) as agents:
        pool = services.create_pool()
        services.add_hosts(pool, *agents)
        first = services.hosts.ListHosts(hosts_pb2.ListHostsRequest(pool=pool.name, page_size=1))
        # The token is good, but for another listing.
        request = hosts_pb2.ListHostsRequest(page_size=-1, page_token=first.next_page_token)
        refusal = refused(
            lambda: services.hosts.ListHosts(request), grpc.StatusCode.INVALID_ARGUMENT, "PAGE_SIZE_INVALID"
        )
        check.assertEqual(set(refusal.fields), {"page_size", "page_token"})
