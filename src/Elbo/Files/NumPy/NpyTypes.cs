using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Elbo.Files.NumPy;

/// <summary>Properties of the element types: <c>descr</c>, size, and C# type.</summary>
internal static class NpyTypes
{
    private static readonly (NpyType Type, string Descr, string Name, int Size, Type Clr)[] Table =
    [
        (NpyType.Bool, "|b1", "bool", 1, typeof(bool)),
        (NpyType.U8, "|u1", "uint8", 1, typeof(byte)),
        (NpyType.I8, "|i1", "int8", 1, typeof(sbyte)),
        (NpyType.U16, "<u2", "uint16", 2, typeof(ushort)),
        (NpyType.I16, "<i2", "int16", 2, typeof(short)),
        (NpyType.U32, "<u4", "uint32", 4, typeof(uint)),
        (NpyType.I32, "<i4", "int32", 4, typeof(int)),
        (NpyType.U64, "<u8", "uint64", 8, typeof(ulong)),
        (NpyType.I64, "<i8", "int64", 8, typeof(long)),
        (NpyType.F16, "<f2", "float16", 2, typeof(Half)),
        (NpyType.F32, "<f4", "float32", 4, typeof(float)),
        (NpyType.F64, "<f8", "float64", 8, typeof(double)),
        (NpyType.Text, "<U", "str", 4, typeof(string)),
    ];

    private const int MostCharacters = 1 << 20;

    public static string Names { get; } = string.Join(", ", Table.Select(row => row.Name));

    /// <summary>The type that a header's <c>descr</c> names, and the characters of each text; null if that type is not supported.</summary>
    public static (NpyType Type, int Width)? Find(string descr) =>
        descr.StartsWith("<U", StringComparison.Ordinal)
        && int.TryParse(descr.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
        && width is >= 1 and <= MostCharacters
            ? (NpyType.Text, width)
            : Table.Where(row => row.Descr == descr && row.Type != NpyType.Text).Select(row => ((NpyType, int)?)(row.Type, 1)).FirstOrDefault();

    /// <exception cref="ArgumentException">npy files of that type are not written.</exception>
    public static NpyType Of<T>() where T : unmanaged => Array.FindIndex(Table, row => row.Clr == typeof(T)) is >= 0 and var at
        ? Table[at].Type
        : throw new ArgumentException($"{typeof(T)} is not a supported element type of npy files; allowed are {Names}. Convert the values first.");

    extension(NpyType type)
    {
        public string Descr => Table[(int)type].Descr;

        /// <summary>Its name in NumPy: <c>float32</c>.</summary>
        public string DtypeName => Table[(int)type].Name;

        /// <summary>Bytes of one element; of one character of a text.</summary>
        public int Size => Table[(int)type].Size;

        public bool IsWhole => type is >= NpyType.U8 and <= NpyType.I64;

        /// <summary>Elements as 64-bit floats; a 64-bit integer is rounded to the nearest, a bool is 0 or 1.</summary>
        /// <exception cref="InvalidOperationException">The elements are text.</exception>
        public void ToDoubles(ReadOnlySpan<byte> elements, Span<double> into)
        {
            switch (type)
            {
                case NpyType.Bool:
                    for (var i = 0; i < elements.Length; i++)
                        into[i] = elements[i] == 0 ? 0 : 1;
                    break;
                case NpyType.U8:
                    Convert(elements, into);
                    break;
                case NpyType.I8:
                    Convert(MemoryMarshal.Cast<byte, sbyte>(elements), into);
                    break;
                case NpyType.U16:
                    Convert(MemoryMarshal.Cast<byte, ushort>(elements), into);
                    break;
                case NpyType.I16:
                    Convert(MemoryMarshal.Cast<byte, short>(elements), into);
                    break;
                case NpyType.U32:
                    Convert(MemoryMarshal.Cast<byte, uint>(elements), into);
                    break;
                case NpyType.I32:
                    Convert(MemoryMarshal.Cast<byte, int>(elements), into);
                    break;
                case NpyType.U64:
                    Convert(MemoryMarshal.Cast<byte, ulong>(elements), into);
                    break;
                case NpyType.I64:
                    Convert(MemoryMarshal.Cast<byte, long>(elements), into);
                    break;
                case NpyType.F16:
                    Convert(MemoryMarshal.Cast<byte, Half>(elements), into);
                    break;
                case NpyType.F32:
                    Convert(MemoryMarshal.Cast<byte, float>(elements), into);
                    break;
                case NpyType.F64:
                    MemoryMarshal.Cast<byte, double>(elements).CopyTo(into);
                    break;
                default:
                    throw new InvalidOperationException($"The array holds text. Take it with {nameof(NpyArray.ToTexts)}.");
            }
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> values, Span<double> into) where T : INumberBase<T>
    {
        for (var i = 0; i < values.Length; i++)
            into[i] = double.CreateChecked(values[i]);
    }
}
