namespace Elbo.Cli.Screens;

/// <summary>Turns a number of examples that are done into a share.</summary>
/// <param name="share">Told the share.</param>
/// <param name="examples">All of them.</param>
internal sealed class ExampleShare(IProgress<double> share, int examples) : IProgress<int>
{
    public void Report(int value) => share.Report((double)value / examples);
}
