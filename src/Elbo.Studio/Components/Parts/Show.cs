using System.Globalization;
using Elbo.Analysis.Comparison;
using Elbo.Runs;
using Elbo.Studio.Runs;

namespace Elbo.Studio.Components.Parts;

/// <summary>Formats numbers and times for display.</summary>
internal static class Show
{
    public const string Absent = "–";

    /// <summary>Nats with two decimals and a true minus sign.</summary>
    public static string Nats(double? value) => Number(value, "F2");

    /// <summary>A number with a true minus sign.</summary>
    public static string Number(double? value, string format)
    {
        var text = value?.ToString(format, CultureInfo.InvariantCulture) ?? Absent;
        // What rounds to zero has no sign.
        return (text.StartsWith("-0", StringComparison.Ordinal) && text.AsSpan(1).IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text).Replace('-', '−');
    }

    /// <summary>The objective that training minimized, and what the model is given: <c>ELBO, given label</c>.</summary>
    public static string Objective(RunEntry run) =>
        run.Manifest is { } manifest ? new ComparedRun(run.Name, manifest, []).Objective + Given(manifest) : Absent;

    private static string Given(RunManifest run) => run.Condition is { IsInferred: false } condition
        ? $", given {VisibleText.Line(string.Join(", ", condition.Columns.Select(column => column.Name)))}"
        : run.Model.GivenRegion is { } region ? $", given {region}" : "";

    /// <summary>How long ago: <c>3 min ago</c>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 45 } => "just now",
        { TotalMinutes: < 59.5 } span => FormattableString.Invariant($"{Math.Max(1, span.TotalMinutes):0} min ago"),
        { TotalHours: < 23.5 } span => FormattableString.Invariant($"{span.TotalHours:0} h ago"),
        { TotalDays: < 30 } span => FormattableString.Invariant($"{span.TotalDays:0} d ago"),
        _ => then.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
