using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Elbo;

/// <summary>
/// The JSON of Elbo's records: snake_case, enums by name, kinds as objects of their name and settings; unknown keys, and null where a value
/// is needed, are refused.
/// </summary>
internal static class KindJson
{
    /// <summary>One line per object, for <c>metrics.jsonl</c>.</summary>
    public static JsonSerializerOptions Lines { get; } = Create(indented: false);

    /// <summary>Indented, for people.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>Reads an object; null if it is something else.</summary>
    /// <exception cref="JsonException">A key occurs twice.</exception>
    public static JsonObject? ReadObject(ref Utf8JsonReader reader)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject parts)
            return null;
        try
        {
            _ = parts.Count; // Its keys are looked at now.
            return parts;
        }
        catch (ArgumentException e)
        {
            throw new JsonException("An object has a key twice.", e);
        }
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            IgnoreReadOnlyProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
            WriteIndented = indented,
            // β and − stay readable; the files are never embedded in HTML as they are.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new KindConverters() },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Reads and writes the base of a family by the names of its catalog.</summary>
    private sealed class KindConverters : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => Catalog.IsFamily(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(KindConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class KindConverter<T> : JsonConverter<T> where T : Kind
    {
        private const string NameKey = "name";

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var family = Catalog.Of(typeof(T));
            var known = string.Join(", ", family.Members.Select(member => member.Key));
            if (ReadObject(ref reader) is not { } parts
                || parts[NameKey] is not JsonValue value || !value.TryGetValue<string>(out var name))
                throw new JsonException($"A {family.Word} is written as an object with a name, one of {known}.");
            var member = family.Find(name) ?? throw new JsonException(
                $"The {family.Word} '{name}' is not one of {known}; load the plugin that has it with --plugin FILE.dll.");
            parts.Remove(NameKey);
            return (T)parts.Deserialize(member.Type, options)!;
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            var settings = JsonSerializer.SerializeToElement(value, value.GetType(), options);
            writer.WriteStartObject();
            writer.WriteString(NameKey, value.Name.Replace('-', '_'));
            foreach (var setting in settings.EnumerateObject())
                setting.WriteTo(writer);
            writer.WriteEndObject();
        }
    }
}
