using System.CommandLine;
using Elbo.Analysis.Scoring;
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
            var kinds = new Dictionary<string, ColumnKind>();
            foreach (var part in result.Tokens[0].Value.Split(','))
                if (part.LastIndexOf(':') is > 0 and var colon && !char.IsDigit(part[^1])
                    && Enum.TryParse<ColumnKind>(part[(colon + 1)..], ignoreCase: true, out var kind) && Enum.IsDefined(kind))
                    kinds[part[..colon]] = kind;
                else
                {
                    result.AddError($"--columns had '{part}'; each part must be NAME:KIND with one of "
                        + $"{string.Join(", ", Enum.GetValues<ColumnKind>().Select(Json.Name))}, such as --columns price:positive,id:skip.");
                    return null;
                }
            return kinds;
        },
    };
}
