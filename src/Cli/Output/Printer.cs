namespace Levelset.Cli.Output;

/// <summary>Writes output to standard output in the requested format.</summary>
/// <param name="Format">The requested format.</param>
/// <param name="Terminal">What the process is connected to.</param>
/// <param name="Output">Standard output.</param>
internal sealed record Printer(OutputFormat Format, Terminal Terminal, TextWriter Output)
{
    public string Render(CommandOutput output)
    {
        switch (Format)
        {
            case OutputFormat.Json:
                return TreeText.ToJson(output.Tree());
            case OutputFormat.Yaml:
                return TreeText.ToYaml(output.Tree());
            default:
                var view = new TextView(Format == OutputFormat.Wide, Terminal.Width, Terminal.Colours);
                output.Write(view);
                return view.Render();
        }
    }

    public void Print(CommandOutput output) => Write(Render(output));

    /// <summary>Writes text unchanged and flushes it.</summary>
    public void Write(string text)
    {
        Output.Write(text);
        Output.Flush();
    }
}
