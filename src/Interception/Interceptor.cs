using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>
/// Starts programs of which this process answers some system calls (seccomp user notification), and those of everything that
/// they start. All other calls are the kernel's.
/// </summary>
/// <param name="launcher">
/// A command that, given a socket's path, "--" and a program's words, calls <see cref="FilteredExecution"/> with them.
/// </param>
/// <param name="directory">Where the sockets are created; empty again once each program has started.</param>
/// <param name="answer">Answers one call. Never called by two threads at once.</param>
public sealed class Interceptor(ImmutableArray<string> launcher, string directory, Interceptor.Answer answer)
{
    private readonly Lock gate = new();
    private int started;

    /// <summary>Answers one call, by one of the listener's methods.</summary>
    /// <param name="listener">The family of processes that the caller belongs to.</param>
    /// <param name="notification">The call.</param>
    public delegate void Answer(SeccompListener listener, in seccomp_notif notification);

    /// <param name="start">Its file, arguments, environment and streams, as for <see cref="Process"/>.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="SystemCallException">The kernel refused the filter.</exception>
    /// <exception cref="InterceptionException">The program could not be executed.</exception>
    public async Task<Process> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, $"{Interlocked.Increment(ref started)}.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(1);
        var process = Process.Start(Wrap(start, path)) ?? throw new InterceptionException($"{start.FileName}: could not be started");
        try
        {
            // A child that fails before it connects ends, and says why on its own standard error.
            using var connection = await AcceptAsync(socket, process, cancellationToken);
            var number = new byte[sizeof(int)];
            await connection.ReceiveAsync(number, cancellationToken);
            var listener = SeccompListener.TakeFrom(process.Id, BitConverter.ToInt32(number));
            new Thread(() => Supervise(listener)) { IsBackground = true, Name = $"interceptor {process.Id}" }.Start();
            await connection.SendAsync(new byte[1], cancellationToken);
            return process;
        }
        catch
        {
            process.Kill();
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private ProcessStartInfo Wrap(ProcessStartInfo start, string socket)
    {
        var wrapped = new ProcessStartInfo(launcher[0])
        {
            RedirectStandardInput = start.RedirectStandardInput,
            RedirectStandardOutput = start.RedirectStandardOutput,
            RedirectStandardError = start.RedirectStandardError,
            WorkingDirectory = start.WorkingDirectory,
        };
        wrapped.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            wrapped.Environment[name] = value;
        }

        foreach (var argument in (string[])[.. launcher[1..], socket, "--", start.FileName, .. start.ArgumentList])
        {
            wrapped.ArgumentList.Add(argument);
        }

        return wrapped;
    }

    private static async Task<Socket> AcceptAsync(Socket listener, Process process, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepting = listener.AcceptAsync(ended.Token).AsTask();
        var exiting = process.WaitForExitAsync(ended.Token);
        var first = await Task.WhenAny(accepting, exiting);
        if (first == accepting)
        {
            var connection = await accepting;
            await ended.CancelAsync();
            return connection;
        }

        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        throw new InterceptionException($"the program exited with {process.ExitCode} before it started");
    }

    /// <summary>Answers one family of processes until its last one has ended.</summary>
    private void Supervise(SeccompListener listener)
    {
        using (listener)
        {
            while (listener.Receive() is { } notification)
            {
                lock (gate)
                {
                    answer(listener, notification);
                }
            }
        }
    }
}
