using System.Text.Json.Nodes;
using Elbo.Compute.Native;

namespace Elbo.Cli.Verbs;

/// <summary>The JSON document of <c>elbo doctor --json</c>; sizes in bytes.</summary>
internal static class DoctorJson
{
    public static JsonObject Of(SystemReport report) => new()
    {
        ["ready"] = report.IsReady,
        ["remedy"] = report.Remedy,
        ["os"] = report.OperatingSystem,
        ["platform"] = report.Platform,
        ["dotnet"] = report.Runtime,
        ["cpu"] = new JsonObject
        {
            ["name"] = report.Cpu.Name,
            ["architecture"] = report.Cpu.Architecture,
            ["cores"] = report.Cpu.Cores,
            ["features"] = Json.Strings(report.Cpu.Features),
        },
        ["memory"] = new JsonObject { ["total"] = report.Memory.Total, ["available"] = report.Memory.Available },
        ["libtorch"] = new JsonObject
        {
            ["torchsharp"] = report.Libtorch.TorchSharpVersion,
            ["libtorch"] = report.Libtorch.LibtorchVersion,
            ["libstdcxx"] = report.Libtorch.Libstdcxx,
            ["libstdcxx_version"] = report.Libtorch.LibstdcxxVersion,
            ["corrected"] = report.Libtorch.IsCorrected,
            ["corrected_copy"] = report.Libtorch.CorrectedCopy,
            ["threads"] = report.Libtorch.Threads,
            ["devices"] = Json.Strings(report.Libtorch.Devices),
        },
        ["folders"] = new JsonObject
        {
            ["cache"] = report.Folders.Cache,
            ["cache_is_temporary"] = report.Folders.IsTemporary,
            ["data"] = report.Folders.Data,
        },
    };
}
