using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;

namespace Elbo.Cli;

/// <summary>The JSON that verbs print: snake_case names, nats per example, one document.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(JsonNode document) => document.ToJsonString(Indented);

    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>A number, or null if it is not finite: JSON has no NaN.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    public static JsonNode? Round(double value, int digits) => Number(Math.Round(value, digits));

    /// <summary>σ of a Gaussian likelihood, fixed or estimated; null for one without it.</summary>
    public static JsonNode? Sigma(Likelihood likelihood, SplitNumbers? numbers) =>
        (likelihood.FixedSigma ?? numbers?.Sigma) is { } sigma ? Number(sigma) : null;

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode?)value)]);

    /// <summary>Channels, height, width.</summary>
    public static JsonArray Shape(ImageShape shape) => [shape.Channels, shape.Height, shape.Width];

    public static JsonObject? Numbers(SplitNumbers? numbers)
    {
        if (numbers is null)
            return null;
        var result = new JsonObject
        {
            ["neg_elbo"] = Number(numbers.NegElbo),
            ["distortion"] = Number(numbers.Distortion),
            ["rate"] = Number(numbers.Rate),
        };
        if (numbers.StandardError is { } error)
            result["standard_error"] = Number(error);
        if (numbers.BitsPerDimension is { } bits)
            result["bits_per_dimension"] = Number(bits);
        if (numbers.Accuracy is { } accuracy)
            result["accuracy"] = Number(accuracy);
        if (numbers.ActiveLatents is { } active)
            result["active_latents"] = active;
        if (numbers.RatePerDimension is { } rates)
            result["rate_per_dimension"] = new JsonArray([.. rates.Select(Number)]);
        return result;
    }

    /// <summary>How well a part of the condition can be read from the codes.</summary>
    public static JsonNode Probe(ConditionProbe probe) => new JsonObject
    {
        ["column"] = probe.Column,
        ["classes"] = probe.Classes,
        ["fit_examples"] = probe.FitExamples,
        ["examples"] = probe.Examples,
        ["chance"] = Number(probe.MajorityShare),
        ["accuracy"] = Number(probe.Accuracy.Value),
        ["standard_error"] = Number(probe.Accuracy.StandardError),
        ["plain_accuracy"] = probe.Plain is { } plain ? Number(plain.Value) : null,
    };

    /// <summary>A classifier's scores; rows of the confusion matrix are labels, columns the classes found.</summary>
    public static JsonObject Classes(ClassScores scores) => new()
    {
        ["examples"] = scores.Examples,
        ["accuracy"] = Number(scores.Accuracy.Value),
        ["accuracy_standard_error"] = Number(scores.Accuracy.StandardError),
        ["log_loss"] = Number(scores.LogLoss.Value),
        ["names"] = Strings(scores.Names),
        ["confusion"] = new JsonArray([.. scores.Confusion.Select(row => (JsonNode)Array(row))]),
    };

    public static JsonArray Array(IEnumerable<int> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    public static JsonArray Findings(IReadOnlyList<Finding> findings) => new([.. findings.Select(finding => new JsonObject
    {
        ["severity"] = Name(finding.Severity),
        ["title"] = finding.Title,
        ["evidence"] = finding.Evidence,
        ["remedy"] = finding.Remedy,
    })]);

    /// <summary>The document of a verb that writes one file.</summary>
    public static string File(OpenRun run, string path, params ReadOnlySpan<(string Key, JsonNode? Value)> options)
    {
        var document = new JsonObject { ["run"] = run.Folder.Root, ["file"] = path };
        foreach (var (key, value) in options)
            document[key] = value;
        return Write(document);
    }
}
