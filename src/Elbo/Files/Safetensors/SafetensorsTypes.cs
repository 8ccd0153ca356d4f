namespace Elbo.Files.Safetensors;

/// <summary>Properties of the element types: name in the header, and size.</summary>
internal static class SafetensorsTypes
{
    /// <summary>Every type's name in the header, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetValues<SafetensorsType>().Select(type => type.HeaderName()));

    /// <summary>Bytes of one element.</summary>
    public static int ElementSize(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 => 1,
        SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.F32 => 4,
        SafetensorsType.F64 or SafetensorsType.I64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is not a safetensors type."),
    };

    /// <summary>The type's name in the header: <c>F32</c>, <c>BOOL</c>, …</summary>
    public static string HeaderName(this SafetensorsType type) => type.ToString().ToUpperInvariant();

    /// <summary>Finds a type by its name in the header; null if there is none.</summary>
    public static SafetensorsType? Find(string? headerName)
    {
        foreach (var type in Enum.GetValues<SafetensorsType>())
            if (type.HeaderName() == headerName)
                return type;
        return null;
    }

    /// <summary>Elements of a tensor of this shape; null if a dimension is negative or the product exceeds 2^63 − 1.</summary>
    public static long? ElementCount(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            if (dimension < 0)
                return null;
            var product = (Int128)count * dimension;
            if (product > long.MaxValue)
                return null;
            count = (long)product;
        }
        return count;
    }
}
