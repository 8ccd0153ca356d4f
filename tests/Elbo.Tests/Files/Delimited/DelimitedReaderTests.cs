using Elbo.Files.Delimited;

namespace Elbo.Tests.Files.Delimited;

public sealed class DelimitedReaderTests
{
    [Theory]
    [InlineData("4\" pipe,1\n2\" pipe,2\nvalve,3", "4\" pipe|1/2\" pipe|2/valve|3")] // a quote within a cell is a character
    [InlineData("\"a,b\",\"say \"\"hi\"\"\"\n\"two\nlines\",x", "a,b|say \"hi\"/two\nlines|x")]
    [InlineData("a , b\t,\" c \" , \"d\"\n", "a|b| c |d")]
    [InlineData("a,b\r\n1,2\r\n", "a|b/1|2")]
    [InlineData("a,b\r1,2\r", "a|b/1|2")]
    [InlineData("a,,\n,,", "a||/||")]
    [InlineData("a\n\"\"\n\nb", "a///b")] // an empty quoted cell is a row, an empty line is not
    public void Read_Cells_AreSeparated(string text, string expected)
    {
        using var source = new StringReader(text);
        var reader = new DelimitedReader(source, "f.csv");
        List<string> cells = [], records = [];
        while (reader.Read(cells))
            records.Add(reader.IsBlank ? "" : string.Join('|', cells));
        Assert.Equal(expected, string.Join('/', records));
    }

    [Theory]
    [InlineData("a,b\n1,\"x\n2,y\n", "f.csv, line 2: a quote opens a cell that is never closed; it begins \"x 2,y")]
    [InlineData("a,b\n1,x\n2,\"4\" pipe\n", "f.csv, line 3: 'p' follows a closing quote; the cell begins \"4\"")]
    [InlineData("a,b\n1,\"x\ny\n\"z\n", "f.csv, line 4: 'z' follows a closing quote; the cell begins \"x y \" on line 2")]
    [InlineData("a,b\n1,x\0y\n", "f.csv, line 2 holds a NUL")]
    [InlineData("\0a\0,\0b\0\n", "name UTF-16 with --encoding utf-16BE.")]
    [InlineData("a\0,\0b\0\n\0", "name UTF-16 with --encoding utf-16.")]
    public void Read_Damage_IsNamedWithItsLine(string text, string message)
    {
        using var source = new StringReader(text);
        var reader = new DelimitedReader(source, "f.csv");
        var error = Assert.Throws<DataException>(() =>
        {
            while (reader.Read([]))
            {
            }
        });
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CellsLargerThanTheBuffer_AreWhole()
    {
        var cell = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},")) + "\"end";
        using var source = new StringReader($"x;\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\";{cell}\n1;2;3\n");
        var reader = new DelimitedReader(source, "f.csv") { Dialect = new(';') };
        List<string> cells = [];
        Assert.True(reader.Read(cells));
        Assert.Equal(["x", cell, cell], cells);
        Assert.True(reader.Read(cells));
        Assert.Equal(("1,2,3", 2), (string.Join(',', cells), reader.Line));
        Assert.False(reader.Read(cells));
    }

    /// <summary>A quoted cell and the space behind it end where the buffer does.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_SpacedCellsAtTheEndOfTheBuffer_AreSeparated(int offset)
    {
        var first = new string('x', DelimitedReader.MostAhead - "  ".Length - "\"New York\" ".Length + offset);
        using var source = new StringReader($"{first}  \"New York\" 5\n");
        var reader = new DelimitedReader(source, "f.txt") { Dialect = new(' ') };
        List<string> cells = [];
        Assert.True(reader.Read(cells));
        Assert.Equal([first, "New York", "5"], cells);
        Assert.False(reader.Read(cells));
    }

