using System.Collections;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Native;
using Elbo.Runs;

namespace Elbo.Bench;

/// <summary>The machine and the versions of a benchmark.</summary>
/// <param name="Run">Processor, system and versions.</param>
/// <param name="Model">The processor's model as numbers, if its name is ambiguous: <c>family 26, model 2</c>; empty if there is none.</param>
/// <param name="Vectors">The available vector instructions.</param>
/// <param name="Settings">Environment variables that affect the speed of libtorch or .NET, if set.</param>
internal sealed record BenchMachine(RunMachine Run, string Model, IReadOnlyList<string> Vectors, IReadOnlyDictionary<string, string> Settings)
{
    private static readonly string[] Prefixes = ["OMP_", "GOMP_", "KMP_", "MKL_", "DOTNET_Tiered", "DOTNET_TC_", "DOTNET_Ready", "MALLOC_"];

    internal static BenchMachine Current() => new(
        RunMachine.Current(), ReadModel(), CpuFacts.Gather().Features,
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(pair => Prefixes.Any(prefix => ((string)pair.Key).StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? ""));

    /// <summary>This processor's name and model as a folder's name: <c>amd-epyc-family-26-model-2</c>.</summary>
    public static string Slug()
    {
        var name = $"{CpuFacts.Gather().Name} {ReadModel()}".ToLowerInvariant();
        return string.Join('-', new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>CPUID leaf 1: the family is the sum of two fields, the model has a high and a low half.</summary>
    private static string ReadModel()
    {
        if (!X86Base.IsSupported)
            return RuntimeInformation.ProcessArchitecture.ToString();
        var (a, _, _, _) = X86Base.CpuId(1, 0);
        var family = ((a >> 8) & 0xF) + ((a >> 20) & 0xFF);
        var model = ((a >> 12) & 0xF0) | ((a >> 4) & 0xF);
        return $"family {family}, model {model}";
    }
}
