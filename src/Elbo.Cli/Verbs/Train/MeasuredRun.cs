using Elbo.Evaluation;
using Elbo.Runs;
using Elbo.Settings;

namespace Elbo.Cli.Verbs;

/// <summary>A run, measured as a published figure was.</summary>
/// <param name="Manifest">What <c>run.json</c> says.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Result">Our number and the published one.</param>
/// <param name="Nll">The estimate behind it; null if the figure is a −ELBO.</param>
internal sealed record MeasuredRun(RunManifest Manifest, string Folder, Reproduction Result, NllEstimate? Nll);
