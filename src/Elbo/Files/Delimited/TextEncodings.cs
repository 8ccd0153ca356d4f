using System.Globalization;
using System.Text;

namespace Elbo.Files.Delimited;

/// <summary>Encodings by the names that people and other programs use.</summary>
internal static class TextEncodings
{
    /// <summary>Finds <c>latin1</c>, <c>windows-1252</c>, <c>cp1252</c>, <c>shift_jis</c> and all others that .NET has; null for an unknown name.</summary>
    public static Encoding? Find(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf-8-sig" => Encoding.UTF8,
        "latin-1" => Encoding.Latin1,
        "macroman" => Named("macintosh"),
        ['c', 'p', .. var digits] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 65536 =>
            CodePagesEncodingProvider.Instance.GetEncoding(page),
        var other => Named(other),
    };

    /// <summary>Whether a text is UTF-8, or has a byte-order mark.</summary>
    /// <param name="stream">Read to its end, or to the first other byte.</param>
    public static bool IsUnicode(Stream stream)
    {
        try
        {
            using var reader = new StrictReader(stream, "", null);
            var buffer = new char[1 << 12];
            while (reader.Read(buffer) > 0)
            {
            }
            return true;
        }
        catch (DataException)
        {
            return false;
        }
    }

    private static Encoding? Named(string name)
    {
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } found)
            return found;
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
