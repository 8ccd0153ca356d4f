using System.Runtime.InteropServices;
using System.Text;
using Elbo.Compute;
using Elbo.Files.Safetensors;

namespace Elbo.Files.NumPy;

/// <summary>An array of an npy file: its type, its shape and its elements, row-major (C order).</summary>
internal sealed class NpyArray
{
    private readonly long[] shape;

    /// <summary>Takes ownership of the bytes; nothing is copied.</summary>
    /// <param name="type">The type of each element.</param>
    /// <param name="shape">The size of each dimension, outermost first; empty for a single number.</param>
    /// <param name="bytes">The elements, row-major, little-endian.</param>
    /// <param name="width">Characters of each element, if it is text.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the shape and the type.</exception>
    public NpyArray(NpyType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes, int width = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (SafetensorsTypes.ElementCount(shape) is not { } count || (Int128)count * type.Size * width != bytes.Length || width > 1 && type != NpyType.Text)
            throw new ArgumentException(
                $"{bytes.Length} bytes do not fit {type.DtypeName} of shape {SafetensorsTensor.Show(shape)}.", nameof(bytes));
        (Type, this.shape, Bytes, Count, Width) = (type, shape.ToArray(), bytes, (int)count, width);
    }

    public NpyType Type { get; }

    /// <summary>The size of each dimension, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>The number of elements: the product of the shape.</summary>
    public int Count { get; }

    /// <summary>Characters of each element if it is text; else 1.</summary>
    public int Width { get; }

    /// <summary>The elements, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>An array of texts, shape [N], each as wide as the longest.</summary>
    /// <exception cref="OptionsException">They take 2 GiB or more.</exception>
    public static NpyArray OfTexts(IReadOnlyList<string> values)
    {
        var width = Math.Max(1, values.Select(value => value.EnumerateRunes().Count()).DefaultIfEmpty().Max());
        var bytes = new byte[ArraySize.Of($"{values.Count} names of {width} characters", values.Count, width, sizeof(int))];
        for (var i = 0; i < values.Count; i++)
            Encoding.UTF32.GetBytes(values[i], bytes.AsSpan(i * width * sizeof(int)));
        return new(NpyType.Text, [values.Count], bytes, width);
    }

    /// <summary>Creates an array from a copy of these values.</summary>
    /// <typeparam name="T">bool, byte, int, long, float or double.</typeparam>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The size of each dimension, outermost first; empty for a single number.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or npy files of that type are not written.</exception>
    /// <exception cref="OptionsException">They take 2 GiB or more.</exception>
    public static NpyArray Of<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        var type = NpyTypes.Of<T>();
        ArraySize.Of($"{values.Length} values of {type.DtypeName}", values.Length, type.Size);
        return new(type, shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>The elements as they are, row-major, without copying.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> names: bool, byte, int, long, float or double.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged => NpyTypes.Of<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(Bytes.Span)
        : throw new InvalidOperationException($"The array holds {Type.DtypeName}, not {NpyTypes.Of<T>().DtypeName}. "
            + $"Ask for its own type, or convert it with {nameof(ToDoubles)}.");

    /// <summary>The elements as texts, row-major.</summary>
    /// <exception cref="InvalidOperationException">The elements are numbers.</exception>
    public string[] ToTexts() => Type == NpyType.Text
        ? [.. Enumerable.Range(0, Count).Select(i => Encoding.UTF32.GetString(Bytes.Span.Slice(i * Width * sizeof(int), Width * sizeof(int))).TrimEnd('\0'))]
        : throw new InvalidOperationException($"The array holds {Type.DtypeName}, not text. Convert it with {nameof(ToDoubles)}.");

    /// <summary>The elements as 64-bit floats, row-major; a 64-bit integer is rounded to the nearest, a bool is 0 or 1.</summary>
    /// <exception cref="InvalidOperationException">The elements are text.</exception>
    public double[] ToDoubles()
    {
        var doubles = new double[Count];
        Type.ToDoubles(Bytes.Span, doubles);
        return doubles;
    }

    /// <summary>Type and shape: <c>float32 [10000, 20]</c>.</summary>
    public override string ToString() => $"{Type.DtypeName} {SafetensorsTensor.Show(shape)}";
}

/// <summary>The element types of npy files that Elbo reads and writes; all little-endian, as NumPy has them on usual processors.</summary>
internal enum NpyType
{
    /// <summary>One byte, 0 or 1 (<c>|b1</c>, NumPy's <c>bool</c>).</summary>
    Bool,

    /// <summary>Unsigned bytes (<c>|u1</c>, NumPy's <c>uint8</c>).</summary>
    U8,

    /// <summary>Signed bytes (<c>|i1</c>, NumPy's <c>int8</c>).</summary>
    I8,

    /// <summary>Unsigned 16-bit integers (<c>&lt;u2</c>, NumPy's <c>uint16</c>).</summary>
    U16,

    /// <summary>Signed 16-bit integers (<c>&lt;i2</c>, NumPy's <c>int16</c>).</summary>
    I16,

    /// <summary>Unsigned 32-bit integers (<c>&lt;u4</c>, NumPy's <c>uint32</c>).</summary>
    U32,

    /// <summary>Signed 32-bit integers (<c>&lt;i4</c>, NumPy's <c>int32</c>).</summary>
    I32,

    /// <summary>Unsigned 64-bit integers (<c>&lt;u8</c>, NumPy's <c>uint64</c>).</summary>
    U64,

    /// <summary>Signed 64-bit integers (<c>&lt;i8</c>, NumPy's <c>int64</c>).</summary>
    I64,

    /// <summary>16-bit floats (<c>&lt;f2</c>, NumPy's <c>float16</c>).</summary>
    F16,

    /// <summary>32-bit floats (<c>&lt;f4</c>, NumPy's <c>float32</c>).</summary>
    F32,

    /// <summary>64-bit floats (<c>&lt;f8</c>, NumPy's <c>float64</c>).</summary>
    F64,

    /// <summary>Text of up to W characters, 4 bytes each (<c>&lt;UW</c>, NumPy's <c>str</c>).</summary>
    Text,
}
