using System.CommandLine;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo data</c>: the verbs about data sets.</summary>
internal static class DataVerb
{
    public const string Description = "List the known data sets, download one, or look into one.";

    public static Command Create(Terminal terminal) =>
        new Command("data", Description)
        {
            DataListVerb.Create(terminal),
            DataFetchVerb.Create(terminal),
            DataInspectVerb.Create(terminal),
        }.WithExamples("elbo data list", "elbo data fetch fashion-mnist", "elbo data inspect mnist");
}
