using System.Globalization;

namespace Elbo.Files.NumPy;

/// <summary>Parses the one Python dictionary that npy headers hold, <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>, keys in
/// any order. No other Python is accepted.</summary>
internal sealed class NpyDictionary(string text, string file)
{
    private const int MostDimensions = 64;
    private int at;

    /// <summary>The three entries; a structured <c>descr</c> is returned as the text of its list.</summary>
    /// <exception cref="DataException">The text is not such a dictionary.</exception>
    public (string Descr, bool IsFortran, long[] Shape) Read()
    {
        string? descr = null;
        bool? isFortran = null;
        long[]? shape = null;
        Expect('{');
        while (!Take('}'))
        {
            var key = String();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = Peek() == '[' ? text[at..] : String();
                    if (descr is ['[', ..])
                        return (descr, false, []);
                    break;
                case "fortran_order" when isFortran is null:
                    isFortran = Word("True") || (Word("False") ? false : throw Damaged("True or False"));
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                default:
                    throw Damaged("descr, fortran_order and shape, once each");
            }
            if (!Take(',') && Peek() != '}')
                throw Damaged("a comma or the closing brace");
        }
        Skip();
        return at == text.Length && descr is not null && isFortran is { } order && shape is not null
            ? (descr, order, shape)
            : throw Damaged("descr, fortran_order and shape, once each, and nothing after them");
    }

    private long[] Tuple()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!Take(')'))
        {
            sizes.Add(Number());
            if (!Take(',') && Peek() != ')' || sizes.Count > MostDimensions)
                throw Damaged($"a tuple of at most {MostDimensions} sizes");
        }
        return [.. sizes];
    }

    private long Number()
    {
        Skip();
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (!long.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Damaged("a whole number from 0 to 2⁶³ − 1");
        Word("L"); // Python 2 wrote long integers with this suffix
        return number;
    }

    private string String()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Damaged("a string in quotes");
        var end = text.IndexOf(quote, at + 1);
        if (end < 0)
            throw Damaged("the end of a string");
        var value = text[(at + 1)..end];
        at = end + 1;
        return value;
    }

    private bool Word(string word)
    {
        Skip();
        if (!text.AsSpan(at).StartsWith(word, StringComparison.Ordinal))
            return false;
        at += word.Length;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted))
            throw Damaged($"'{wanted}'");
    }

    private bool Take(char wanted)
    {
        if (Peek() != wanted)
            return false;
        at++;
        return true;
    }

    private char Peek()
    {
        Skip();
        return at < text.Length ? text[at] : '\0';
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private DataException Damaged(string wanted) => new($"{file}: at character {at} of its header {wanted} was expected. "
        + "The file is damaged or was not written by NumPy; save it again with numpy.save.");
}
