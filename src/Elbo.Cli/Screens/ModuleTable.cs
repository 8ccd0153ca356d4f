using System.Globalization;
using Elbo.Models.Storage;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>The parts of a model in the order of computation, with their output shapes and weights.</summary>
internal static class ModuleTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<ModuleSummary> parts)
    {
        var table = new ColumnTable("part", ">output", ">weights");
        foreach (var part in parts)
            table.Add(part.Name, string.Join('×', part.Shape), part.Parameters.ToString("N0", CultureInfo.InvariantCulture));
        table.Write(console);
    }
}
