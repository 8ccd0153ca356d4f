using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Compute.Native;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo doctor</c>: examines this machine, and whether Elbo can work on it.</summary>
internal static class DoctorVerb
{
    public const string Description = "Examine this machine: processor, memory, libtorch, devices, folders; ready, or what to do.";

    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("doctor", Description) { json };
        command.SetAction(parsed => Show(terminal, SystemReport.Gather(), parsed.GetValue(json)));
        return command.WithExamples("elbo doctor", "elbo doctor --json");
    }

    internal static int Show(Terminal terminal, SystemReport report, bool json)
    {
        terminal.Show(json, () => DoctorJson.Of(report), console => DoctorView.Write(console, report));
        if (report.IsReady)
            return ExitCode.Done;
        terminal.Error.WriteLine($"elbo: {report.Remedy}");
        return ExitCode.Failed;
    }
}
