using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Files;

namespace Elbo.Runs;

/// <summary>The words of a command as an array of strings. Formats 1 to 5 have one string, quoted for a shell.</summary>
internal sealed class CommandConverter : JsonConverter<IReadOnlyList<string>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return CommandWords.Split(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var words = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            words.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException());
        return words;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var word in value)
            writer.WriteStringValue(word);
        writer.WriteEndArray();
    }
}
