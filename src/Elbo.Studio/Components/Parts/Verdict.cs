using Elbo.Evaluation;
using Elbo.Runs;

namespace Elbo.Studio.Components.Parts;

/// <summary>What the doctor says of a run, in a few words.</summary>
/// <param name="Tone">The style: <c>error</c>, <c>warning</c>, <c>good</c>, or <c>none</c> before the first epoch.</param>
/// <param name="Words">The text: <c>1 error, 2 warnings</c>.</param>
internal sealed record Verdict(string Tone, string Words)
{
    /// <summary>The verdict on a run; null if its run.json cannot be read.</summary>
    public static Verdict? Of(RunManifest? run)
    {
        if (run is null)
            return null;
        var (errors, warnings) = (Count(run, Severity.Error), Count(run, Severity.Warning));
        string[] parts =
        [
            .. errors > 0 ? [Words(errors, "error")] : Array.Empty<string>(),
            .. warnings > 0 ? [Words(warnings, "warning")] : Array.Empty<string>(),
        ];
        return parts.Length > 0 ? new(errors > 0 ? "error" : "warning", string.Join(", ", parts))
            : run.Test is null ? new("none", "not examined yet")
            : new("good", run.Findings.Count == 0 ? "healthy" : "healthy, with a note");

        static int Count(RunManifest run, Severity severity) => run.Findings.Count(finding => finding.Severity == severity);
        static string Words(int count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";
    }
}
