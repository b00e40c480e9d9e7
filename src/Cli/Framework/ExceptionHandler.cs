using System.CommandLine;
using Grpc.Core;
using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Framework;

/// <summary>Executes a command; every expected failure becomes a message and an exit code.</summary>
internal static class ExceptionHandler
{
    public static async Task<int> RunAsync(
        ParseResult result,
        GlobalOptions globals,
        Func<Run, Task<int>> act,
        CancellationToken cancellationToken)
    {
        using var run = new Run(result, globals, cancellationToken);
        var errors = new ErrorWriter(run.Error, run.Printer.Format == OutputFormat.Json);
        try
        {
            return await act(run);
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Ok;
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            return ExitCode.Interrupted;
        }
        catch (RefusedPreviewException refused)
        {
            errors.Write(refused.Refusal, run.ServiceName, ExitCode.No);
            return ExitCode.No;
        }
        catch (RpcException exception)
        {
            var exitCode = ExitCode.Of(exception);
            errors.Write(exception, run.ServiceName, exitCode);
            return exitCode;
        }
        catch (CliException exception)
        {
            errors.Write(exception is UsageException ? "USAGE" : "NO", exception.Errors, exception.ExitCode);
            return exception.ExitCode;
        }
        catch (IOException exception)
        {
            errors.Write("IO", [exception.Message], ExitCode.Usage);
            return ExitCode.Usage;
        }
    }
}
