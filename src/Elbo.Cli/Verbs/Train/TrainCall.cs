using Elbo.Runs.Sessions;

namespace Elbo.Cli.Verbs;

/// <summary>The command line of <c>elbo train</c>.</summary>
/// <param name="Request">What to train, or the changes to the run that is resumed.</param>
/// <param name="Resume">Continues the run or the series in the request's folder.</param>
/// <param name="Force">Replaces a run in the folder.</param>
/// <param name="Seeds">How many seeds; null for one run, or for all seeds of a resumed series.</param>
/// <param name="TensorBoard">Writes the epochs for TensorBoard too.</param>
/// <param name="Json">Prints one JSON document.</param>
internal sealed record TrainCall(TrainingRequest Request, bool Resume, bool Force, int? Seeds, bool TensorBoard, bool Json)
{
    public bool IsSeries => Seeds is not null || Resume && SeedSeries.IsAt(Request.ResumedFolder);
}
