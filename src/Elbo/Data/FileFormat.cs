using Elbo.Data.Arrays;
using Elbo.Data.Images;
using Elbo.Data.Storage;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Data;

/// <summary>A file format: its endings, and how Elbo reads and writes it. Data to train on, given data, output, help and errors share these.</summary>
/// <param name="Endings">In lower case; that of written files first. Empty for IDX, which any other file is taken for.</param>
internal sealed record FileFormat(params string[] Endings)
{
    public static FileFormat Csv { get; } = new(".csv", ".tsv")
    {
        OtherEndings = [".txt", ".data", ".dat", ".tab", ".psv", ".json", ".jsonl", ".ndjson", ".arff"], // the last is named and refused
        Table = TextTable.Read,
        Write = (stream, numbers) => CsvWriter.Write(stream, numbers.Columns()),
    };

    public static FileFormat Parquet { get; } = new(".parquet")
    {
        OtherEndings = [".pq", ".parq"],
        Table = (stream, source) => ParquetTable.Read(stream, source.Path) with { Words = CellWords.Of(new() { Missing = source.Options.Missing }) },
        Write = (stream, numbers) => ParquetFile.Write(stream, numbers.Columns()),
    };

    public static FileFormat Npz { get; } = new(".npz")
    {
        Load = (name, path, store, range) => new NumPyDataset(name, path, store, range).LoadNpz(),
        LoadAll = (name, path, store, range) => new NumPyDataset(name, path, store, range).GivenNpz(),
        HasRange = true,
        Array = NpzFile.ReadOne,
        Write = (stream, numbers) => NpzFile.Write(stream, numbers.Arrays()),
    };

    public static FileFormat Npy { get; } = new(".npy")
    {
        Load = (name, path, store, range) => new NumPyDataset(name, path, store, range).LoadNpy(),
        LoadAll = (name, path, store, range) => new NumPyDataset(name, path, store, range).GivenNpy(),
        HasRange = true,
        Array = (path, _) => GzipFile.Read(path, stream => NpyFile.Read(stream, path)),
        Write = (stream, numbers) => NpyFile.Write(stream, numbers.Array()),
    };

    public static FileFormat Tar { get; } = new(".tar") { Open = path => new TarFiles(path) };

    public static FileFormat Zip { get; } = new(".zip") { Open = path => new ZipFiles(path) };

    /// <summary>A single image: given data, and one example of a folder or an archive.</summary>
    public static FileFormat Picture { get; } = new(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".gif", ".pgm", ".ppm", ".pbm", ".pnm")
    {
        Open = path => new SingleFile(path),
        IsSingle = true,
    };

    public static FileFormat Idx { get; } = new()
    {
        Load = (name, path, store, _) => Datasets.LoadIdx(name, path, store),
        LoadAll = (name, path, store, _) => new(name, Datasets.LoadAllIdx(path, store)),
    };

    /// <summary>In the order in which errors offer them.</summary>
    public static IReadOnlyList<FileFormat> All { get; } = [Csv, Parquet, Npz, Npy, Tar, Zip, Picture, Idx];

    /// <summary>Endings that such files also have; they are not listed, and nothing is written under them.</summary>
    public IReadOnlyList<string> OtherEndings { get; private init; } = [];

    /// <summary>Reads a table, given its stream.</summary>
    public Func<Stream, TableSource, RawTable>? Table { get; private init; }

    /// <summary>Reads images in splits, given their name, the full path, where large ones go, and the values of black and white.</summary>
    public Func<string, string, PixelStore, PixelRange?, Dataset<ImageSet>>? Load { get; private init; }

    /// <summary>Reads all images, nothing held out.</summary>
    public Func<string, string, PixelStore, PixelRange?, GivenImages>? LoadAll { get; private init; }

    /// <summary>Whether the values of black and white are chosen.</summary>
    public bool HasRange { get; private init; }

    /// <summary>Opens image files.</summary>
    public Func<string, ImageFiles>? Open { get; private init; }

    /// <summary>Reads one array. If there are names, the function is given them and chooses; the other arrays are not read.</summary>
    public Func<string, Func<IReadOnlyCollection<string>, string>, NpyArray>? Array { get; private init; }

    /// <summary>Writes numbers of examples.</summary>
    public Action<Stream, ExampleNumbers>? Write { get; private init; }

    /// <summary>Whether it holds one image only, from which nothing can be learned.</summary>
    public bool IsSingle { get; private init; }

    /// <summary>The schema of the examples in such a file.</summary>
    public Type Schema => Table is null ? typeof(ImageSchema) : typeof(TableSchema);

    /// <summary>The format of data: by its content if that is unmistakable, else by its ending.</summary>
    public static FileFormat Of(string path) => FileContent.FormatOf(path) ?? Named(path);

    /// <summary>The format by the ending of a name.</summary>
    public static FileFormat Named(string path)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        return All.FirstOrDefault(format => format.Endings.Contains(ending) || format.OtherEndings.Contains(ending)) ?? Idx;
    }

    /// <summary>The format in which a file is written; null if its ending is not that of one.</summary>
    public static FileFormat? ForOutput(string path)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        return All.FirstOrDefault(format => format.Endings.FirstOrDefault() == ending);
    }

    /// <summary>The formats of numbers of examples.</summary>
    public static FileFormat[] OfNumbers { get; } = [.. All.Where(format => format.Write is not null)];

    public static string[] EndingsOf(Func<FileFormat, bool> which) =>
        [.. All.Where(which).OrderBy(format => format.Endings.FirstOrDefault(), StringComparer.Ordinal).SelectMany(format => format.Endings)];
}

/// <summary>Numbers of examples for a file; a format takes the form that it can hold.</summary>
/// <param name="Columns">A table with the identities of the examples.</param>
/// <param name="Array">A single array.</param>
/// <param name="Arrays">Arrays by name.</param>
internal sealed record ExampleNumbers(
    Func<IReadOnlyList<TableColumn>> Columns, Func<NpyArray> Array, Func<IEnumerable<KeyValuePair<string, NpyArray>>> Arrays)
{
    /// <summary>A column as an array with its name, shape [N].</summary>
    public static KeyValuePair<string, NpyArray> ArrayOf(TableColumn column) => new(column.Name, column.Values switch
    {
        string[] texts => NpyArray.OfTexts(texts),
        int[] numbers => NpyArray.Of<int>(numbers, numbers.Length),
        float[] numbers => NpyArray.Of<float>(numbers, numbers.Length),
        double[] numbers => NpyArray.Of<double>(numbers, numbers.Length),
        var flags => NpyArray.Of<bool>((bool[])flags, flags.Length),
    });
}
