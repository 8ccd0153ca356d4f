using System.CommandLine;
using Elbo.Data.Tables;

namespace Elbo.Cli.Examples;

/// <summary><c>--unknown</c>: what happens to a row of a table with a cell that the model does not know.</summary>
internal sealed class UnknownOption
{
    private readonly UnknownCells usual;
    private readonly Option<UnknownCells?> option;

    /// <param name="command">The verb that gets the option.</param>
    /// <param name="usual">What happens without it.</param>
    /// <param name="except">Values that the verb has no use for.</param>
    public UnknownOption(Command command, UnknownCells usual, params UnknownCells[] except)
    {
        this.usual = usual;
        option = Choice.Option(
            "--unknown", $"Tables: a row with a category that the run does not know, or another cell its column does not allow ({Json.Name(usual)}).", except);
        command.Options.Add(option);
    }

    /// <summary>The request with the value of the option.</summary>
    /// <exception cref="OptionsException">It was given for a run on images.</exception>
    public ExampleRequest Over(ExampleRequest request, ParseResult parsed, OpenRun run)
    {
        var given = parsed.GetValue(option);
        if (given is not null && run.Schema.Columns is null)
            throw new OptionsException([$"--unknown was given, but is for tables, and {run.Folder.Root} learned from images. Leave it out."]);
        return request with { Unknown = given ?? usual };
    }
}
