using System.Text.Json;
using Elbo.Files;

namespace Elbo.Data;

/// <summary>Data options under their names on the command line; only those that differ from the defaults.</summary>
internal static class DataOptionWords
{
    /// <summary>The names: <c>--size, --fit</c>.</summary>
    public static string Names(this DataOptions options) => string.Join(", ", Given(options).Select(option => option.Name));

    /// <summary>The words of a command line, unquoted.</summary>
    public static IEnumerable<string> Words(this DataOptions options) =>
        Given(options).SelectMany(option => option.Value is { } value ? CommandWords.Option(option.Name, value) : [option.Name]);

    private static IEnumerable<(string Name, string? Value)> Given(DataOptions options)
    {
        var none = new DataOptions();
        if (options.Crop is { } crop)
            yield return ("--crop", $"{crop}");
        if (options.Size is { } size)
            yield return ("--size", $"{size}");
        if (options.Fit != none.Fit)
            yield return ("--fit", Name(options.Fit));
        if (options.Color is { } color)
            yield return ("--color", Name(color));
        if (options.Background != none.Background)
            yield return ("--background", options.Background);
        if (options.SkipBad)
            yield return ("--skip-bad", null);
        if (options.Labels is { } labels)
            yield return ("--labels", string.Join(',', labels));
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
