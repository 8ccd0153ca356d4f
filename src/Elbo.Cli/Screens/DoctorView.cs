using Elbo.Compute.Native;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>Facts about this machine, as text.</summary>
internal static class DoctorView
{
    public static void Write(IAnsiConsole console, SystemReport report)
    {
        var facts = new FactList(console, nameWidth: 12);
        facts.Heading("Machine");
        facts.Add("system", $"{report.OperatingSystem}, {report.Platform}");
        facts.Add(".NET", report.Runtime.Replace(".NET ", "", StringComparison.Ordinal));
        facts.Add("processor", Invariant($"{report.Cpu.Name}, {report.Cpu.Architecture}, {Count(report.Cpu.Cores, "logical core")}"));
        facts.Add("vectors", report.Cpu.Features.Count > 0 ? string.Join(", ", report.Cpu.Features) : "none known");
        var free = report.Memory.Available is { } available ? $", of which {ByteSize.Show(available)} available" : "";
        facts.Add("memory", ByteSize.Show(report.Memory.Total) + free);
        console.WriteLine();

        var engine = report.Libtorch;
        facts.Heading("Tensor engine");
        facts.Add("TorchSharp", engine.TorchSharpVersion);
        facts.Add("libtorch", engine.LibtorchVersion ?? "not loaded", engine.LibtorchVersion is null ? Color.Red : null);
        if (engine.Libstdcxx is { } libstdcxx)
            facts.AddLines("libstdc++", [engine.LibstdcxxVersion ?? "of unknown version", libstdcxx]);
        if (engine.IsCorrected)
            facts.AddLines("correction", ["TorchSharp's native file, corrected for this libstdc++:", engine.CorrectedCopy ?? "in memory only"]);
        else if (report.IsReady)
            facts.Add("correction", "not needed here");
        if (engine.Threads is { } threads)
            facts.Add("threads", Invariant($"{threads} for one tensor operation"));
        if (engine.Devices.Count > 0)
            facts.Add("devices", string.Join(", ", engine.Devices));
        console.WriteLine();

        facts.Heading("Folders");
        facts.AddLines("cache", [report.Folders.Cache + (report.Folders.IsTemporary ? " (temporary: this user has no home folder)" : "")]);
        facts.AddLines("data sets", [report.Folders.Data]);
        console.WriteLine();
        console.WriteLine(report.IsReady ? "ready" : "not ready", new Style(report.IsReady ? Color.Green : Color.Red, decoration: Decoration.Bold));
    }

    private static string Count(int number, string what) => Invariant($"{number} {what}{(number == 1 ? "" : "s")}");
}
