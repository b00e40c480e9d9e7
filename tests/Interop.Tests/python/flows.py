"""What an orchestrator and its agents do from one day to the next."""

import grpc
from google.protobuf import json_format
from levelset.v1 import features_pb2, hosts_pb2, partitions_pb2, pools_pb2

from interop import ALL, CASCADE_LAKE, HASWELL, NESTED_VIRT, PATIENCE, SKYLAKE, TOP
from interop import Agent, Services, both, check, connected, refusal_of, refused, unique, unpack_create_partition, until
from interop import without, words_of

LEVEL = both(HASWELL, SKYLAKE)
LEVEL_WITHOUT_NESTING = without(LEVEL, (0, NESTED_VIRT, 0))


def add_hosts_preview_then_real_answers_the_same_and_changes_only_then(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE) as (haswell, skylake):
        pool = services.create_pool(display_name="Gen 10")
        preview = services.add_hosts(pool, haswell, skylake, validate_only=True)
        check.assertTrue(preview.validate_only)
        check.assertEqual(services.pools.GetPool(pools_pb2.GetPoolRequest(name=pool.name)), pool)

        change = services.add_hosts(pool, haswell, skylake, etag=preview.pool.etag)
        check.assertEqual(services.pools.GetPool(pools_pb2.GetPoolRequest(name=pool.name)), change.pool)

        check.assertFalse(change.validate_only)
        check.assertNotEqual(change.pool.etag, preview.pool.etag)
        preview.validate_only = False
        preview.pool.etag = change.pool.etag
        check.assertEqual(json_format.MessageToDict(preview), json_format.MessageToDict(change))
        check.assertEqual(change.pool.host_count, 2)
        check.assertEqual(change.pool.generation, 1)
        check.assertEqual(change.pool.vendor, "GenuineIntel")
        gained = sum(bin(word).count("1") for word in LEVEL)
        check.assertEqual((len(change.diff.gained), len(change.diff.lost)), (gained, 0))


def get_baseline_two_agents_is_the_intersection_of_every_bit(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE) as (haswell, skylake):
        pool = services.create_pool()
        services.add_hosts(pool, haswell, skylake)
        baseline = services.baseline(pool)

        check.assertEqual(words_of(baseline.features), LEVEL)
        check.assertTrue(all(word & TOP for word in words_of(baseline.features)))
        check.assertEqual(words_of(baseline.level), LEVEL)
        check.assertEqual(baseline.name, f"{pool.name}/baselines/1")
        for agent in (haswell, skylake):
            host = services.hosts.GetHost(hosts_pb2.GetHostRequest(name=agent.name))
            check.assertEqual(words_of(host.supported), agent.words)
            check.assertEqual(host.state, hosts_pb2.Host.STATE_READY)

        # Every bit that is missing says which host is to blame.
        either = tuple(a | b for a, b in zip(HASWELL, SKYLAKE))
        missing = {
            (word, bit): skylake.name if HASWELL[index] >> bit & 1 else haswell.name
            for index, word in enumerate(("bank0", "bank1", "xsave"))
            for bit in range(64)
            if (either[index] & ~LEVEL[index]) >> bit & 1
        }
        dropped = {(drop.feature.word, drop.feature.bit): list(drop.hosts) for drop in baseline.dropped}
        check.assertEqual(dropped, {position: [host] for position, host in missing.items()})


def get_baseline_required_feature_missing_closure_only_removes(channel):
    avx, avx2, fma = 1 << 2, 1 << 3, 1 << 4  # of the xsave word; the latter two require the first
    services = Services(channel)
    with connected(channel, without(CASCADE_LAKE, (0, 0, avx)), CASCADE_LAKE) as agents:
        pool = services.create_pool()
        services.add_hosts(pool, *agents)
        baseline = services.baseline(pool)

        common = both(agents[0].words, agents[1].words)
        features = words_of(baseline.features)
        check.assertEqual(without(features, common), (0, 0, 0))
        check.assertEqual(features[2] & (avx | avx2 | fma), 0)
        fallen = {}
        for drop in baseline.dropped:
            if drop.reason == features_pb2.DROP_REASON_REQUIRES:
                fallen[drop.feature.word, drop.feature.bit] = drop
                index = ("bank0", "bank1", "xsave").index(drop.requires.word)
                check.assertEqual(features[index] >> drop.requires.bit & 1, 0, drop)
        check.assertEqual(fallen["xsave", 3].feature.name, "avx2")
        check.assertEqual(fallen["xsave", 3].requires.name, "avx")
        gone = [0, 0, 0]
        for word, bit in fallen:
            gone[("bank0", "bank1", "xsave").index(word)] |= 1 << bit
        check.assertEqual(tuple(gone), without(common, features))


