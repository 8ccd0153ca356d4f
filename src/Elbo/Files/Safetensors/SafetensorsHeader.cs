using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Elbo.Files.Safetensors;

/// <summary>
/// The JSON header of a safetensors file: <c>{"__metadata__": {string: string}, NAME: {"dtype", "shape", "data_offsets": [begin,
/// end]}}</c>.
/// Format: https://github.com/huggingface/safetensors#format
/// </summary>
internal sealed class SafetensorsHeader(string file)
{
    public const string MetadataKey = "__metadata__";

    /// <summary>Parses a header and checks that its tensors cover the data without gaps or overlaps.</summary>
    /// <returns>The tensors in ascending order of their offsets, and the metadata.</returns>
    /// <exception cref="ModelFileException">The header is invalid; the message names the tensor.</exception>
    public (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw Damaged("its header is not UTF-8 text");
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = Properties(document.RootElement, "its header");
            var metadata = root.Remove(MetadataKey, out var strings) ? Metadata(strings) : [];
            var entries = root.Select(tensor => Entry(tensor.Key, tensor.Value))
                .OrderBy(entry => entry.Begin).ThenBy(entry => entry.End).ToList();
            CheckCover(entries);
            return (entries, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair, which the parser accepts.
            throw Damaged($"its header is not valid JSON ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>The bytes before the data: the header's length (64 bits, little-endian) and the header, padded with spaces to a multiple of 8. The
    /// tensors follow each other in the given order.</summary>
    public static byte[] Compose(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[sizeof(long)]);
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
                WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var tensor in tensors)
                WriteEntry(json, tensor, ref offset);
            json.WriteEndObject();
        }
        while (stream.Length % 8 != 0)
            stream.WriteByte((byte)' ');
        var bytes = stream.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - sizeof(long));
        return bytes;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, ref long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.HeaderName());
        json.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset += tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private Dictionary<string, JsonElement> Properties(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Damaged($"{what} is a JSON {element.ValueKind}, not an object");
        var properties = new Dictionary<string, JsonElement>();
        foreach (var property in element.EnumerateObject())
            if (!properties.TryAdd(property.Name, property.Value))
                throw Damaged($"{what} has '{property.Name}' twice");
        return properties;
    }

    private Dictionary<string, string> Metadata(JsonElement strings) => Properties(strings, MetadataKey).ToDictionary(
        pair => pair.Key,
        pair => pair.Value.ValueKind == JsonValueKind.String
            ? pair.Value.GetString()!
            : throw Damaged($"'{pair.Key}' in {MetadataKey} is a JSON {pair.Value.ValueKind}; only strings are allowed"));

    private SafetensorsEntry Entry(string name, JsonElement element)
    {
        var properties = Properties(element, $"tensor '{name}'");
        var dtype = properties.TryGetValue("dtype", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        if (SafetensorsTypes.Find(dtype) is not { } type)
            throw new ModelFileException($"{file}: tensor '{name}' has the dtype {dtype ?? "(none)"}; "
                + $"allowed are {SafetensorsTypes.Names}. Convert it to F32 and save the file again.");
        var shape = Numbers(name, properties, "shape");
        var offsets = Numbers(name, properties, "data_offsets");
        if (SafetensorsTypes.ElementCount(shape) is not { } count || (Int128)count * type.ElementSize() > long.MaxValue)
            throw Damaged($"tensor '{name}' has the shape {SafetensorsTensor.Show(shape)}; "
                + "no dimension may be negative and the whole must be less than 2^63 bytes");
        if (offsets is not [>= 0 and var begin, var end] || end < begin)
            throw Damaged($"tensor '{name}' has the data_offsets {SafetensorsTensor.Show(offsets)}; "
                + "two numbers are needed, begin ≥ 0 and end ≥ begin");
        if (end - begin != count * type.ElementSize())
            throw Damaged($"tensor '{name}' takes {end - begin} bytes, "
                + $"but {type.HeaderName()} of shape {SafetensorsTensor.Show(shape)} needs {count * type.ElementSize()}");
        return new(name, type, shape, begin, end);
    }

    private long[] Numbers(string name, Dictionary<string, JsonElement> properties, string key)
    {
        if (!properties.TryGetValue(key, out var array) || array.ValueKind != JsonValueKind.Array)
            throw Damaged($"tensor '{name}' has no array '{key}'");
        return [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number)
            ? number
            : throw Damaged($"tensor '{name}' has {item.GetRawText()} in '{key}'; whole numbers below 2^63 are allowed"))];
    }

    private void CheckCover(IReadOnlyList<SafetensorsEntry> entries)
    {
        var (end, before) = (0L, "the header");
        foreach (var entry in entries)
        {
            if (entry.Begin < end)
                throw Damaged($"tensor '{entry.Name}' begins at byte {entry.Begin}, inside {before}, which ends at {end}");
            if (entry.Begin > end)
                throw Damaged($"there is a gap of {entry.Begin - end} bytes between {before} and tensor '{entry.Name}'; "
                    + "tensors must follow each other");
            (end, before) = (entry.End, $"tensor '{entry.Name}'");
        }
    }

    private ModelFileException Damaged(string found, Exception? inner = null) =>
        new($"{file}: {found}. The file is damaged or was not written as safetensors; get or export it again.", inner);
}

/// <summary>One tensor as a safetensors header declares it, already consistent in itself: End − Begin is the size of its shape.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The type of each element.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Begin">Offset of its first byte from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Begin, long End);
