using Elbo.Studio.Runs;

namespace Elbo.Studio.Components.Parts;

/// <summary>The pages that a run has.</summary>
internal static class RunTabs
{
    private static readonly (string Title, string Path)[] Images =
        [("Samples", "samples"), ("Latent space", "latent"), ("Dimensions", "dimensions"), ("Manifold", "manifold"), ("Playground", "playground")];

    private static readonly (string Title, string Path)[] Rows =
        [("Rows", "rows"), ("Synthetic rows", "synthetic"), ("Columns", "columns"), ("Latent space", "codes")];

    /// <summary>Titles and paths, in the order of the tabs.</summary>
    public static IEnumerable<(string Title, string Path)> Of(RunEntry run) =>
        [("Training", "runs"), .. run.CanExplore ? Images : run.HasRows ? Rows : []];
}