    [Fact]
    public void Read_SpacedCellsWithoutASpaceBehindAQuote_AreRefusedAtTheEndOfTheBufferToo()
    {
        var first = new string('x', DelimitedReader.MostAhead - " ".Length - "\"a\"".Length);
        using var source = new StringReader($"{first} \"a\"b\n");
        var reader = new DelimitedReader(source, "f.txt") { Dialect = new(' ') };
        Assert.Contains("'b' follows a closing quote", Assert.Throws<DataException>(() => reader.Read([])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1,5;2\n1,25;3\n", ';')]
    [InlineData("P(a|b|c),y,n\n1,2,3\n4,5,6\n", ',')]
    [InlineData("temp (a;b)\n22.5\n20.1\n", ',')]
    [InlineData("a  b\tc\n 1.5 2   3\n4 5 6\n", ' ')]
    [InlineData("a\tb\n1,5\t2\n", '\t')]
    [InlineData("a,b,c\n1,2\n", ',')]
    [InlineData("\"a;b\",c\n\"1;2\",3\n", ',')]
    [InlineData("a\n1\n2\n", ',')]
    [InlineData("aa,\"|a\"\n\"b\",\"c\"\n", ',')]
    [InlineData("a;b\n1;\"x\"y\n", ';')] // the error then names the right place
    [InlineData("a;b;c,d\n1;2;3,4\n", ';')] // both are even: more cells
    [InlineData("a,b;c;d\n1,2;3;4\n", ';')]
    [InlineData("a;b,c,d\n1;2;3,4,5,6\n", ',')] // both are nearly even
    [InlineData("x y\n1 2.5 3\n2 3.5 4\n", ' ')] // R's names of rows
    [InlineData("x y z\n1 2.5\n2 3.5\n", ',')] // a cell too few is no table of R
    [InlineData("a;b;c\n1;2;3;4;5\n", ';')]
    [InlineData("a,b|c|d\n1,2,3,4|5\n", '|')] // none is even: the widest header
    [InlineData("# x,y\n#,,,\n1;2\n3;4\n", ';')] // comments have no cells
    public void Find_Separator_GivesEveryRecordTheSameCells(string text, char separator) =>
        Assert.Equal(separator, Dialect.Find(text, isWhole: true, given: null).Separator);

    [Theory]
    [InlineData("a;b\n1;2\n3;4,5,6", ';')] // the last record may be cut off
    [InlineData("a,b\n1;1,2\n3;", ',')]
    [InlineData("a;b\n1;\"x, y", ';')] // it ends within a quoted cell
    public void Find_HeadOfALongerFile_LeavesTheLastRecordOut(string head, char separator) =>
        Assert.Equal(separator, Dialect.Find(head, isWhole: false, given: null).Separator);

    [Theory]
    [InlineData("'a','b'\n'1','2'\n", '\'')]
    [InlineData("'a',b\n1,2\n", '"')]
    [InlineData("'\n1\n", '"')]
    public void Find_Quote_IsThatOfTheHeader(string text, char quote)
    {
        Assert.Equal(quote, Dialect.Find(text, isWhole: true, given: null).Quote);
        Assert.Equal((',', quote), Dialect.Find(text, isWhole: true, given: ',') is var found ? (found.Separator, found.Quote) : default);
    }

    [Theory]
    [InlineData("a;b\n1;2\n", true)]
    [InlineData("a;b\n1;2;3\n", true)]
    [InlineData("a;b\n1;2;3\n4;5\n", false)]
    [InlineData("a\n1\n", false)]
    [InlineData("a;b\n1;2;3;4\n", false)]
    [InlineData("a;b\n1;\"2\"x\n", false)]
    public void Suits_Separator_GivesRecordsTheSameCells(string text, bool expected) => Assert.Equal(expected, Dialect.Suits(text, isWhole: true, ';'));

    [Fact]
    public void ReadLine_AheadAndRest_ConsumeWhatTheyGive()
    {
        var second = new string('x', DelimitedReader.MostAhead);
        using var source = new StringReader($"first, line\r\n{second}\n\nthe rest\nof it");
        var reader = new DelimitedReader(source, "f.csv");
        Assert.StartsWith("first, line\r\nxxx", reader.Ahead().ToString(), StringComparison.Ordinal);
        Assert.InRange(reader.Ahead().Length, DelimitedReader.MostAhead - 1, DelimitedReader.MostAhead);
        Assert.Equal(("first, line", 2), (reader.ReadLine(), reader.NextLine));
        Assert.Equal((second, 3), (reader.ReadLine(), reader.NextLine));
        Assert.Equal(("", 4), (reader.ReadLine(), reader.NextLine));
        Assert.Equal("the rest\nof it", reader.Ahead().ToString());
        Assert.Equal("the rest\nof it", reader.ReadToEnd(15));
        Assert.Equal("", reader.ReadToEnd(0));
        Assert.Equal("", reader.ReadLine());
    }

    [Fact]
    public void ReadToEnd_MoreThanAllowed_IsRefused()
    {
        using var source = new StringReader(new string('x', 3 * DelimitedReader.MostAhead));
        var message = Assert.Throws<DataException>(() => new DelimitedReader(source, "f.json").ReadToEnd(3 * DelimitedReader.MostAhead - 1)).Message;
        Assert.StartsWith("f.json has more than ", message, StringComparison.Ordinal);
    }
}
