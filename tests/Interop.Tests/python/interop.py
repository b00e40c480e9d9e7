"""What the cases share: names, feature words, rich errors and an agent."""

import contextlib
import queue
import struct
import threading
import time
import unittest
import uuid

import grpc
from levelset.v1 import agents_pb2, agents_pb2_grpc, features_pb2, hosts_pb2_grpc
from levelset.v1 import partitions_pb2_grpc, pools_pb2, pools_pb2_grpc
from rpc import details_pb2

# Assertions that show both sides.
check = unittest.TestCase()
check.maxDiff = None

# How long anything may take on a machine that is busy with other things.
PATIENCE = 180

ALL = 0xFFFFFFFFFFFFFFFF
TOP = 1 << 63
NESTED_VIRT = 1 << 6  # of bank 1

# Real words of three processors, each with bit 63 set, which nothing signed can hold.
HASWELL = (0x10057840A7F7859F | TOP, 0x0000000000060043 | TOP, 0x000000000000001F | TOP)
SKYLAKE = (0x000579FFA7F7859F | TOP, 0x0000000000060043 | TOP, 0x0000000000003FFF | TOP)
CASCADE_LAKE = (0x100579FFA7F7859F | TOP, 0x0000000000060043 | TOP, 0x0000000000043FFF | TOP)

PROPERTIES = features_pb2.CompatibilityProperties(
    physical_address_width=46, cache_line_flush_size=64, xsave_states=0x2E7, max_xsave_data_size=2568
)


