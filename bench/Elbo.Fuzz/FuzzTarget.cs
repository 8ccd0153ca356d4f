namespace Elbo.Fuzz;

/// <summary>A reader of foreign bytes.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Seeds">Whole files, which are mutated.</param>
/// <param name="Read">Reads one file: it returns, or throws a documented exception.</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Read)
{
    /// <summary>Its name as a part of paths.</summary>
    internal string FileName => Name.Replace(' ', '-');

    /// <summary>Words of the format.</summary>
    public IReadOnlyList<byte[]> Tokens { get; init; } = [];

    /// <summary>Corrects lengths and checksums in every other mutated file, so that damage behind them is reached; null if there are none.</summary>
    public Func<byte[], byte[]>? Repair { get; init; }

    /// <summary>Bytes that reading a file may allocate, whatever its length.</summary>
    public long FixedBytes { get; init; } = 16L << 20;

    /// <summary>Bytes that reading may allocate in addition for each byte of the file.</summary>
    public long BytesPerByte { get; init; } = 512;

    /// <summary>The limit on bytes that reading a file may allocate.</summary>
    public long MostBytes(int length) => FixedBytes + BytesPerByte * length;
}
