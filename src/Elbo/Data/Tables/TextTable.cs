using Elbo.Files.Delimited;

namespace Elbo.Data.Tables;

/// <summary>Reads tables of separated values.</summary>
internal static class TextTable
{
    private const int MostCells = 1 << 28;

    /// <exception cref="DataException">There are no rows, a row has another width, or two columns have one name.</exception>
    public static RawTable Read(Stream stream, TableSource source)
    {
        var (path, options) = (source.Path, source.Options);
        var encoding = options.Encoding is null ? null
            : TextEncodings.Find(options.Encoding) ?? throw new DataException($"{path} is to be read as {options.Encoding}, which is not a known encoding.");
        using var text = new StrictReader(stream, path, encoding);
        var reader = new DelimitedReader(text, path);
        var ahead = reader.Ahead();
        reader.Dialect = Dialect.Find(ahead, isWhole: ahead.Length < DelimitedReader.MostAhead - 1, options.Separator);
        var records = TextRecords.Read(reader, path, MostCells);
        return options.Header == false ? records.WithoutHeader() : records.WithHeader(source);
    }
}
