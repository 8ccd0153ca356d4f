using System.Text.Json;

namespace Elbo.Inference;

/// <summary>A column of the table that a model learned from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Kind of its values: <c>real</c>, <c>positive</c>, <c>count</c>, <c>numeric-mixture</c>, <c>binary</c> or <c>categorical</c>.</param>
/// <param name="Values">The names that a cell may have; empty for numbers.</param>
/// <param name="Unit">What the number of a date or time counts in the graphs: <c>days</c>, <c>weeks</c> or <c>seconds</c>, seconds since midnight
/// (<c>time-of-day</c>), seconds of a <c>duration</c>; null for plain numbers and names.</param>
public sealed record TableColumn(string Name, string Kind, IReadOnlyList<string> Values, string? Unit)
{
    /// <summary>The name of its input in the graphs: its own, unless something else in them has that.</summary>
    public string Input { get; internal init; } = Name;

    /// <summary>The name of its output in the graphs.</summary>
    public string Output { get; internal init; } = "decoded." + Name;

    /// <summary>True for a column of the condition that may be left open: the model has learned what any value means.</summary>
    public bool HasAny { get; internal init; }

    /// <summary>The column of dates that it is a part of; null for others.</summary>
    internal string? Of { get; init; }

    internal bool HasNames => Values.Count > 0;

    /// <summary>Whether one of the names stands for all others.</summary>
    internal bool HasOther { get; init; }

    /// <param name="json">The metadata.</param>
    /// <param name="path">The file that they are from.</param>
    /// <param name="key">Their name.</param>
    /// <exception cref="InferenceException">The metadata are damaged.</exception>
    internal static TableColumn[] Read(string json, string path, string key = OnnxSession.Columns)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(column => new TableColumn(
                column.GetProperty("name").GetString()!, column.GetProperty("kind").GetString()!,
                column.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [],
                column.TryGetProperty("unit", out var unit) ? unit.GetString() : null)
            {
                Input = column.GetProperty("input").GetString()!,
                Output = column.TryGetProperty("output", out var output) ? output.GetString()! : "",
                HasAny = column.TryGetProperty("any", out var any) && any.GetBoolean(),
                Of = column.TryGetProperty("of", out var of) ? of.GetString() : null,
                HasOther = column.TryGetProperty("other", out _),
            })];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InferenceException($"{path}: its metadata {key} cannot be read. Export the model again with elbo export.", e);
        }
    }
}