def connect_pool_gets_a_baseline_assignment_arrives_on_the_stream(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE) as (haswell, skylake):
        pool = services.create_pool()
        check.assertEqual(haswell.wait("assignment").pool, "")
        services.add_hosts(pool, haswell)
        first = haswell.wait("assignment", lambda a: a.pool == pool.name and a.generation == 1)
        check.assertEqual(words_of(first.baseline), HASWELL)

        services.add_hosts(pool, skylake)
        for agent in (haswell, skylake):
            second = agent.wait("assignment", lambda a: a.pool == pool.name and a.generation == 2)
            check.assertEqual(words_of(second.baseline), LEVEL)
            # With the mask, this host's words become exactly the baseline.
            check.assertEqual(without(agent.words, words_of(second.disable_mask)), LEVEL)
            check.assertEqual(second.host_state, hosts_pb2.Host.STATE_READY)


def create_partition_agent_creates_it_partition_is_active_with_what_was_read_back(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE) as agents:
        pool = services.create_pool()
        services.add_hosts(pool, *agents)
        for agent in agents:
            request = partitions_pb2.CreatePartitionRequest(pool=pool.name, host=agent.name, display_name="vm")
            partition = services.partitions.CreatePartition(request)

            check.assertEqual(partition.state, partitions_pb2.Partition.STATE_ACTIVE)
            check.assertEqual(partition.host, agent.name)
            check.assertEqual(words_of(partition.features), LEVEL_WITHOUT_NESTING)
            check.assertEqual(partition.requested_features, partition.features)
            check.assertEqual(partition.generation, 1)
            check.assertEqual(partition.properties, agent.properties)
            held = agent.partitions[partition.name]
            check.assertEqual(held.features, partition.features)
            check.assertEqual(held.disable_mask, partition.disable_mask)
            check.assertTrue(partition.simulated)
        listed = services.partitions.ListPartitions(partitions_pb2.ListPartitionsRequest(pool=pool.name))
        check.assertEqual({partition.host for partition in listed.partitions}, {agent.name for agent in agents})


