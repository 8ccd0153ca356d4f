using System.Security.Cryptography;
using System.Text.Json;
using Elbo.Models;
using Elbo.Runs;

namespace Extension;

/// <summary>Says what was compared; ends the program with exit code 1 where it differs.</summary>
internal static class Check
{
    public static void That(string what, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok" : "FAILED")}: {what}");
        if (!holds)
            Environment.Exit(1);
    }

    public static void Equal<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T> found)
    {
        var at = expected.Zip(found).TakeWhile(pair => Equals(pair.First, pair.Second)).Count();
        var isEqual = at == expected.Count && at == found.Count;
        That(isEqual ? $"{what} ({at} equal)" : $"{what} differ at {at}: {expected.ElementAtOrDefault(at)} and {found.ElementAtOrDefault(at)}", isEqual);
    }

    /// <summary>A figure of what a model draws is near that of its data.</summary>
    public static void Near(string what, double expected, double found, double tolerance) =>
        That($"{what}: {found:F3} drawn, {expected:F3} in the data", Math.Abs(found - expected) < tolerance);

    /// <summary>The lines of metrics.jsonl without their times.</summary>
    public static List<string> Metrics(string folder) =>
    [
        .. RunFolder.Open(folder).ReadMetrics().Select(row => JsonSerializer.Serialize(row with { Seconds = null, ExamplesPerSecond = null })),
    ];

    /// <summary>Every weight under its name.</summary>
    public static List<string> Weights(Vae model) =>
        [.. model.named_parameters().Select(weight => $"{weight.name} {Convert.ToHexString(SHA256.HashData(weight.parameter.bytes))}")];

    public static byte[] File(string folder, string name) => System.IO.File.ReadAllBytes(Path.Combine(folder, name));
}
