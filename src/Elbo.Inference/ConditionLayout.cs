using System.Globalization;
using System.Text.Json;

namespace Elbo.Inference;

/// <summary>How the input <c>condition</c> of a file is filled, as its metadata <c>elbo.condition</c> says.</summary>
/// <param name="Columns">In the order of the input.</param>
/// <param name="IsInferred">True if the model infers the class of an image that comes without one.</param>
internal sealed record ConditionLayout(IReadOnlyList<ConditionColumn> Columns, bool IsInferred)
{
    public const string Input = "condition", MetadataKey = "elbo.condition";

    private const string Any = "any";

    /// <summary>Numbers of the condition of one example.</summary>
    public int Width => Columns.Sum(column => column.Inputs);

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="FormatException">They are not what Elbo writes.</exception>
    public static ConditionLayout Read(string metadata)
    {
        try
        {
            using var document = JsonDocument.Parse(metadata);
            var root = document.RootElement;
            return new(
                [.. root.GetProperty("columns").EnumerateArray().Select(Column)], root.TryGetProperty("inferred", out var inferred) && inferred.GetBoolean());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The condition is not described as Elbo describes it.", e);
        }

        static ConditionColumn Column(JsonElement column) => new(
            column.GetProperty("name").GetString()!,
            column.TryGetProperty("values", out var values) ? values.EnumerateArray().Select(value => value.GetString()!).ToArray() : [],
            column.GetProperty("any").GetBoolean());
    }

    /// <summary>The condition of examples that come without one.</summary>
    /// <param name="isDecoder">The graph has codes as input, so it cannot infer a class from images.</param>
    /// <exception cref="ArgumentException">The model needs one.</exception>
    public float[] Open(bool isDecoder) => IsInferred && !isDecoder ? new float[Width] : Parse("");

    /// <summary>A condition that the model takes, of no particular meaning.</summary>
    public float[] Example() => Parse(string.Join(',', Columns.Select(Word)));

    /// <summary>One condition from words such as <c>label=3</c>; columns that are not named are any.</summary>
    /// <exception cref="ArgumentException">A column or a value is unknown, or a value is needed.</exception>
    public float[] Parse(string condition)
    {
        var given = new string?[Columns.Count];
        foreach (var word in condition.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(word => word != Any))
        {
            var place = Enumerable.Range(0, Columns.Count).Where(i => word.StartsWith(Columns[i].Name + "=", StringComparison.Ordinal))
                .OrderByDescending(i => Columns[i].Name.Length).Select(i => (int?)i).FirstOrDefault() ?? throw new ArgumentException(
                    $"The condition was '{word}', but this model takes {string.Join(", ", Columns.Select(column => column.Name))}. {Remedy}",
                    nameof(condition));
            given[place] = word[(Columns[place].Name.Length + 1)..];
        }
        var row = new float[Width];
        for (var (i, at) = (0, 0); i < Columns.Count; at += Columns[i++].Inputs)
            Write(Columns[i], given[i] == Any ? null : given[i], row.AsSpan(at, Columns[i].Inputs));
        return row;
    }

    private string Remedy => $"Use Given(\"{string.Join(',', Columns.Select(Word))}\").";

    private void Write(ConditionColumn column, string? text, Span<float> into)
    {
        if (text is null && !column.HasAny)
            throw new ArgumentException(
                $"No value was given for the condition {column.Name}, and the model has not learned what any {column.Name} means. {Remedy}", nameof(text));
        if (column.Values.Count == 0)
            into[0] = text is null ? float.NaN
                : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number
                : throw new ArgumentException($"The condition was {column.Name}={text}; {column.Name} takes a number. {Remedy}", nameof(text));
        else if (text is not null)
            into[column.Place(text) is >= 0 and var place
                ? place
                : throw new ArgumentException($"The condition was {column.Name}={text}, but the model learned {column.Name} from "
                    + $"{string.Join(", ", column.Values.Take(20))}{(column.Values.Count > 20 ? ", …" : "")}. {Remedy}", nameof(text))] = 1;
    }

    private static string Word(ConditionColumn column) => $"{column.Name}={(column.Values.Count == 0 ? "0" : column.Values[0])}";
}
