using System.CommandLine;

namespace Elbo.Cli.Verbs;

/// <summary>The verbs of <c>elbo</c>. A program that starts makes the options of one of them, and needs the names of all.</summary>
internal static class VerbList
{
    private static readonly Verb[] All =
    [
        new("train", TrainVerb.Description, TrainVerb.Create),
        new("evaluate", EvaluateVerb.Description, EvaluateVerb.Create),
        new("judge", JudgeVerb.Description, JudgeVerb.Create),
        new("reproduce", ReproduceVerb.Description, ReproduceVerb.Create),
        new("compare", CompareVerb.Description, CompareVerb.Create),
        new("sample", SampleVerb.Description, SampleVerb.Create),
        new("reconstruct", ReconstructVerb.Description, ReconstructVerb.Create),
        new("manifold", ManifoldVerb.Description, ManifoldVerb.Create),
        new("interpolate", InterpolateVerb.Description, InterpolateVerb.Create),
        new("traverse", TraverseVerb.Description, TraverseVerb.Create),
        new("impute", ImputeVerb.Description, ImputeVerb.Create),
        new("encode", EncodeVerb.Description, EncodeVerb.Create),
        new("decode", DecodeVerb.Description, DecodeVerb.Create),
        new("score", ScoreVerb.Description, ScoreVerb.Create),
        new("classify", ClassifyVerb.Description, ClassifyVerb.Create),
        new("denoise", DenoiseVerb.Description, DenoiseVerb.Create),
        new("report", ReportVerb.Description, ReportVerb.Create),
        new("import", ImportVerb.Description, ImportVerb.Create),
        new("export", ExportVerb.Description, ExportVerb.Create),
        new("studio", StudioVerb.Description, StudioVerb.Create),
        new("data", DataVerb.Description, DataVerb.Create),
        new("recipes", RecipesVerb.Description, RecipesVerb.Create),
        new("bench", BenchVerb.Description, BenchVerb.Create),
        new("doctor", DoctorVerb.Description, DoctorVerb.Create),
        new("completion", CompletionVerb.Description, CompletionVerb.Create),
    ];

    /// <summary>The verbs as commands: whole where a command line may name them, else name and description only.</summary>
    /// <param name="terminal">Where they write.</param>
    /// <param name="args">The command line.</param>
    public static IEnumerable<Command> Of(Terminal terminal, string[] args)
    {
        // A word with @ names a file of more words; completion asks with the line as one word.
        var mayBeAny = args.Any(word => word.StartsWith('@')) || Suggestions.IsAsked(args);
        return All.Select(verb => mayBeAny || args.Contains(verb.Name) ? verb.Create(terminal) : new Command(verb.Name, verb.Description));
    }

    private sealed record Verb(string Name, string Description, Func<Terminal, Command> Create);
}