def unique(prefix):
    """A name that no other case uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def both(one, other):
    return tuple(a & b for a, b in zip(one, other))


def without(words, others):
    return tuple(a & ~b & ALL for a, b in zip(words, others))


def message(words):
    return features_pb2.FeatureSet(processor_banks=words[:2], xsave=words[2])


def words_of(features):
    """The three words of a FeatureSet or a DisableMask."""
    check.assertEqual(len(features.processor_banks), 2)
    return (*features.processor_banks, features.xsave)


def until(holds, what):
    """Polls a condition; returns what it returned."""
    end = time.monotonic() + PATIENCE
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.02)


class Services:
    """A client of every service of an orchestrator."""

    def __init__(self, channel):
        self.pools = pools_pb2_grpc.PoolServiceStub(channel)
        self.hosts = hosts_pb2_grpc.HostServiceStub(channel)
        self.partitions = partitions_pb2_grpc.PartitionServiceStub(channel)

    def create_pool(self, **fields):
        """A new pool under a name of its own; returns it."""
        request = pools_pb2.CreatePoolRequest(pool_id=unique("pool"), pool=pools_pb2.Pool(**fields))
        return self.pools.CreatePool(request)

    def add_hosts(self, pool, *agents, **fields):
        request = pools_pb2.AddHostsRequest(pool=pool.name, hosts=[agent.name for agent in agents], **fields)
        return self.pools.AddHosts(request)

    def baseline(self, pool):
        return self.pools.GetBaseline(pools_pb2.GetBaselineRequest(name=pool.name + "/baselines/-"))


class Refusal:
    """An error of a call, with the details of its trailer grpc-status-details-bin."""

    def __init__(self, error):
        self.code = error.code()
        self.message = error.details()
        trailers = dict(error.trailing_metadata())
        assert "grpc-status-details-bin" in trailers, f"{self.code} without details: {self.message}"
        status = details_pb2.Status.FromString(trailers["grpc-status-details-bin"])
        check.assertEqual(status.code, self.code.value[0])
        check.assertEqual(status.message, self.message)
        info = self._only(status, details_pb2.ErrorInfo, required=True)
        self.reason = info.reason
        self.domain = info.domain
        self.metadata = dict(info.metadata)
        self.fields = {}
        for violation in self._only(status, details_pb2.BadRequest).field_violations:
            self.fields.setdefault(violation.field, []).append(violation.description)
        self.violations = [
            (violation.type, violation.subject, violation.description)
            for violation in self._only(status, details_pb2.PreconditionFailure).violations
        ]

    @staticmethod
    def _only(status, kind, required=False):
        found = [detail for detail in status.details if detail.Is(kind.DESCRIPTOR)]
        check.assertTrue(len(found) == 1 or (not required and not found), f"{len(found)} {kind.DESCRIPTOR.full_name}")
        details = kind()
        for detail in found:
            detail.Unpack(details)
        return details


def refused(call, code, reason):
    """Makes a call that must be refused; returns the refusal."""
    with check.assertRaises(grpc.RpcError) as raised:
        call()
    return refusal_of(raised.exception, code, reason)


def refusal_of(error, code, reason):
    check.assertEqual(error.code(), code, error.details())
    refusal = Refusal(error)
    check.assertEqual(refusal.reason, reason, refusal.message)
    check.assertEqual(refusal.domain, "levelset.v1")
    return refusal


def unpack_create_partition(data):
    """struct mshv_create_partition_v2: flags, isolation and the three disabled words."""
    check.assertEqual(len(data), 64)
    flags, isolation, count, bank0, bank1, xsave = struct.unpack("<QQH6xQQ16xQ", data)
    check.assertEqual(count, 2)
    return flags, isolation, (bank0, bank1, xsave)


class Agent:
    """An agent on a simulated hypervisor, which gives a partition the host's words without those of the mask."""

    def __init__(self, channel, words, host_id=None, vendor="GenuineIntel", resume_token="", simulated=True, properties=None):
        self.host_id = host_id or unique("host")
        self.name = "hosts/" + self.host_id
        self.words = words
        self.vendor = vendor
        self.resume_token = resume_token
        self.simulated = simulated
        self.properties = properties or PROPERTIES
        # Cleared by a case that wants commands to wait.
        self.answering = threading.Event()
        self.answering.set()
        # What the hypervisor gives beyond what was asked for.
        self.surplus = (0, 0, 0)
        self.partitions = {}
        self.received = []
        self.error = None
        self._ended = False
        self._changed = threading.Condition()
        self._outgoing = queue.Queue()
        self._stub = agents_pb2_grpc.AgentServiceStub(channel)

    def open(self):
        """Opens the stream and says hello."""
        self.call = self._stub.Connect(iter(self._outgoing.get, None))
        threading.Thread(target=self._read, daemon=True).start()
        hello = agents_pb2.Hello(
            host_id=self.host_id,
            protocol_version=1,
            resume_token=self.resume_token,
            simulated=self.simulated,
            partitions=list(self.partitions),
        )
        self.send(hello=hello)
        return self

    def connect(self):
        """Opens the stream, is welcomed, and reports."""
        self.open()
        welcome = self.wait("welcome")
        check.assertEqual(welcome.host, self.name)
        check.assertGreater(len(welcome.resume_token), 0)
        self.resume_token = welcome.resume_token
        threading.Thread(target=self._beat, args=[welcome.heartbeat_interval.ToTimedelta()], daemon=True).start()
        self.report()
        return self

    def report(self):
        """Reports the words, and returns once they are in force."""
        report = agents_pb2.FeatureReport(
            architecture=features_pb2.ARCHITECTURE_X86_64,
            vendor=self.vendor,
            supported=message(self.words),
            properties=self.properties,
        )
        acknowledged = self.send(feature_report=report)
        self.wait("ack", lambda ack: ack.message_id == acknowledged)

    def send(self, **body):
        message_id = uuid.uuid4().hex
        self._outgoing.put(agents_pb2.AgentMessage(message_id=message_id, **body))
        return message_id

    def wait(self, kind, fits=lambda body: True):
        """The first message of a kind that fits."""
        return self._wait(
            lambda: next(
                (getattr(m, kind) for m in self.received if m.WhichOneof("body") == kind and fits(getattr(m, kind))), None
            ),
            kind,
        )

    def wait_end(self):
        """The error that the stream ends with."""
        self._wait(lambda: self._ended, "the end of the stream")
        return self.error

    def close(self):
        """Ends the stream in good order, as an agent that stops."""
        self._outgoing.put(None)
        self.wait_end()

    def _wait(self, find, what):
        with self._changed:
            if not self._changed.wait_for(lambda: find() or self._ended, PATIENCE):
                raise AssertionError(f"{self.name}: no {what} within {PATIENCE} s, only {self.received}")
            found = find()
            if not found:
                raise AssertionError(f"{self.name}: the stream ended without {what}: {self.error}")
            return found

    def _read(self):
        try:
            for received in self.call:
                if received.WhichOneof("body") == "command":
                    threading.Thread(target=self._carry_out, args=[received], daemon=True).start()
                with self._changed:
                    self.received.append(received)
                    self._changed.notify_all()
        except grpc.RpcError as error:
            self.error = error
        finally:
            self._outgoing.put(None)
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _beat(self, interval):
        while not self._ended:
            self.send(heartbeat=agents_pb2.Heartbeat())
            time.sleep(interval.total_seconds())

    def _carry_out(self, received):
        self.answering.wait()
        command = received.command
        result = agents_pb2.CommandResult(command_id=received.message_id, partition=command.partition)
        if command.WhichOneof("action") == "create":
            self.partitions[command.partition] = self._create(command.create)
            result.created.CopyFrom(self.partitions[command.partition])
        else:
            self.partitions.pop(command.partition, None)
            result.deleted.SetInParent()
        self.send(command_result=result)

    def _create(self, create):
        # What the ioctl is given decides, and nothing else of the message.
        _, _, disabled = unpack_create_partition(create.arguments.create_partition_v2)
        effective = tuple(a | b for a, b in zip(without(self.words, disabled), self.surplus))
        return agents_pb2.PartitionReport(
            display_name=create.display_name,
            pool=create.pool,
            generation=create.generation,
            requested_features=create.arguments.features,
            features=message(effective),
            disable_mask=create.arguments.disable_mask,
            properties=self.properties,
            nested=create.nested,
            excluded_features=create.excluded_features,
        )


@contextlib.contextmanager
def connected(channel, *all_words, **options):
    """Agents that have reported, one for each set of words; their streams end with the block."""
    agents = [Agent(channel, words, **options) for words in all_words]
    try:
        for agent in agents:
            agent.connect()
        yield agents[0] if len(agents) == 1 else agents
    finally:
        for agent in agents:
            agent.call.cancel()
