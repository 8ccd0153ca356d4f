using System.Diagnostics.CodeAnalysis;

namespace Elbo.Files.Safetensors;

/// <summary>A safetensors file: named tensors and a map of strings, no code to execute. Reading checks everything it declares; writing is
/// deterministic, so the same content gives the same bytes.</summary>
internal sealed class SafetensorsFile
{
    private readonly Dictionary<string, SafetensorsTensor> byName;

    /// <param name="tensors">The tensors, in any order; each name once.</param>
    /// <param name="metadata">Free strings (<c>format: pt</c>, …), or null.</param>
    /// <param name="name">The name in error messages.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public SafetensorsFile(
        IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null, string name = "the model")
    {
        (Tensors, Metadata, Name) = ([.. tensors], metadata ?? new Dictionary<string, string>(), name);
        byName = Tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>The name in error messages: the path it was read from.</summary>
    public string Name { get; }

    /// <summary>The tensors; those read from a file are in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>; empty if there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="ModelFileException">There is none; the message lists the existing ones.</exception>
    public SafetensorsTensor this[string tensor] => TryGet(tensor, out var found)
        ? found
        : throw new ModelFileException($"{Name} has no tensor '{tensor}'; it has {Listing()}. Give a file of the same architecture.");

    public bool TryGet(string tensor, [NotNullWhen(true)] out SafetensorsTensor? found) => byName.TryGetValue(tensor, out found);

    /// <summary>The tensor of that name, which must have this shape.</summary>
    /// <exception cref="ModelFileException">There is none, or its shape differs; the message names both shapes.</exception>
    public SafetensorsTensor Require(string tensor, ReadOnlySpan<long> shape)
    {
        var found = this[tensor];
        return shape.SequenceEqual([.. found.Shape])
            ? found
            : throw new ModelFileException($"{Name}: tensor '{tensor}' has the shape {SafetensorsTensor.Show([.. found.Shape])}; "
                + $"{SafetensorsTensor.Show(shape)} is expected. Give a file of the same architecture.");
    }

    /// <exception cref="ModelFileException">The file is missing, unreadable, damaged or of another kind.</exception>
    public static SafetensorsFile Read(string path) => WeightsFile.Read(path, file => Read(file, path));

    /// <summary>Reads from a stream, from its position to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="name">The name in error messages.</param>
    /// <exception cref="ModelFileException">The content is damaged or of another kind.</exception>
    public static SafetensorsFile Read(Stream stream, string name)
    {
        var (tensors, metadata) = new SafetensorsReader(stream, name).Read();
        return new(tensors, metadata, name);
    }

    /// <summary>Reads from memory; the bytes are copied.</summary>
    /// <exception cref="ModelFileException">The content is damaged or of another kind.</exception>
    public static SafetensorsFile Read(ReadOnlySpan<byte> bytes, string name)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        return Read(stream, name);
    }

    /// <summary>Writes the file atomically: an existing file stays until the new one is on the disk.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes to a stream. The tensors are sorted by descending alignment of their types, then by name, as the format's reference
    /// implementation sorts them; the metadata by key.</summary>
    public void Write(Stream stream)
    {
        var ordered = Tensors.OrderByDescending(tensor => tensor.Type).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        stream.Write(SafetensorsHeader.Compose(ordered, Metadata));
        foreach (var tensor in ordered)
            stream.Write(tensor.Bytes.Span);
    }

    private string Listing() => byName.Count == 0
        ? "none"
        : string.Join(", ", byName.Keys.Order(StringComparer.Ordinal).Take(20))
            + (byName.Count > 20 ? $" and {byName.Count - 20} more" : "");
}
