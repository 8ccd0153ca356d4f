using System.CommandLine;
using Elbo.Data.Tables;

namespace Elbo.Cli;

/// <summary><c>--columns price:positive,city:categorical,id:skip</c>: kinds that override those guessed for a table's columns.</summary>
internal static class ColumnsOption
{
    public static Option<Dictionary<string, ColumnKind>?> Create() => new("--columns")
    {
        Description = "What columns of a table are, where the guess is not wanted (see elbo data inspect).",
        HelpName = "NAME:KIND,…",
        CustomParser = result =>
        {
            var kinds = ColumnWords.Read(result.Tokens[0].Value, out var fault);
            if (fault is null)
                return kinds;
            result.AddError($"--columns had '{fault}'; each part must be NAME:KIND with one of {ColumnKinds.All}, such as --columns price:positive,id:skip. "
                + "Quote a name with a comma: --columns '\"temp, C\":real'.");
            return null;
        },
    };
}
