using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Elbo.Files.Safetensors;

/// <summary>One named tensor of a safetensors file: its bytes as stored in the file, and conversions to numbers.</summary>
internal sealed class SafetensorsTensor
{
    private readonly long[] shape;

    /// <summary>Takes ownership of the bytes; nothing is copied.</summary>
    /// <param name="name">The name, as in PyTorch's state dict: <c>encoder.fc1.weight</c>.</param>
    /// <param name="type">The type of each element.</param>
    /// <param name="shape">The size of each dimension, outermost first; empty for a single number.</param>
    /// <param name="bytes">The elements, row-major, little-endian.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the shape and the type, or the name is reserved.</exception>
    public SafetensorsTensor(string name, SafetensorsType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
    {
        if (name == SafetensorsHeader.MetadataKey)
            throw new ArgumentException($"{name} is reserved by the format; give the tensor another name.", nameof(name));
        if (SafetensorsTypes.ElementCount(shape) is not { } count || (Int128)count * type.ElementSize() != bytes.Length)
            throw new ArgumentException(
                $"Tensor '{name}': {bytes.Length} bytes do not fit {type.HeaderName()} of shape {Show(shape)}.", nameof(bytes));
        (Name, Type, this.shape, Bytes, Count) = (name, type, shape.ToArray(), bytes, (int)count);
    }

    public string Name { get; }

    public SafetensorsType Type { get; }

    /// <summary>The size of each dimension, outermost first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>The number of elements: the product of the shape.</summary>
    public int Count { get; }

    /// <summary>The elements, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A tensor of 32-bit floats.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The size of each dimension, outermost first.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public static SafetensorsTensor FromSingles(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return new(name, SafetensorsType.F32, shape, bytes);
    }

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The size of each dimension, outermost first.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public static SafetensorsTensor FromInt64s(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return new(name, SafetensorsType.I64, shape, bytes);
    }

    /// <summary>The elements as 32-bit floats, row-major. F64, I64 and I32 are rounded to the nearest; the other types convert exactly.</summary>
    public float[] AsSingles() => Type == SafetensorsType.F32 && BitConverter.IsLittleEndian
        ? MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray()
        : Convert<float>();

    /// <summary>The elements as 64-bit floats, row-major. I64 is rounded to the nearest; the other types convert exactly.</summary>
    public double[] AsDoubles() => Convert<double>();

    /// <summary>The elements of an integer tensor, row-major.</summary>
    /// <exception cref="InvalidOperationException">The elements are floats.</exception>
    public long[] AsInt64s() => Type is SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I32 or SafetensorsType.I64
        ? Convert<long>()
        : throw new InvalidOperationException($"Tensor '{Name}' holds {Type.HeaderName()}, not integers. Read it with {nameof(AsDoubles)}.");

    /// <summary>Name, type and shape: <c>encoder.fc1.weight F32 [512, 784]</c>.</summary>
    public override string ToString() => $"{Name} {Type.HeaderName()} {Show(shape)}";

    /// <summary>A shape as people write it: <c>[512, 784]</c>.</summary>
    internal static string Show(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private T[] Convert<T>() where T : INumberBase<T> => Type switch
    {
        SafetensorsType.Bool => Convert(1, static bytes => bytes[0] == 0 ? T.Zero : T.One),
        SafetensorsType.U8 => Convert(1, static bytes => T.CreateChecked(bytes[0])),
        SafetensorsType.F16 => Convert(2, static bytes => T.CreateChecked(BinaryPrimitives.ReadHalfLittleEndian(bytes))),
        SafetensorsType.BF16 => Convert(2, static bytes => T.CreateChecked(ReadBrainFloat(bytes))),
        SafetensorsType.I32 => Convert(4, static bytes => T.CreateChecked(BinaryPrimitives.ReadInt32LittleEndian(bytes))),
        SafetensorsType.F32 => Convert(4, static bytes => T.CreateChecked(BinaryPrimitives.ReadSingleLittleEndian(bytes))),
        SafetensorsType.F64 => Convert(8, static bytes => T.CreateChecked(BinaryPrimitives.ReadDoubleLittleEndian(bytes))),
        SafetensorsType.I64 => Convert(8, static bytes => T.CreateChecked(BinaryPrimitives.ReadInt64LittleEndian(bytes))),
        _ => throw new InvalidOperationException($"{Type} is not a safetensors type."),
    };

    private static float ReadBrainFloat(ReadOnlySpan<byte> bytes) =>
        BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16);

    private T[] Convert<T>(int size, Func<ReadOnlySpan<byte>, T> read)
    {
        var bytes = Bytes.Span;
        var values = new T[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(bytes.Slice(i * size, size));
        return values;
    }
}

/// <summary>The type of a tensor's elements in a safetensors file. The order is that of the format's reference: rising alignment.</summary>
internal enum SafetensorsType
{
    /// <summary>A boolean in one byte: 0 or 1.</summary>
    Bool,

    /// <summary>An unsigned byte.</summary>
    U8,

    /// <summary>A 16-bit IEEE float (binary16).</summary>
    F16,

    /// <summary>The upper 16 bits of a 32-bit float (bfloat16).</summary>
    BF16,

    /// <summary>A 32-bit signed integer.</summary>
    I32,

    /// <summary>A 32-bit IEEE float.</summary>
    F32,

    /// <summary>A 64-bit IEEE float.</summary>
    F64,

    /// <summary>A 64-bit signed integer.</summary>
    I64,
}
