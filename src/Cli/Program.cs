using Levelset.Cli;
using Levelset.Cli.Output;

using var output = new StreamWriter(new StandardOutput()) { AutoFlush = false };
return await CommandLine.RunAsync(args, output, Console.Error);
