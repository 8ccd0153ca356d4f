using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Bench;

/// <summary>Converts a report to JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    // Lazy: the generated Default may not exist yet when this part's static fields are initialized.
    private static readonly Lazy<BenchJson> LazyIndented = new(() => new(Written()));

    public static BenchJson Indented => LazyIndented.Value;

    private static JsonSerializerOptions Written() => new(Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
