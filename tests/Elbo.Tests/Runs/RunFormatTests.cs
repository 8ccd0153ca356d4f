using System.Reflection;
using System.Text.Json.Nodes;
using Elbo.Runs;
using Elbo.Tests.Data;

namespace Elbo.Tests.Runs;

/// <summary>
/// Golden/Runs holds a <c>run.json</c> of every format and every kind, as the program of that time wrote it; <c>2-gaussian</c> has lost the keys that
/// docs/run-folder.md gives to format 3, which the last programs of format 2 wrote already.
/// </summary>
public sealed class RunFormatTests : IDisposable
{
    private const string Prefix = "Golden/Runs/";

    /// <summary>The values assumed if a run's format could not state them.</summary>
    private const string Unsaid =
        """
        {
          "model": { "likelihood": { "name": "bernoulli" }, "prior": { "name": "standard" } },
          "training": {
            "learning_rate_schedule": { "name": "constant" }, "adam_beta1": 0.9, "adam_beta2": 0.999, "adam_epsilon": 1e-8,
            "initialization": "pytorch", "output_bias": "drawn", "objective": { "name": "elbo", "k": 1, "estimator": "standard" },
            "warmup": 0, "precision": "fp32", "checkpoint_every": "60s", "on_nan": "stop",
            "optimizer": "adam", "stop_on": "validation"
          },
          "incidents": []
        }
        """;

    private readonly TempFolder folder = new();

    public static TheoryData<string> Names =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadManifest_RunOfAnyFormat_KeepsEveryValueAndKnowsTheUnsaidOnes(string name)
    {
        var expected = Golden(name);
        Complete(expected, JsonNode.Parse(Unsaid)!.AsObject());
        // Before format 6 the command was one string; here no word contains a space.
        if (expected["command"] is JsonValue command)
            expected["command"] = new JsonArray([.. command.ToString().Split(' ').Select(word => JsonValue.Create(word.Trim('"')))]);
        var (read, written) = (folder.File("read"), folder.File("written"));
        Directory.CreateDirectory(read);
        File.WriteAllText(Path.Combine(read, "run.json"), Golden(name).ToJsonString());
        RunFolder.Create(written).WriteManifest(RunFolder.Open(read).ReadManifest());
        var actual = JsonNode.Parse(File.ReadAllText(Path.Combine(written, "run.json")))!;
        Assert.Equal([], Differences("run.json", expected, actual));
    }

    [Fact]
    public void Names_OfAllFormats_CoverEveryKind()
    {
        var runs = Names.Select(row => Golden(row.Data)).ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Found(runs, run => run["format"]).Select(int.Parse));
        Assert.Equal(["conv", "resnet"], Found(runs, run => run["model"]!["net"]?["name"]));
        Assert.Equal(["gated", "gelu", "relu", "silu", "softplus", "tanh"], Found(runs, run => run["model"]!["activation"]));
        Assert.Equal(["hierarchical", "mixture", "standard", "vamp"], Found(runs, run => run["model"]!["prior"]?["name"]));
        Assert.Equal(
            [
                "bernoulli", "beta_binomial", "categorical", "continuous_bernoulli", "discretized_logistic", "gaussian", "gaussian_learned",
                "gaussian_optimal", "laplace", "logistic_mixture", "table",
            ],
            Found(runs, run => run["model"]!["likelihood"]?["name"]));
        Assert.Equal(["capacity", "ciwae", "elbo", "free_bits", "iwae", "miwae", "piwae"], Found(runs, run => run["training"]!["objective"]?["name"]));
        Assert.Equal(["constant", "cosine", "iwae", "step"], Found(runs, run => run["training"]!["learning_rate_schedule"]?["name"]));
        Assert.Equal(["failed", "finished", "imported"], Found(runs, run => run["status"]));
    }

    private static JsonObject Golden(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static IEnumerable<string> Found(IEnumerable<JsonObject> runs, Func<JsonObject, JsonNode?> value) =>
        runs.Select(run => value(run)?.ToString()).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    private static void Complete(JsonObject target, JsonObject unsaid)
    {
        foreach (var (key, value) in unsaid)
            if (!target.ContainsKey(key))
                target[key] = value!.DeepClone();
            else if (target[key] is JsonObject inner && value is JsonObject more && !inner.ContainsKey("name"))
                Complete(inner, more);
    }

    private static IEnumerable<string> Differences(string path, JsonNode? expected, JsonNode? actual) => (expected, actual) switch
    {
        (JsonObject a, JsonObject b) => a.Union(b).Select(pair => pair.Key).Distinct().SelectMany(key => Differences($"{path}.{key}", a[key], b[key])),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Zip(b).SelectMany((pair, i) => Differences($"{path}[{i}]", pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(expected, actual) ? [] : [$"{path} was {expected?.ToJsonString() ?? "absent"}, is {actual?.ToJsonString() ?? "absent"}"],
    };
}
