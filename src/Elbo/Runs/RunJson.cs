using Elbo.Models.Storage;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Runs.Sessions;
using Elbo.Settings;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Runs;

/// <summary>How the run folder's types become JSON: snake_case, enums by name; unknown keys, and null where a value is needed, are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [
        typeof(LowerCaseEnum<Activation>), typeof(LowerCaseEnum<Binarization>), typeof(LowerCaseEnum<Reduction>), typeof(LowerCaseEnum<EngineKind>),
        typeof(LowerCaseEnum<Precision>), typeof(LowerCaseEnum<NonFinitePolicy>), typeof(LowerCaseEnum<RunStatus>), typeof(LowerCaseEnum<ModelFileKind>), typeof(LowerCaseEnum<LikelihoodKind>), typeof(LowerCaseEnum<ColumnKind>), typeof(LowerCaseEnum<PriorKind>), typeof(LowerCaseEnum<Severity>),
        typeof(LowerCaseEnum<LearningRateKind>), typeof(LowerCaseEnum<WeightInitialization>), typeof(LowerCaseEnum<OutputBias>),
        typeof(LowerCaseEnum<ImageFit>), typeof(LowerCaseEnum<ImageColor>), typeof(LowerCaseEnum<GradientEstimator>), typeof(LowerCaseEnum<ObjectiveKind>), typeof(LowerCaseEnum<NetKind>), typeof(LowerCaseEnum<Normalization>)])]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(MetricsRow))]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(SeedSeries))]
internal sealed partial class RunJson : JsonSerializerContext
{
    // Lazy: the generated Default may not be there yet when this part's static fields are made.
    private static readonly Lazy<RunJson> LazyLines = new(() => new(Written(indented: false)));
    private static readonly Lazy<RunJson> LazyIndented = new(() => new(Written(indented: true)));

    /// <summary>One line an object, for <c>metrics.jsonl</c>.</summary>
    public static RunJson Lines => LazyLines.Value;

    /// <summary>Indented, for people.</summary>
    public static RunJson Indented => LazyIndented.Value;

    private static JsonSerializerOptions Written(bool indented) => new(Default.Options)
    {
        WriteIndented = indented,
        // β and − stay readable; the files are never embedded in HTML as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>Writes an enum as its lower-case name.</summary>
internal sealed class LowerCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
