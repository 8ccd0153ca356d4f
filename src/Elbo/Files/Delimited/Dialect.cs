namespace Elbo.Files.Delimited;

/// <summary>How the cells of a text file are separated and quoted.</summary>
/// <param name="Separator">The character between cells; a space stands for any number of spaces and tabs.</param>
/// <param name="Quote">The character around cells that hold a separator.</param>
internal readonly record struct Dialect(char Separator, char Quote = '"')
{
    private const int Records = 50;
    private static readonly char[] Candidates = [';', '\t', '|', ','];

    /// <summary>Comma-separated values.</summary>
    public static Dialect Usual { get; } = new(',');

    /// <summary>Whether cells are separated by any number of spaces and tabs.</summary>
    public bool IsSpaced => Separator == ' ';

    /// <summary>Finds the separator that gives all records the same number of cells; the header may have one more or one less. Spaces separate only
    /// if nothing else does.</summary>
    /// <param name="head">The first part of the file.</param>
    /// <param name="isWhole">False if its last record may be cut off.</param>
    /// <param name="given">The separator, if it is known.</param>
    public static Dialect Find(ReadOnlySpan<char> head, bool isWhole, char? given)
    {
        var quote = QuoteOf(head);
        if (given is { } separator)
            return new(separator, quote);
        var text = new string(head);
        Shape[] shapes = [.. Candidates.Select(candidate => Shape.Of(text, isWhole, new(candidate, quote)))];
        var spaced = Shape.Of(text, isWhole, new(' ', quote));
        return shapes.Where(shape => shape.IsEven).OrderByDescending(shape => shape.Header).Select(Of).FirstOrDefault()
            ?? (spaced.IsEven ? spaced.Dialect : (Dialect?)null)
            ?? shapes.Where(shape => shape.IsNearlyEven).OrderByDescending(shape => shape.Header).Select(Of).FirstOrDefault()
            ?? (spaced.IsNearlyEven && spaced.Header < spaced.Least ? spaced.Dialect : (Dialect?)null) // R's names of rows
            ?? shapes.Where(shape => shape is { Header: > 1, Widest: > 1 })
                .OrderBy(shape => shape.IsDamaged).ThenByDescending(shape => shape.Header).Select(Of).FirstOrDefault()
            ?? Usual with { Quote = quote };

        static Dialect? Of(Shape shape) => shape.Dialect;
    }

    /// <summary>Whether a separator gives the first records the same number of cells, more than one.</summary>
    public static bool Suits(ReadOnlySpan<char> head, bool isWhole, char separator) =>
        Shape.Of(new string(head), isWhole, new(separator, QuoteOf(head))) is { IsEven: true } or { IsNearlyEven: true };

    private static char QuoteOf(ReadOnlySpan<char> head)
    {
        var line = head[..(head.IndexOfAny('\n', '\r') is >= 0 and var length ? length : head.Length)].Trim();
        return line is ['\'', _, .., '\''] ? '\'' : '"';
    }

    /// <summary>The numbers of cells that a dialect finds in the first records.</summary>
    /// <param name="Dialect">The dialect.</param>
    /// <param name="Header">Cells of the first record.</param>
    /// <param name="Least">The least of any other record; that of the first without one.</param>
    /// <param name="Widest">The most of any other record.</param>
    /// <param name="IsDamaged">Whether a quote is out of place.</param>
    private sealed record Shape(Dialect Dialect, int Header, int Least, int Widest, bool IsDamaged)
    {
        public bool IsEven => !IsDamaged && Header > 1 && Least == Header && Widest == Header;

        public bool IsNearlyEven => !IsDamaged && Least > 1 && Least == Widest && Math.Abs(Header - Least) == 1;

        public static Shape Of(string text, bool isWhole, Dialect dialect)
        {
            using var source = new StringReader(text);
            var reader = new DelimitedReader(source, "") { Dialect = dialect };
            List<int> counts = [];
            List<string> cells = [];
            var isDamaged = false;
            try
            {
                while (counts.Count < Records && reader.Read(cells))
                    if (!reader.IsBlank && (counts.Count == 0 || cells[0] is not ['#', ..]))
                        counts.Add(cells.Count);
            }
            catch (DataException)
            {
                isDamaged = isWhole || reader.Peek() >= 0; // else the head ends within a quoted cell
            }
            if (!isWhole && counts.Count is > 1 and < Records)
                counts.RemoveAt(counts.Count - 1);
            return counts.Count == 0 ? new(dialect, 0, 0, 0, isDamaged)
                : counts.Count == 1 ? new(dialect, counts[0], counts[0], counts[0], isDamaged)
                : new(dialect, counts[0], counts.Skip(1).Min(), counts.Skip(1).Max(), isDamaged);
        }
    }
}
