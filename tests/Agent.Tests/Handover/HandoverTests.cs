using System.Diagnostics;
using System.Text.Json;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Deployment;
using Levelset.Agent.Tests.Systemd;
using Levelset.Core.Features;
using Levelset.Emulator.Tests;
using Levelset.Mshv.Linux;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.Handover;

/// <summary>Programs that are not .NET get partitions from the agent, and give it theirs; all through true system calls.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private const int Limit = 300_000;

    private const string Prelude = """
        import array, fcntl, json, os, socket, sys
        def ask(path, *requests):
            with socket.socket(socket.AF_UNIX) as agent:
                agent.connect(path)
                for request, fds in requests:
                    line = request if isinstance(request, bytes) else json.dumps(request).encode() + b'\n'
                    try:
                        socket.send_fds(agent, [line], fds)
                        answer = b''
                        while not answer.endswith(b'\n'):
                            part, got, _, _ = socket.recv_fds(agent, 65536, 4)
                            if not part: break
                            answer += part
                    except OSError as error:
                        answer = b''
                    answer = json.loads(answer or '{"error":{"reason":"CLOSED"}}')
                    print(json.dumps(answer.get('error', answer)), flush=True)
            return answer
        def create(argument, flip=None):
            struct = bytearray.fromhex(argument)
            if flip is not None: struct[flip[0]] ^= flip[1]
            return fcntl.ioctl(os.open('/dev/mshv', os.O_RDWR | os.O_CLOEXEC), 0x4010B800, struct)

        """;

    private readonly EmulatedMachine machine = new();
    private FakeService service = null!;
    private AgentProcess agent = null!;
    private FakeStream stream = null!;

    public async ValueTask InitializeAsync()
    {
        service = await FakeService.StartAsync();
        agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync();
        (stream, _) = await AgentProcess.AssignAsync(service);
    }

    public async ValueTask DisposeAsync()
    {
        stream.Drop();
        agent.Dispose();
        await service.DisposeAsync();
        machine.Dispose();
    }

    [Fact(Timeout = Limit)]
    public async Task Claim_ByAProgramInC_GetsADescriptorAndIsListedWhileItLives()
    {
        var program = await HandoverDocument.CompileAsync(agent["vmm"]);
        var name = (await agent.RunJsonAsync("create", "--name", "web")).GetProperty("name").GetString()!;
        var claim = await agent.RunJsonAsync("claim", "web", "--uid", $"{Uid}");
        Assert.Equal(agent.HandoverPath, claim.GetProperty("socket").GetString());
        var token = claim.GetProperty("token").GetString()!;

        using var vmm = await machine.StartAsync(program, agent.HandoverPath, token);
        var line = await vmm.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var holder = Assert.Single(await HoldersAsync());
        var again = await machine.RunAsync(program, agent.HandoverPath, token);
        await EndAsync(vmm);
        while ((await HoldersAsync()).Count > 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal($"bank0 {FeatureSetText.ToHex(AgentProcess.Baseline.Except(Nested).ProcessorBanks[0])}", line);
        Assert.Equal(("claimed", vmm.Id, "vmm", false), Describe(holder));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("CLAIM_USED", again.Error, StringComparison.Ordinal);
        Assert.Matches($@"\[5502\].*Claim to {name} by uid {Uid}, pid \d+ refused: Used", agent.Log);
        Assert.Matches("^[0-9a-f]{64}$", token);

        // It was only lent: the agent holds it on.
        Assert.Equal([name], await agent.NamesAsync());
        Assert.Single(machine.Live);
    }

    [Fact(Timeout = Limit)]
    public async Task Claim_OfAnotherUserOrUnknown_IsRefusedAlikeAndLogged()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become another user");
        var name = (await agent.RunJsonAsync("create")).GetProperty("name").GetString()!;
        var (_, token, _) = await agent.RunAsync("claim", name, "--uid", "65533");

        var stranger = await PythonAsync("""
            os.setuid(65534)
            ask(sys.argv[1], ({'claim': sys.argv[2]}, []), ({'claim': '00' * 32}, []))
            """, token.Trim());
        var owner = await PythonAsync("""
            os.setuid(65533)
            ask(sys.argv[1], ({'version': 1, 'claim': sys.argv[2]}, []), ({'claim': sys.argv[2]}, []))
            """, token.Trim());

        Assert.Equal("CLAIM_REFUSED", stranger[0].GetProperty("reason").GetString());
        Assert.Equal(stranger[0].GetRawText(), stranger[1].GetRawText());
        Assert.Matches($@"\[5502\].*Claim to {name} by uid 65534, pid \d+ refused: Refused", agent.Log);
        Assert.Equal(name, owner[0].GetProperty("partition").GetString());
        Assert.Equal("CLAIM_USED", owner[1].GetProperty("reason").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task Claim_Expired_IsRefusedAndLogged()
    {
        var name = (await agent.RunJsonAsync("create")).GetProperty("name").GetString()!;
        var claim = await agent.RunJsonAsync("claim", name, "--uid", $"{Uid}", "--expires", "1s");
        while (DateTimeOffset.UtcNow <= claim.GetProperty("expire_time").GetDateTimeOffset())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var lines = await PythonAsync("ask(sys.argv[1], ({'claim': sys.argv[2]}, []))", claim.GetProperty("token").GetString()!);

        Assert.Equal("CLAIM_EXPIRED", lines[0].GetProperty("reason").GetString());
        Assert.Matches($@"\[5502\].*Claim to {name} by uid {Uid}, pid \d+ refused: Expired", agent.Log);
    }

    [Fact(Timeout = Limit)]
    public async Task Adopt_EarlyPropertyNotSet_IsNamedAndWithItTheNextIsAdopted()
    {
        var assignment = AgentProcess.Assignment();
        assignment.EarlyProperties.Add(new V1.EarlyProperty { Code = 0x00010001, Value = 0x3F });
        await stream.SendAsync(new V1.ServiceMessage { Assignment = assignment });
        while (!(await agent.RunAsync("create", "--print-struct")).Output.Contains("SYNTHETIC_PROC_FEATURES", StringComparison.Ordinal))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var lines = await PythonAsync("""
            def attempt(sets):
                given = ask(sys.argv[1], ({'arguments': {}}, []))
                partition = create(given['create_partition_v2'])
                for early in given['early_properties'] if sets else []:
                    wanted = array.array('Q', [0, int(early['code'], 16), int(early['value'], 16)])
                    call = array.array('Q', [0x45 | 24 << 32, 0, wanted.buffer_info()[0], 0])
                    fcntl.ioctl(partition, 0xC020B807, call)
                ask(sys.argv[1], ({'adopt': given['ticket']}, [partition]))
            attempt(False)
            attempt(True)
            """);

        Assert.Equal("READ_BACK_DIFFERS", lines[1].GetProperty("reason").GetString());
        Assert.Contains("SYNTHETIC_PROC_FEATURES", lines[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("partitions/", lines[3].GetProperty("partition").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Adopt_PartitionOfAPythonVmm_IsRecordedAndEndsWithIt()
    {
        using var vmm = await machine.StartAsync("python3", "-c", HandoverDocument.Example("python"), agent.HandoverPath);
        var name = await vmm.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await RequireAsync(vmm, name is not null);
        var created = (await stream.ReceiveEventAsync()).PartitionEvent;
        var holder = Assert.Single(await HoldersAsync());
        await EndAsync(vmm);
        var closed = (await stream.ReceiveEventAsync()).PartitionEvent;

        Assert.Equal(name, created.Partition);
        Assert.Equal((V1.PartitionReport.Types.Origin.Adopted, "python", "pools/a", 3ul), (created.Created.Origin, created.Created.DisplayName, created.Created.Pool, created.Created.Generation));
        Assert.Equal(created.Created.RequestedFeatures, created.Created.Features);
        Assert.Equal(["avx512"], created.Created.ExcludedFeatures);
        Assert.Equal(("adopted", vmm.Id, "python3", true), Describe(holder));
        Assert.NotNull(closed.Closed);
        Assert.Equal(name, closed.Partition);
        await machine.WaitForLiveAsync(0);
        Assert.Empty(await agent.NamesAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Adopt_WrongMasks_NamesEveryBitAndHoldsNothing()
    {
        // Byte 26 bit 0 is bank0:16 (aes), which the pool does not offer; byte 56 bit 3 is xsave:3 (avx2), which it does.
        var lines = await PythonAsync("""
            def attempt(flip):
                given = ask(sys.argv[1], ({'arguments': {}}, []))
                ask(sys.argv[1], ({'adopt': given['ticket']}, [create(given['create_partition_v2'], flip)]))
            attempt((26, 1))
            attempt((56, 8))
            """);

        Assert.Equal("READ_BACK_DIFFERS", lines[1].GetProperty("reason").GetString());
        Assert.Equal("""[{"feature":"aes","word":"bank0","bit":16}]""", Compact(lines[1].GetProperty("unexpected")));
        Assert.Empty(lines[1].GetProperty("missing").EnumerateArray());
        Assert.Equal("""[{"feature":"avx2","word":"xsave","bit":3}]""", Compact(lines[3].GetProperty("missing")));
        Assert.Contains("missing avx2 (xsave:3)", lines[3].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(await agent.NamesAsync());
        await machine.WaitForLiveAsync(0);
    }

    [Fact(Timeout = Limit)]
    public async Task Adopt_WhatIsNoPartitionOrHeldAlready_IsRefused()
    {
        var lines = await PythonAsync("""
            def ticket(): return ask(sys.argv[1], ({'arguments': {}}, []))
            first = ticket()
            ask(sys.argv[1], ({'adopt': first['ticket']}, [os.memfd_create('x')]), ({'adopt': first['ticket']}, [0]), ({'adopt': 'ff'}, [0]), ({'adopt': 'ff'}, []))
            second, third = ticket(), ticket()
            partition = create(second['create_partition_v2'])
            ask(sys.argv[1], ({'adopt': second['ticket']}, [partition]), ({'adopt': third['ticket']}, [os.dup(partition)]))
            """);
        var reasons = lines.Where(line => line.TryGetProperty("reason", out _)).ToList();

        Assert.Equal(
            ["NOT_A_PARTITION", "TICKET_USED", "TICKET_REFUSED", "DESCRIPTOR_MISSING", "ALREADY_HELD"],
            reasons.Select(line => line.GetProperty("reason").GetString()));
        Assert.Contains("MSHV_ROOT_HVCALL: ENOTTY", reasons[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Arguments_FromAUserThatMayNot_AreRefused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become another user");

        var lines = await PythonAsync("""
            os.setuid(65534)
            ask(sys.argv[1], ({'arguments': {}}, []), ({'adopt': 'ff'}, [0]))
            """);

        Assert.All(lines, line => Assert.Equal("NOT_ALLOWED", line.GetProperty("reason").GetString()));
        Assert.Contains("--allow-uid", lines[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Arguments_FromAUserThatMay_AreGivenToThatOneOnly()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become another user");
        using var open = new AgentProcess(machine, service.Address) { Options = ["--allow-uid", "65532", "--allow-uid", "65533"] };
        await open.StartAsync();
        var (assigned, _) = await AgentProcess.AssignAsync(service);

        var lines = await PythonAsync("""
            for uid in 65532, 65533, 65534:
                if os.fork() == 0:
                    os.setuid(uid)
                    ask(sys.argv[2], ({'arguments': {}}, []))
                    os._exit(0)
                os.wait()
            """, open.HandoverPath);
        assigned.Drop();

        Assert.Equal("pools/a", lines[0].GetProperty("pool").GetString());
        Assert.Equal("pools/a", lines[1].GetProperty("pool").GetString());
        Assert.Equal("NOT_ALLOWED", lines[2].GetProperty("reason").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task Requests_OfEveryWrongKind_AreRefusedAndLeakNothing()
    {
        // The first connection may bring up what stays.
        await PythonAsync("ask(sys.argv[1], ({'claim': 'ff'}, [0]))");
        var before = Descriptors().Count;
        var lines = await PythonAsync("""
            for _ in range(20):
                ask(sys.argv[1], ({'claim': 'ff', 'version': 2}, []), ({'claim': 'ff', 'version': 1}, []), ({'arguments': {'excluded_features': ['warp']}}, []), (b'x\n', []), ({}, []))
                ask(sys.argv[1], ({'claim': 'ff'}, [0]), ({'claim': 'ff'}, []))
                ask(sys.argv[1], ({'adopt': 'ff'}, [0, 1]))
                ask(sys.argv[1], ({'adopt': 'ff'}, [0, 1, 2, 0, 1, 2]))
                ask(sys.argv[1], (b'[' * 60000 + b'\n', [0]))
                ask(sys.argv[1], (b'x' * 70000, []))
                ask(sys.argv[1], (b'{"claim": "\\ud800"}\n', []))
                ask(sys.argv[1], ({'claim': 'ff', 'adopt': 'ff'}, []))
            """);
        while (Descriptors().Count > before)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        string[] expected =
        [
            "VERSION_UNSUPPORTED", "CLAIM_REFUSED", "ARGUMENTS_INVALID", "MALFORMED", "CLOSED",
            "DESCRIPTOR_UNEXPECTED", "CLOSED",
            "DESCRIPTOR_UNEXPECTED",
            "CLOSED",
            "MALFORMED",
            "LINE_TOO_LONG",
            "MALFORMED",
            "MALFORMED",
        ];
        var reasons = lines.Select(line => line.GetProperty("reason").GetString()!).ToList();
        Assert.All(reasons.Chunk(expected.Length), chunk => Assert.Equal(expected, chunk));
        Assert.Empty(await agent.NamesAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Exec_Vmm_InheritsThePartitionAndItEndsWithTheVmm()
    {
        const string Vmm = """
            echo "$LEVELSET_PARTITION_FD $0 $LEVELSET_PARTITION $1"
            readlink /proc/self/fd/$0 >/dev/null && echo inherited
            grep SigIgn /proc/self/status
            read line
            """;
        using var vmm = await machine.StartAsync(
            [.. BuiltAgent.Command, "exec", "--name", "web", "--socket", agent.SocketPath, "--", "sh", "-c", Vmm, "{fd}", "{partition}"]);
        var first = (await vmm.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))?.Split(' ');
        await RequireAsync(vmm, first is { Length: 4 });
        var inherited = await vmm.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var ignored = await vmm.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var holder = Assert.Single(await HoldersAsync());
        var created = (await stream.ReceiveEventAsync()).PartitionEvent;
        await EndAsync(vmm);
        var closed = (await stream.ReceiveEventAsync()).PartitionEvent;

        Assert.Equal(first![0], first[1]);
        Assert.Equal((created.Partition, created.Partition), (first[2], first[3]));
        Assert.Equal("inherited", inherited);
        Assert.Equal(0UL, Convert.ToUInt64(ignored!.Split('\t')[1], 16) & 1UL << 12);
        Assert.Equal(("executed", vmm.Id, "sh", true), Describe(holder));
        Assert.Equal((created.Partition, true), (closed.Partition, closed.Closed is not null));
        await machine.WaitForLiveAsync(0);
    }

    [Fact(Timeout = Limit)]
    public async Task Exec_PartitionThatIsThere_OutlivesTheVmm()
    {
        await agent.RunJsonAsync("create", "--name", "web");

        var run = await machine.RunAsync(
            [.. BuiltAgent.Command, "exec", "--partition", "web", "--socket", agent.SocketPath, "--", "sh", "-c", "readlink /proc/self/fd/$0", "{fd}"]);
        while ((await HoldersAsync()).Count > 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.NotEqual(string.Empty, run.Output);
        Assert.Single(await agent.NamesAsync());
        Assert.Single(machine.Live);
    }

    [Fact(Timeout = Limit)]
    public async Task Exec_ProgramThatCannotBeExecuted_LeavesNoPartition()
    {
        await File.WriteAllTextAsync(agent["no-program"], "x", TestContext.Current.CancellationToken);

        var run = await machine.RunAsync([.. BuiltAgent.Command, "exec", "--socket", agent.SocketPath, "--", agent["no-program"]]);
        var absent = await machine.RunAsync([.. BuiltAgent.Command, "exec", "--socket", agent.SocketPath, "--", "/nonexistent/vmm"]);

        Assert.Equal((1, 1), (run.ExitCode, absent.ExitCode));
        Assert.Contains("EACCES", run.Error, StringComparison.Ordinal);
        Assert.Contains("program not found", absent.Error, StringComparison.Ordinal);
        Assert.Empty(await agent.NamesAsync());
        await machine.WaitForLiveAsync(0);
    }

    [Fact(Timeout = Limit)]
    public async Task Adopted_AgentKilledAndVmmGoneMeanwhile_IsToldAsClosed()
    {
        using var manager = new TestServiceManager();
        await agent.StopAsync();
        stream.Drop();
        await agent.StartAsync(manager);
        (stream, _) = await AgentProcess.AssignAsync(service);
        using var vmm = await machine.StartAsync("python3", "-c", HandoverDocument.Example("python"), agent.HandoverPath);
        var name = await vmm.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await RequireAsync(vmm, name is not null);
        var created = await stream.ReceiveEventAsync();
        await stream.AckAsync(created);
        await stream.ReadAsync();
        await agent.KillAsync();
        stream.Drop();
        await EndAsync(vmm);
        Assert.Single(machine.Live);

        await agent.StartAsync(manager);
        (stream, _, _) = await service.WelcomeAsync();
        var closed = (await stream.ReceiveEventAsync()).PartitionEvent;

        Assert.Equal((name, true), (closed.Partition, closed.Closed is not null));
        await machine.WaitForLiveAsync(0);
        Assert.Empty(manager.Stored);
    }

    private static uint Uid => FileCalls.EffectiveUid;

    private static FeatureSet Nested
    {
        get
        {
            Assert.True(Core.Catalogues.Catalogue.X86_64.TryResolve("nested_virt", out var bit));
            return FeatureSet.Of(Architecture.X86_64, [bit]);
        }
    }

    /// <summary>A program that did not say what it should has ended, and said why.</summary>
    private static async Task RequireAsync(Process process, bool condition)
    {
        if (!condition)
        {
            Assert.Fail(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static (string? Kind, int Pid, string? Command, bool Owns) Describe(JsonElement holder)
    {
        Assert.Equal(Uid, holder.GetProperty("uid").GetUInt32());
        return (holder.GetProperty("kind").GetString(), holder.GetProperty("pid").GetInt32(), holder.GetProperty("command").GetString(), holder.GetProperty("owns").GetBoolean());
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    // Assemblies that are loaded on the way stay open.
    private IReadOnlyList<string> Descriptors() =>
        [.. Directory.GetFiles($"/proc/{agent.Id}/fd").Select(path => new FileInfo(path).LinkTarget ?? string.Empty)
            .Where(target => !target.EndsWith(".dll", StringComparison.Ordinal))];

    private async Task<IReadOnlyList<JsonElement>> HoldersAsync() =>
        [.. (await agent.RunJsonAsync("partitions")).EnumerateArray().SelectMany(partition => partition.GetProperty("holders").EnumerateArray())];

    /// <summary>Runs a script that gets the handover socket and these arguments; every line that it prints is JSON.</summary>
    private async Task<IReadOnlyList<JsonElement>> PythonAsync(string script, params string[] arguments)
    {
        var (exitCode, output, error) = await machine.RunAsync(["python3", "-c", Prelude + script, agent.HandoverPath, .. arguments]);
        Assert.Equal((0, string.Empty), (exitCode, error));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
