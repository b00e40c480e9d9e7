using Levelset.TestRunner;

using var interruption = new Interruption();
try
{
    return args switch
    {
        [Supervisor.Command, ..] => await Supervisor.MainAsync(args[1..], interruption.Token),
        ["run", ..] => await TestRun.MainAsync(args[1..], interruption.Token),
        ["coverage", ..] => CoverageTable.Print(args[1..]),
        _ => throw new ArgumentException("usage: levelset-test-runner run OPTIONS PROJECT... | coverage FILE..."),
    };
}
catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("interrupted");
    return 130;
}
catch (ArgumentException fault)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 2;
}
