using System.CommandLine.Parsing;
using Elbo.Analysis.Scoring;
using Elbo.Bench;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary>The parts of a benchmark as <c>--only</c> takes them: <c>steps,inference</c>.</summary>
internal static class BenchPartNames
{
    private static readonly BenchParts[] Parts =
        [BenchParts.Steps, BenchParts.Bounds, BenchParts.Scaling, BenchParts.Inference, BenchParts.Data, BenchParts.Start];

    public static BenchParts? Parse(ArgumentResult result)
    {
        var chosen = BenchParts.None;
        foreach (var name in result.Tokens[0].Value.Split(','))
        {
            var part = Array.Find(Parts, part => Json.Name(part) == name);
            if (part == BenchParts.None)
            {
                {
                    var names = string.Join(", ", Parts.Select(Json.Name));
                    result.AddError($"--only was '{result.Tokens[0].Value}'; it must be one or more of {names}, such as --only steps,inference.");
                }
                return null;
            }
            chosen |= part;
        }
        return chosen;
    }
}
