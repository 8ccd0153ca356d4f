using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>Where a run keeps its figures for dark pages: <c>figures/dark/</c>, under the same names.</summary>
internal static class DarkFigures
{
    public static string FolderOf(RunFolder run) => Path.Combine(run.FiguresPath, "dark");

    public static string PathOf(RunFolder run, string file) => Path.Combine(FolderOf(run), file);
}
