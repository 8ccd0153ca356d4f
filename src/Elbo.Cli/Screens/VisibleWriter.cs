using System.Text;

namespace Elbo.Cli.Screens;

/// <summary>A writer to a terminal that makes control characters visible, since cells, names and paths may hold any.</summary>
/// <param name="target">Where the text goes.</param>
internal sealed class VisibleWriter(TextWriter target) : TextWriter(target.FormatProvider)
{
    public override Encoding Encoding => target.Encoding;

    public override void Write(char value) => target.Write(VisibleText.Of(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => target.Write(VisibleText.Of(value ?? ""));

    public override void WriteLine(string? value) => target.WriteLine(VisibleText.Of(value ?? ""));

    public override void WriteLine() => target.WriteLine();

    public override void Flush() => target.Flush();
}