def create_partition_read_back_differs_names_the_bit_and_leaves_nothing(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as agent:
        pool = services.create_pool()
        services.add_hosts(pool, agent)
        agent.surplus = (0, 0, 1 << 5)
        request = partitions_pb2.CreatePartitionRequest(pool=pool.name)
        refusal = refused(
            lambda: services.partitions.CreatePartition(request), grpc.StatusCode.FAILED_PRECONDITION, "READ_BACK_DIFFERS"
        )
        check.assertEqual(len(refusal.violations), 1, refusal.violations)
        kind, subject, description = refusal.violations[0]
        check.assertEqual((kind, subject), ("READ_BACK_DIFFERS", agent.name))
        check.assertIn("unexpected mpx (xsave:5) on read-back", description)
        until(lambda: not agent.partitions, "the agent is told to close it")
        listed = services.partitions.ListPartitions(partitions_pb2.ListPartitionsRequest(pool=pool.name))
        check.assertEqual(len(listed.partitions), 0)


def create_partition_request_id_repeated_is_the_same_partition(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as agent:
        pool = services.create_pool()
        services.add_hosts(pool, agent)
        request = partitions_pb2.CreatePartitionRequest(pool=pool.name, display_name="vm", request_id=unique("request"))
        first = services.partitions.CreatePartition(request)
        check.assertEqual(services.partitions.CreatePartition(request), first)
        check.assertEqual(len(agent.partitions), 1)

        request.display_name = "another"
        refusal = refused(
            lambda: services.partitions.CreatePartition(request), grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED"
        )
        check.assertEqual(refusal.metadata, {"resource": first.name, "request_id": request.request_id})


def create_partition_caller_gives_up_repeating_the_request_finds_it_active(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as agent:
        pool = services.create_pool()
        services.add_hosts(pool, agent)
        agent.answering.clear()
        request = partitions_pb2.CreatePartitionRequest(pool=pool.name, request_id=unique("request"))
        # Its caller gives up once the agent has been told.
        call = services.partitions.CreatePartition.future(request, timeout=PATIENCE)
        command = agent.wait("command")
        call.cancel()
        check.assertEqual(call.code(), grpc.StatusCode.CANCELLED)
        pending = services.partitions.GetPartition(partitions_pb2.GetPartitionRequest(name=command.partition))
        check.assertEqual(pending.state, partitions_pb2.Partition.STATE_CREATING)
        with check.assertRaises(grpc.RpcError) as raised:
            services.partitions.CreatePartition(request, timeout=0.5)
        check.assertEqual(raised.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)

        agent.answering.set()
        partition = services.partitions.CreatePartition(request)
        check.assertEqual(partition.name, command.partition)
        check.assertEqual(partition.state, partitions_pb2.Partition.STATE_ACTIVE)


def delete_partition_agent_holds_it_closes_it_on_its_host(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as agent:
        pool = services.create_pool()
        services.add_hosts(pool, agent)
        partition = services.partitions.CreatePartition(partitions_pb2.CreatePartitionRequest(pool=pool.name))
        check.assertIn(partition.name, agent.partitions)

        services.partitions.DeletePartition(partitions_pb2.DeletePartitionRequest(name=partition.name, etag=partition.etag))

        check.assertEqual(agent.partitions, {})
        get = partitions_pb2.GetPartitionRequest(name=partition.name)
        refused(lambda: services.partitions.GetPartition(get), grpc.StatusCode.NOT_FOUND, "PARTITION_NOT_FOUND")


def record_migration_to_another_member_keeps_the_set_and_frees_the_source(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE) as (source, target):
        pool = services.create_pool()
        services.add_hosts(pool, source, target)
        request = partitions_pb2.CreatePartitionRequest(pool=pool.name, host=source.name)
        partition = services.partitions.CreatePartition(request)
        arguments = services.hosts.GetCreationArguments(
            hosts_pb2.GetCreationArgumentsRequest(host=target.name, partition=partition.name)
        )
        _, _, disabled = unpack_create_partition(arguments.create_partition_v2)
        check.assertEqual(without(target.words, disabled), words_of(partition.features))

        moved = services.partitions.RecordMigration(
            partitions_pb2.RecordMigrationRequest(partition=partition.name, target_host=target.name)
        )

        check.assertEqual(moved.host, target.name)
        check.assertEqual(moved.features, partition.features)
        until(lambda: not source.partitions, "the source closes its descriptor")


def get_creation_arguments_reserved_bits_disabled_bytes_hold_the_complement_of_the_set(channel):
    services = Services(channel)
    catalogued = without(HASWELL, (TOP, 0, TOP))  # bit 63 of bank 0 and of xsave has no name
    with connected(channel, HASWELL) as agent:
        pool = services.create_pool(policy=pools_pb2.PoolPolicy(reserved_bits=pools_pb2.PoolPolicy.RESERVED_BITS_DISABLE))
        services.add_hosts(pool, agent)
        check.assertEqual(words_of(services.baseline(pool).features), catalogued)
        for nested, flag in ((False, 0), (True, 1 << 4)):
            wanted = catalogued if nested else without(catalogued, (0, NESTED_VIRT, 0))
            arguments = services.hosts.GetCreationArguments(
                hosts_pb2.GetCreationArgumentsRequest(host=agent.name, pool=pool.name, nested=nested)
            )
            flags, isolation, disabled = unpack_create_partition(arguments.create_partition_v2)

            check.assertEqual(disabled, tuple(~word & ALL for word in wanted))
            check.assertEqual(disabled, words_of(arguments.disable_mask))
            check.assertEqual(words_of(arguments.features), wanted)
            check.assertEqual((flags, isolation), (arguments.pt_flags, arguments.pt_isolation))
            check.assertEqual(flags & (1 << 3 | 1 << 4), 1 << 3 | flag)


def connect_report_without_properties_serves_as_well_as_any(channel):
    services = Services(channel)
    nothing = features_pb2.CompatibilityProperties()
    with connected(channel, HASWELL, SKYLAKE, properties=nothing) as agents:
        host = services.hosts.GetHost(hosts_pb2.GetHostRequest(name=agents[0].name))
        check.assertEqual(host.properties, nothing)
        pool = services.create_pool()
        # One after the other, so that what was stored is read again and changed.
        for agent in agents:
            services.add_hosts(pool, agent)
        check.assertEqual(services.baseline(pool).properties, nothing)
        partition = services.partitions.CreatePartition(partitions_pb2.CreatePartitionRequest(pool=pool.name))
        check.assertEqual(partition.state, partitions_pb2.Partition.STATE_ACTIVE)
        check.assertEqual(partition.properties, nothing)


def list_hosts_one_on_a_page_every_host_once_in_order(channel):
    services = Services(channel)
    with connected(channel, HASWELL, SKYLAKE, CASCADE_LAKE) as agents:
        pool = services.create_pool()
        services.add_hosts(pool, *agents)
        names, token, pages = [], "", 0
        while pages == 0 or token:
            page = services.hosts.ListHosts(hosts_pb2.ListHostsRequest(pool=pool.name, page_size=1, page_token=token))
            check.assertEqual(len(page.hosts), 1)
            names += [host.name for host in page.hosts]
            token, pages = page.next_page_token, pages + 1
        check.assertEqual(names, sorted(agent.name for agent in agents))


def remove_hosts_last_member_withdraws_the_baseline(channel):
    services = Services(channel)
    with connected(channel, HASWELL) as agent:
        pool = services.create_pool()
        services.add_hosts(pool, agent)
        change = services.pools.RemoveHosts(pools_pb2.RemoveHostsRequest(pool=pool.name, hosts=[agent.name]))
        check.assertFalse(change.pool.HasField("baseline"))
        check.assertEqual(change.pool.generation, 0)
        agent.wait("assignment", lambda a: a.pool == "" and len([m for m in agent.received if m.HasField("assignment")]) > 2)
        refused(lambda: services.baseline(pool), grpc.StatusCode.FAILED_PRECONDITION, "NO_BASELINE")
        services.pools.DeletePool(pools_pb2.DeletePoolRequest(name=pool.name, etag=change.pool.etag))


def connect_same_agent_comes_back_takes_over_from_its_own_stream(channel):
    with connected(channel, HASWELL) as first:
        second = Agent(channel, HASWELL, host_id=first.host_id, resume_token=first.resume_token).connect()
        check.assertEqual(second.resume_token, first.resume_token)
        refusal_of(first.wait_end(), grpc.StatusCode.ABORTED, "STREAM_REPLACED")
        second.close()


def connect_cancelled_by_the_agent_frees_the_host_id(channel):
    with connected(channel, HASWELL) as first:
        first.call.cancel()
        check.assertEqual(first.wait_end().code(), grpc.StatusCode.CANCELLED)

        # The service has seen it once another agent may use the id.
        def taken_over():
            other = Agent(channel, SKYLAKE, host_id=first.host_id).open()
            try:
                return other.wait("welcome") and other
            except AssertionError:
                refusal_of(other.error, grpc.StatusCode.ALREADY_EXISTS, "HOST_ID_IN_USE")
                return None

        until(taken_over, "the host id is free").close()


def call_compressed_by_the_client_is_understood(channel):
    services = Services(channel)
    name = "x" * 200
    request = pools_pb2.CreatePoolRequest(pool_id=unique("pool"), pool=pools_pb2.Pool(display_name=name))
    for compression in (grpc.Compression.Gzip, grpc.Compression.Deflate):
        request.pool_id = unique("pool")
        check.assertEqual(services.pools.CreatePool(request, compression=compression).display_name, name)
