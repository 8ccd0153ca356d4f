using System.Globalization;

namespace Elbo.Files.NumPy;

/// <summary>Properties of the element types: <c>descr</c>, size, and C# type.</summary>
internal static class NpyTypes
{
    private static readonly (NpyType Type, string Descr, string Name, int Size, Type Clr)[] Table =
    [
        (NpyType.Bool, "|b1", "bool", 1, typeof(bool)),
        (NpyType.U8, "|u1", "uint8", 1, typeof(byte)),
        (NpyType.I32, "<i4", "int32", 4, typeof(int)),
        (NpyType.I64, "<i8", "int64", 8, typeof(long)),
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
    }
}
