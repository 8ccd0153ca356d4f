namespace Elbo.Cli.Screens;

/// <summary>Converts the number of examples done to a share.</summary>
/// <param name="share">Receives the share.</param>
/// <param name="examples">The total number.</param>
internal sealed class ExampleShare(IProgress<double> share, int examples) : IProgress<int>
{
    public void Report(int value) => share.Report((double)value / examples);
}
