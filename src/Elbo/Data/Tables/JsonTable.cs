using System.Text.Json;
using Elbo.Files.Delimited;

namespace Elbo.Data.Tables;

/// <summary>Reads JSON: an object with the cells of a row in each line, or an array of such objects.</summary>
internal static class JsonTable
{
    private const string Remedy =
        "Give one object for each line, or an array of objects: df.to_json(path, orient='records', lines=True) in pandas.";

    private const int LongestText = 1 << 28;

    /// <summary>Whether a text is JSON, by its beginning.</summary>
    public static bool IsOne(ReadOnlySpan<char> head)
    {
        var start = head.TrimStart();
        return start is ['{', .. var inner] && inner.TrimStart() is ['"' or '}', ..] || start is ['[', .. var first] && first.TrimStart() is ['{' or ']', ..];
    }

    /// <summary>Reads the rows; their columns are the names in order of their first appearance, and a name that a row lacks is missing there.</summary>
    /// <exception cref="DataException">It is not rows of JSON, or there are none.</exception>
    public static RawTable Read(DelimitedReader reader, TableSource source)
    {
        var path = source.Path;
        static string Name(JsonProperty property) => property.Name.Trim() is { Length: > 0 } name ? name : "unnamed";
        Dictionary<string, int> columns = new(StringComparer.Ordinal);
        List<string?[]> rows = [];
        List<string> places = [];
        var cells = 0L;
        foreach (var (row, place) in Rows(reader, path))
        {
            foreach (var property in row.EnumerateObject())
                columns.TryAdd(Name(property), columns.Count);
            if ((cells += columns.Count) > RawTable.MostCells)
                throw new DataException($"{path} has more than {RawTable.MostCells:N0} cells. Give a part of it.");
            var found = new string?[columns.Count];
            foreach (var property in row.EnumerateObject())
                found[columns[Name(property)]] = Cell(property.Value);
            rows.Add(found);
            places.Add(place);
        }
        if (columns.Count == 0)
            throw new DataException($"{path} has no rows with values; a table needs at least one. Give a file with rows.");
        if (rows is [var only] && Array.TrueForAll(only, cell => cell is ['{' or '[', ..]))
            throw new DataException($"{path} holds one object of columns, not rows. {Remedy}");
        return new(path, [.. columns.Keys], [.. rows.Select(row => Whole(row, columns.Count))], places)
        {
            Words = CellWords.Of(new() { Missing = source.Options.Missing }), // numbers of JSON have a point
        };
    }

    private static string[] Whole(string?[] row, int width)
    {
        var cells = new string[width];
        for (var i = 0; i < width; i++)
            cells[i] = (i < row.Length ? row[i] : null) ?? "";
        return cells;
    }

    /// <summary>The text of a cell; of a list or an object, its JSON.</summary>
    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static IEnumerable<(JsonElement Row, string Place)> Rows(DelimitedReader reader, string path) =>
        reader.Ahead().TrimStart() is ['[', ..] ? Elements(reader, path) : Lines(reader, path);

    private static IEnumerable<(JsonElement, string)> Lines(DelimitedReader reader, string path)
    {
        for (var line = reader.NextLine; reader.Peek() >= 0; line = reader.NextLine)
            if (reader.ReadLine() is var text && !string.IsNullOrWhiteSpace(text))
            {
                using var document = Parse(text, path, $"line {line}");
                yield return document.RootElement.ValueKind == JsonValueKind.Object
                    ? (document.RootElement, $"line {line}")
                    : throw NoRow(path, $"line {line}", document.RootElement);
            }
    }

    private static IEnumerable<(JsonElement, string)> Elements(DelimitedReader reader, string path)
    {
        using var document = Parse(reader.ReadToEnd(LongestText), path, "the array");
        foreach (var (index, element) in document.RootElement.EnumerateArray().Index())
            yield return element.ValueKind == JsonValueKind.Object ? (element, $"row {index + 1}") : throw NoRow(path, $"row {index + 1}", element);
    }

    private static JsonDocument Parse(string text, string path, string place)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new DataException($"{path}, {place} is not JSON: {e.Message.Split(" LineNumber")[0].TrimEnd('.')}. "
                + Remedy, e);
        }
    }

    private static DataException NoRow(string path, string place, JsonElement found) => new($"{path}, {place} holds {found.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "one value",
    }}, not an object with the cells of a row. {Remedy}");
}
