using System.Net;
using System.Text;

namespace Elbo.Reports;

/// <summary>Writes well-formed markup: every text is encoded and every element that opens closes.</summary>
internal sealed class Markup
{
    private readonly StringBuilder text = new();

    public Markup Element(string name, Action content, string? cssClass = null, string attributes = "")
    {
        Open(name, cssClass, attributes).Append('\n');
        content();
        text.Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>An element around a text, which is encoded; nothing if the text is empty.</summary>
    public Markup Text(string name, string content, string? cssClass = null, string attributes = "")
    {
        if (content.Length > 0)
            Open(name, cssClass, attributes).Append(Encode(content)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>Markup that this assembly wrote itself.</summary>
    public Markup Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>A text for HTML and XML: encoded, with control characters made visible and without the others that neither allows.</summary>
    public static string Encode(string value) => WebUtility.HtmlEncode(string.Concat(VisibleText.Of(value).EnumerateRunes()
        .Select(rune => rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune)));

    public override string ToString() => text.ToString();

    private StringBuilder Open(string name, string? cssClass, string attributes)
    {
        text.Append('<').Append(name);
        if (cssClass is not null)
            text.Append(" class=\"").Append(cssClass).Append('"');
        return text.Append(attributes).Append('>');
    }
}
